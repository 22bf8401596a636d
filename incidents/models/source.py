from typing import Self

from django.db import models
from django.db.models import Count, UniqueConstraint
from django.urls import reverse

from incidents.models.choices import longest, one_of
from incidents.models.incident import Incident, IncidentQuerySet
from incidents.stories import document


class SourceQuerySet(models.QuerySet["Source"]):
    def cited_by(self, incidents: IncidentQuerySet) -> Self:
        """Those that any of the stories cites; `stories` is how many of them do."""
        cited = self.filter(citations__incident__in=incidents.values("pk"))
        return cited.annotate(stories=Count("citations__incident", distinct=True))

    def most_cited_first(self) -> Self:
        """After `cited_by`."""
        return self.order_by("-stories", "title", "pk")


class Source(models.Model):
    """A talk, an article, an issue. Many stories may cite one source; `key` identifies it."""

    key = models.CharField(max_length=2000, unique=True)
    """The address, or title and publisher in small letters where there is none."""
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=longest(document.SourceKind))
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=2000, blank=True)
    archive_url = models.CharField(max_length=2000, blank=True)
    publisher = models.CharField(max_length=300, blank=True)
    venue = models.CharField(max_length=300, blank=True)
    authors = models.JSONField(default=list)
    published = models.CharField(max_length=30, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [one_of("kind", document.SourceKind, name="source_kind_is_known")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.slug])


class CitationQuerySet(models.QuerySet["Citation"]):
    def in_order_of_stories(self) -> Self:
        return self.order_by("incident__prefix", "incident__number", "position")


class Citation(models.Model):
    """The place in a source that a story cites, and the role of the source."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    locator = models.CharField(max_length=300, blank=True)
    role = models.CharField(max_length=longest(document.SourceRole))
    position = models.PositiveSmallIntegerField()

    objects = CitationQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["incident", "position"], name="citation_position_is_unique_in_story"),
            one_of("role", document.SourceRole, name="citation_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} in {self.source_id}"
