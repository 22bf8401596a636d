"""The parts of stories as rows, for lists, facets and analysis. Written by `domain.stories.save` alone."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q, UniqueConstraint

from incidents.models.choices import longest, one_of
from incidents.models.incident import Incident
from incidents.models.reader import Reader
from incidents.stories import document

TERM_LENGTH = 80
ANCHOR_LENGTH = 5


def terms() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=TERM_LENGTH), default=list)


def anchors() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=ANCHOR_LENGTH), default=list)


class IncidentPart(models.Model):
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="%(class)ss")
    anchor = models.CharField(max_length=ANCHOR_LENGTH)
    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        constraints = [
            UniqueConstraint(fields=["incident", "anchor"], name="%(class)s_anchor_is_unique_in_story")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}#{self.anchor}"


class Symptom(IncidentPart):
    kind = models.CharField(max_length=TERM_LENGTH)
    text = models.TextField()
    component = models.CharField(max_length=TERM_LENGTH, blank=True)
    observable = models.TextField(blank=True)

    class Meta(IncidentPart.Meta):
        indexes = [
            models.Index(fields=["incident"], condition=~Q(observable=""), name="symptom_with_observable")
        ]


class Factor(IncidentPart):
    dimension = models.CharField(max_length=TERM_LENGTH)
    failure_mode = models.CharField(max_length=TERM_LENGTH)
    text = models.TextField()
    components = terms()
    basis = models.CharField(max_length=longest(document.Basis))

    class Meta(IncidentPart.Meta):
        constraints = [
            *IncidentPart.Meta.constraints,
            one_of("basis", document.Basis, name="factor_basis_is_known"),
        ]
        indexes = [models.Index(fields=["failure_mode", "incident"], name="factor_by_failure_mode")]


class FixQuerySet(models.QuerySet["Fix"]):
    def of(self, incident: OuterRef | Incident) -> Self:
        return self.filter(incident=incident)

    def that_helped(self) -> Self:
        """Those that worked come before those that worked partly; each in the order they were tried."""
        return self.filter(outcome__in=("worked", "partial")).order_by("-outcome", "position")


class Fix(IncidentPart):
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="fixes")
    phase = models.CharField(max_length=longest(document.FixPhase))
    text = models.TextField()
    outcome = models.CharField(max_length=longest(document.Outcome))
    addresses = anchors()

    objects = FixQuerySet.as_manager()

    class Meta(IncidentPart.Meta):
        constraints = [
            *IncidentPart.Meta.constraints,
            one_of("phase", document.FixPhase, name="fix_phase_is_known"),
            one_of("outcome", document.Outcome, name="fix_outcome_is_known"),
        ]


class Takeaway(IncidentPart):
    text = models.TextField()
    derived_from = anchors()


class Impact(IncidentPart):
    effect = models.CharField(max_length=TERM_LENGTH)
    scope = models.CharField(max_length=TERM_LENGTH, blank=True)
    text = models.TextField(blank=True)
    basis = models.CharField(max_length=longest(document.Basis))

    class Meta(IncidentPart.Meta):
        constraints = [
            *IncidentPart.Meta.constraints,
            one_of("basis", document.Basis, name="impact_basis_is_known"),
        ]


class TimelineEvent(IncidentPart):
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="timeline_events")
    phase = models.CharField(max_length=longest(document.EventPhase))
    text = models.TextField()
    at = models.CharField(max_length=30, blank=True)

    class Meta(IncidentPart.Meta):
        constraints = [
            *IncidentPart.Meta.constraints,
            one_of("phase", document.EventPhase, name="timelineevent_phase_is_known"),
        ]


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, reader: Reader) -> Self:
        """Actions of published stories that the reader may see."""
        return self.filter(incident__in=Incident.objects.visible_to(reader).published())

    def still_open(self) -> Self:
        return self.filter(status__in=("open", "in_progress"))

    def with_stories(self) -> Self:
        """With the reference of the story, which a list shows."""
        return self.select_related("incident").only("anchor", "text", "due", "incident__ref")

    def in_order_of_due_dates(self) -> Self:
        """Without a date: last."""
        return self.order_by("due", "pk")


class Action(IncidentPart):
    text = models.TextField()
    type = models.CharField(max_length=longest(document.ActionType))
    status = models.CharField(max_length=longest(document.ActionStatus))
    owner = models.CharField(max_length=300, blank=True)
    due = models.DateField(null=True)

    objects = ActionQuerySet.as_manager()

    class Meta(IncidentPart.Meta):
        constraints = [
            *IncidentPart.Meta.constraints,
            one_of("type", document.ActionType, name="action_type_is_known"),
            one_of("status", document.ActionStatus, name="action_status_is_known"),
        ]
