"""Where the words of a story lead."""

from functools import lru_cache

from django.urls import reverse
from django.utils.http import urlencode

from incidents.models.term import WITH_PAGE
from incidents.stories.vocabulary import OWN_SERVICES


# A page has dozens of them, and mostly those of the page before.
@lru_cache(maxsize=4096)
def term(facet: str, slug: str) -> str:
    """The page of a term; where it has none, the list of stories with it."""
    if facet in WITH_PAGE and not slug.startswith(OWN_SERVICES):
        return reverse(facet.replace("_", "-"), args=[slug])
    return f"{reverse('stories')}?{urlencode({facet: slug})}"


@lru_cache(maxsize=4096)
def part(ref: str, anchor: str = "") -> str:
    return reverse("story", args=[ref]) + (f"#{anchor}" if anchor else "")


def history(ref: str) -> str:
    return reverse("story-history", args=[ref])


def organisation(slug: str) -> str:
    return reverse("organisation", args=[slug])


@lru_cache(maxsize=256)
def tool(slug: str) -> str:
    return reverse("tool", args=[slug])
