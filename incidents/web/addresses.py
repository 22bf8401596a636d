"""Where the words of a story lead."""

from django.urls import reverse
from django.utils.http import urlencode


def term(facet: str, slug: str) -> str:
    """Everything that is told about a term of the vocabulary."""
    return f"{reverse('stories')}?{urlencode({facet: slug})}"


def part(ref: str, anchor: str = "") -> str:
    return reverse("story", args=[ref]) + (f"#{anchor}" if anchor else "")


def organisation(slug: str) -> str:
    return term("organisation", slug)
