from typing import Self

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from incidents.stories.fields import TERM_PATTERN

WITH_PAGE = ("component", "failure_mode", "technology", "region")


class TermQuerySet(models.QuerySet["Term"]):
    def of(self, facet: str) -> Self:
        return self.filter(facet=facet)

    def in_order(self) -> Self:
        return self.order_by("facet", "position")


class Term(models.Model):
    """A word of the vocabulary. Shipped terms are brought up to date from `fixtures/terms.yaml`."""

    facet = models.CharField(max_length=40)
    slug = models.CharField(max_length=80)
    label = models.CharField(max_length=120)
    description = models.TextField()
    group = models.CharField(max_length=80, blank=True)
    position = models.PositiveIntegerField()

    objects = TermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facet", "slug"], name="term_slug_is_unique_in_facet"),
            models.CheckConstraint(name="term_slug_is_plain", condition=models.Q(slug__regex=TERM_PATTERN)),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        if self.facet in WITH_PAGE:
            return reverse(self.facet.replace("_", "-"), args=[self.slug])
        return f"{reverse('glossary')}#{self.facet}-{self.slug}"


class Synonym(models.Model):
    """Another word for a term, as people and lists write it; terms of several facets may share it."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="synonyms")
    text = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("text"), "term", name="synonym_is_unique_in_term")]

    def __str__(self) -> str:
        return self.text
