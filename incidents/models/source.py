from typing import Self

from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Subquery, UniqueConstraint
from django.urls import reverse

from incidents.models.choices import longest, one_of
from incidents.models.incident import Incident, IncidentQuerySet
from incidents.stories import fields

IN_ORDER = ("incident__prefix", "incident__number", "position")
"""Of citations: by their stories."""


class SourceQuerySet(models.QuerySet["Source"]):
    def cited_by(self, incidents: IncidentQuerySet) -> Self:
        """Those that any of the stories cites; `stories` is how many of them do.

        `title` and `description` are the words of the first of these stories, whatever others say.
        """
        keys = incidents.values("pk")
        citations = Citation.objects.filter(incident__in=keys)
        first = citations.in_order_of_stories().filter(source=OuterRef("pk"))
        described = citations.order_by("source", *IN_ORDER).distinct("source")
        return (
            self.filter(citations__incident__in=keys)
            .annotate(
                stories=Count("citations__incident", distinct=True),
                title=Subquery(first.values("title")[:1]),
            )
            .prefetch_related(Prefetch("citations", described, to_attr="descriptions"))
        )

    def most_cited_first(self) -> Self:
        """After `cited_by`."""
        return self.order_by("-stories", "title", "slug")


class Source(models.Model):
    """A talk, an article or an issue that stories cite. Each citation describes it for its own readers."""

    key = models.CharField(max_length=2000, unique=True)
    """Tells two sources apart: the address, or title and publisher in small letters where there is none."""
    slug = models.SlugField(max_length=120, unique=True)
    """Follows from the key."""
    descriptions: list["Citation"]
    """One, of a source `cited_by` stories."""

    objects = SourceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.slug])

    @property
    def description(self) -> "Citation":
        return self.descriptions[0]


class CitationQuerySet(models.QuerySet["Citation"]):
    def in_order_of_stories(self) -> Self:
        return self.order_by(*IN_ORDER)


class Citation(models.Model):
    """What a story says of a source, where in it the story is told, and what the source is to the story."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    kind = models.CharField(max_length=longest(fields.SourceKind))
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=2000, blank=True)
    archive_url = models.CharField(max_length=2000, blank=True)
    publisher = models.CharField(max_length=300, blank=True)
    venue = models.CharField(max_length=300, blank=True)
    authors = models.JSONField(default=list)
    published = models.CharField(max_length=40, blank=True)
    locator = models.CharField(max_length=300, blank=True)
    role = models.CharField(max_length=longest(fields.SourceRole))
    position = models.PositiveSmallIntegerField()

    objects = CitationQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["incident", "position"], name="citation_position_is_unique_in_story"),
            one_of("kind", fields.SourceKind, name="citation_kind_is_known"),
            one_of("role", fields.SourceRole, name="citation_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} in {self.source_id}"
