"""Sightings: an external system saw a story or a rule."""

from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from incidents.models.incident import Incident
from incidents.models.reader import Reader
from incidents.models.rule import Rule
from incidents.models.token import AccessToken
from incidents.models.user import User

LONGEST_SOURCE = 60
LONGEST_ID = 200
LONGEST_WORDS = 200
SOURCE_PATTERN = r"^[a-z0-9][a-z0-9._-]*$"


class SightingQuerySet(models.QuerySet["Sighting"]):
    def of_story(self, incident: Incident, *, reader: Reader) -> Self:
        """Those of the story and of stories merged into it, as far as the reader may see them.

        Somebody who has not signed in sees none: they say what happens on this instance's own systems.
        """
        if not reader.is_signed_in:
            return self.none()
        together = Q(pk=incident.pk) | Q(merged_into=incident.pk)
        return self.filter(incident__in=Incident.objects.visible_to(reader).filter(together).values("pk"))

    def newest_first(self) -> Self:
        return self.order_by("-started_at", "-pk")

    def before(self, sighting: "Sighting") -> Self:
        """Those that a list shows after it."""
        # The first condition follows from the second; PostgreSQL begins to read the index there.
        earlier = Q(started_at__lt=sighting.started_at) | Q(pk__lt=sighting.pk)
        return self.filter(Q(started_at__lte=sighting.started_at), earlier)


class Sighting(models.Model):
    """An episode in which an external system saw a story, a rule, or both.

    Written by `domain.sightings` alone. The source, its name for what was seen and the start tell episodes
    apart: a report that is sent again is the same episode, and one with a later start is another.
    """

    source = models.CharField(max_length=LONGEST_SOURCE)
    """What saw it, such as `alertmanager`."""
    external_id = models.CharField(max_length=LONGEST_ID)
    """What the source calls it; of an alert, its fingerprint."""
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """Null while it lasts, and where nobody said that it ended."""
    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, null=True, related_name="sightings", db_index=False
    )
    rule = models.ForeignKey(
        Rule, on_delete=models.CASCADE, null=True, related_name="sightings", db_index=False
    )
    name = models.CharField(max_length=LONGEST_WORDS, blank=True)
    """For people, such as the name of the alert."""
    environment = models.CharField(max_length=LONGEST_WORDS, blank=True)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    token = models.ForeignKey(AccessToken, on_delete=models.SET_NULL, null=True, related_name="sightings")
    """The token that it was sent with; null where it was a person's browser."""
    reported_at = models.DateTimeField()
    """When it was heard of first."""

    objects = SightingQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["source", "external_id", "started_at", "incident", "rule"],
                nulls_distinct=False,
                name="sighting_is_one_episode",
            ),
            CheckConstraint(
                name="sighting_is_of_a_story_or_a_rule",
                condition=Q(incident__isnull=False) | Q(rule__isnull=False),
            ),
            CheckConstraint(name="sighting_source_is_plain", condition=Q(source__regex=SOURCE_PATTERN)),
            CheckConstraint(name="sighting_has_a_name_at_its_source", condition=~Q(external_id="")),
            CheckConstraint(
                name="sighting_ends_after_it_started",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["incident", "started_at", "id"],
                name="sighting_by_story",
                condition=Q(incident__isnull=False),
            ),
            models.Index(
                fields=["rule", "started_at", "id"], name="sighting_by_rule", condition=Q(rule__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} seen by {self.source}"
