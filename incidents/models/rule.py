from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    CheckConstraint,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    TextField,
    UniqueConstraint,
)
from django.db.models.functions import Cast

from incidents.models.choices import longest, one_of
from incidents.models.incident import Incident, part_of_ref
from incidents.models.reader import Reader
from incidents.models.revision import LONGEST_REASON, ORIGINS
from incidents.models.statements import IsOneOf
from incidents.models.user import User
from incidents.refs import RULE_PATTERN
from incidents.rules import record

RUNNING = ("experimental", "test", "stable")
TESTED = ("test", "stable")
"""Statuses that only a rule that passes its own tests may have."""


class RuleQuerySet(models.QuerySet["Rule"]):
    def visible_to(self, reader: Reader) -> Self:
        """Those that a story the reader may see justifies."""
        seen = Incident.objects.visible_to(reader).values("pk")
        return self.filter(Exists(RuleLink.objects.filter(rule=OuterRef("pk"), incident__in=seen)))

    def of_story(self, ref: str, *, reader: Reader) -> Self:
        """Those that this story justifies; none where the reader may not see the story."""
        links = RuleLink.objects.visible_to(reader).filter(incident__ref=ref)
        return self.filter(pk__in=links.values("rule"))

    def with_words(self, text: str) -> Self:
        """Those whose reference, name or message has each of the words."""
        found = self
        for word in text.split():
            found = found.filter(Q(ref__iexact=word) | Q(name__icontains=word) | Q(message__icontains=word))
        return found

    def with_links_visible_to(self, reader: Reader) -> Self:
        """Prefetches `visible_links` of each, with the columns that visibility depends on."""
        links = RuleLink.objects.visible_to(reader).select_related("incident").order_by("pk")
        columns = ("rule", "incident__ref", "incident__visibility", "incident__status")
        return self.prefetch_related(Prefetch("links", links.only(*columns), to_attr="visible_links"))

    def that_run(self) -> Self:
        return self.filter(status__in=RUNNING, is_proven=True)

    def in_order_of_refs(self) -> Self:
        return self.order_by("kind", "number")


class Rule(models.Model):
    """The head of a rule. Everything but whether it is proven follows from the current revision."""

    ref = models.CharField(max_length=10, unique=True)
    kind = models.GeneratedField(
        expression=part_of_ref(1),
        output_field=models.CharField(max_length=10),
        db_persist=True,
    )
    """`M` over manifests, `A` an alert, `S` a signature."""
    number = models.GeneratedField(
        expression=Cast(part_of_ref(2), models.IntegerField()),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    name = models.CharField(max_length=80)
    status = models.CharField(max_length=longest(record.Status))
    confidence = models.CharField(max_length=longest(record.Confidence))
    level = models.CharField(max_length=longest(record.Level), blank=True)
    """Blank of a signature: how bad it is, its stories say."""
    message = models.TextField()
    is_proven = models.BooleanField()
    """It compiles, fires on its bad examples and is silent on its good ones. Only such a rule runs."""
    revision = models.OneToOneField(
        "RuleRevision", on_delete=models.PROTECT, null=True, related_name="current_of"
    )
    revision_number = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()

    objects = RuleQuerySet.as_manager()
    visible_links: list["RuleLink"]
    """Only of rules `with_links_visible_to` a reader."""

    class Meta:
        constraints = [
            CheckConstraint(name="rule_ref_is_well_formed", condition=Q(ref__regex=RULE_PATTERN)),
            UniqueConstraint(fields=["name"], name="rule_name_is_given_once"),
            one_of("status", record.Status, name="rule_status_is_known"),
            one_of("confidence", record.Confidence, name="rule_confidence_is_known"),
            CheckConstraint(
                name="rule_level_is_known", condition=Q(level__in=record.LEVELS) | Q(level="", kind="S")
            ),
            CheckConstraint(
                name="rule_called_tested_is_proven", condition=~Q(status__in=TESTED) | Q(is_proven=True)
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def current_revision(self) -> "RuleRevision":
        if self.revision is None:
            raise ValueError(f"{self.ref} has no revision")
        return self.revision


class LinkedStories(Func):
    """References of the stories that the document of a rule is linked to, as a list."""

    template = (
        "ARRAY(SELECT link->>'ref' FROM jsonb_array_elements((%(expressions)s)::jsonb->'stories') AS link)"
    )
    output_field = ArrayField(TextField())


class RuleRevisionQuerySet(models.QuerySet["RuleRevision"]):
    def visible_to(self, reader: Reader) -> Self:
        """Those that a story the reader may see justified, by the links of the revision itself.

        The rule itself is shown on the same condition. What it said while it was linked to closed stories
        alone stays with the readers of these stories, whatever it is linked to now.
        """
        linked = LinkedStories(OuterRef("document"))
        stories = Incident.objects.visible_to(reader).filter(IsOneOf(F("ref"), linked))
        return self.filter(Exists(stories))


class RuleRevision(models.Model):
    """A whole rule after one save. Never changed and never deleted: a trigger refuses both."""

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.TextField()
    """JSON of the record."""
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="rule_revisions")
    origin = models.CharField(max_length=10)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    created_at = models.DateTimeField()

    objects = RuleRevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["rule", "number"], name="rule_revision_number_is_unique"),
            CheckConstraint(name="rule_revision_number_counts_from_one", condition=Q(number__gte=1)),
            CheckConstraint(name="rule_revision_origin_is_known", condition=Q(origin__in=ORIGINS)),
            CheckConstraint(
                name="rule_revision_by_a_person_names_the_person",
                condition=~Q(origin="person") | Q(author__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}, revision {self.number}"


class RuleLinkQuerySet(models.QuerySet["RuleLink"]):
    def visible_to(self, reader: Reader) -> Self:
        return self.filter(incident__in=Incident.objects.visible_to(reader).values("pk"))


class RuleLink(models.Model):
    """Which story justifies a rule, and by which of its factors or symptoms."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="links")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="rule_links")
    relation = models.CharField(max_length=longest(record.Relation))
    target = models.CharField(max_length=10, blank=True)
    """Anchor such as `f1`; blank where the rule concerns the story as a whole."""
    note = models.TextField(blank=True)

    objects = RuleLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["rule", "incident", "relation", "target"], name="rule_link_is_written_once"
            ),
            one_of("relation", record.Relation, name="rule_link_relation_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.relation} {self.incident_id}"
