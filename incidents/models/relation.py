from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, OuterRef, Q, UniqueConstraint

from incidents.models.choices import longest, one_of
from incidents.models.incident import Incident
from incidents.models.reader import Reader
from incidents.stories import fields

ACYCLIC = ("duplicate_of", "caused_by_fix_of")
"""Types that must not lead back to where they started."""


class RelationQuerySet(models.QuerySet["Relation"]):
    def between_visible(self, reader: Reader) -> Self:
        seen = Incident.objects.visible_to(reader).values("pk")
        return self.filter(incident__in=seen, target__in=seen)

    def touching(self, incident: Incident | OuterRef) -> Self:
        return self.filter(Q(incident=incident) | Q(target=incident))


class Relation(models.Model):
    """Written by the story it starts from. `target` is null until a story with `target_ref` arrives."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="relations")
    type = models.CharField(max_length=longest(fields.RelationType))
    target_ref = models.CharField(max_length=20)
    target = models.ForeignKey(
        Incident, on_delete=models.SET_NULL, null=True, related_name="inverse_relations"
    )
    on = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["incident", "type", "target_ref"], name="relation_is_written_once"),
            CheckConstraint(name="relation_leads_to_another_story", condition=~Q(target=F("incident"))),
            one_of("type", fields.RelationType, name="relation_type_is_known"),
        ]
        indexes = [models.Index(fields=["target_ref"], name="relation_by_target_ref")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.type} {self.target_ref}"
