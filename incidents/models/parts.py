"""The parts of stories as rows, for lists, facets and analysis. Written by `domain.stories.save` alone."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q, UniqueConstraint

from incidents.models.choices import longest, one_of
from incidents.models.incident import Incident
from incidents.stories import fields

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
    basis = models.CharField(max_length=longest(fields.Basis))

    class Meta(IncidentPart.Meta):
        constraints = [
            *IncidentPart.Meta.constraints,
            one_of("basis", fields.Basis, name="factor_basis_is_known"),
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
    phase = models.CharField(max_length=longest(fields.FixPhase))
    text = models.TextField()
    outcome = models.CharField(max_length=longest(fields.Outcome))
    addresses = anchors()

    objects = FixQuerySet.as_manager()

    class Meta(IncidentPart.Meta):
        constraints = [
            *IncidentPart.Meta.constraints,
            one_of("phase", fields.FixPhase, name="fix_phase_is_known"),
            one_of("outcome", fields.Outcome, name="fix_outcome_is_known"),
        ]


class Takeaway(IncidentPart):
    text = models.TextField()
    derived_from = anchors()


class Impact(IncidentPart):
    effect = models.CharField(max_length=TERM_LENGTH)
    scope = models.CharField(max_length=TERM_LENGTH, blank=True)
    text = models.TextField(blank=True)
    basis = models.CharField(max_length=longest(fields.Basis))

    class Meta(IncidentPart.Meta):
        constraints = [
            *IncidentPart.Meta.constraints,
            one_of("basis", fields.Basis, name="impact_basis_is_known"),
        ]


class TimelineEvent(IncidentPart):
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="timeline_events")
    phase = models.CharField(max_length=longest(fields.EventPhase))
    text = models.TextField()
    at = models.CharField(max_length=40, blank=True)

    class Meta(IncidentPart.Meta):
        constraints = [
            *IncidentPart.Meta.constraints,
            one_of("phase", fields.EventPhase, name="timelineevent_phase_is_known"),
        ]


class ReportedAction(IncidentPart):
    """An action that a source reports, not one of the people here."""

    text = models.TextField()
    type = models.CharField(max_length=longest(fields.ActionType))
    status = models.CharField(max_length=longest(fields.ActionStatus))
    owner = models.CharField(max_length=300, blank=True)
    due = models.DateField(null=True)

    class Meta(IncidentPart.Meta):
        constraints = [
            *IncidentPart.Meta.constraints,
            one_of("type", fields.ActionType, name="reportedaction_type_is_known"),
            one_of("status", fields.ActionStatus, name="reportedaction_status_is_known"),
        ]
