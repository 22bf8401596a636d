from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Count, Q, UniqueConstraint
from django.db.models.functions import Lower

from incidents.models.choices import longest, one_of
from incidents.models.incident import Incident
from incidents.models.reader import Reader
from incidents.rules import record


class ToolQuerySet(models.QuerySet["Tool"]):
    def with_checks_visible_to(self, reader: Reader) -> Self:
        """Those with a check of a story the reader may see. Each comes with counts of such checks:
        `number_of_checks`, `number_of_stories`, `contradicting`.
        """
        seen = self.filter(checks__in=ToolCheck.objects.visible_to(reader).values("pk"))
        return seen.annotate(
            number_of_checks=Count("checks__name", distinct=True),
            number_of_stories=Count("checks__incident", distinct=True),
            contradicting=Count("checks", filter=Q(checks__relation="contradicts")),
        )

    def in_order_of_titles(self) -> Self:
        return self.order_by("title", "pk")


class Tool(models.Model):
    """A program of others whose checks are mapped to stories."""

    slug = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    url = models.CharField(max_length=2000, blank=True)

    objects = ToolQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["slug"], name="tool_slug_is_given_once"),
            CheckConstraint(name="tool_slug_is_plain", condition=Q(slug__regex=record.NAME_PATTERN)),
        ]

    def __str__(self) -> str:
        return self.slug


class ToolCheckQuerySet(models.QuerySet["ToolCheck"]):
    def visible_to(self, reader: Reader) -> Self:
        return self.filter(incident__in=Incident.objects.visible_to(reader).values("pk"))

    def with_stories(self) -> Self:
        """With the tool, and of the story what a list shows."""
        shown = ("tool", "name", "relation", "note", "incident__ref", "incident__title")
        return self.select_related("tool", "incident").only(*shown)

    def in_order_of_names(self) -> Self:
        return self.order_by("name", "incident__prefix", "incident__number", "pk")


class ToolCheck(models.Model):
    """The relation of one check of a tool to one story. Names of checks are compared in any case."""

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="checks")
    name = models.CharField(max_length=200)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="tool_checks")
    relation = models.CharField(max_length=longest(record.Relation))
    note = models.TextField(blank=True)

    objects = ToolCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(
                "tool", Lower("name"), "incident", "relation", name="tool_check_is_written_once"
            ),
            one_of("relation", record.Relation, name="tool_check_relation_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.tool_id} {self.name}"


class NoDetection(models.Model):
    """A story for which no automated detection makes sense, and why."""

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="no_detection")
    reason = models.TextField()

    class Meta:
        constraints = [CheckConstraint(name="no_detection_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.reason}"
