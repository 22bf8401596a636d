from collections.abc import Collection
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q

from incidents.models.choices import longest
from incidents.models.incident import OPEN_AND_PUBLISHED, Incident, visible_to
from incidents.models.reader import Reader
from incidents.models.user import User
from incidents.stories import fields


def label_list() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=120), default=list)


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def visible_to(self, reader: Reader) -> Self:
        return self.filter(Q(is_open=True) | visible_to(reader))

    def with_status(self, statuses: Collection[str]) -> Self:
        fitting = Q(status__in=statuses)
        return self.filter(Q(is_open=True) | fitting if "published" in statuses else fitting)


class SearchEntry(models.Model):
    """What lists ask of a story. Written at every save, never deleted; the search index follows it."""

    # What has one width and is always there comes first: PostgreSQL finds it without looking at the rest.
    incident = models.OneToOneField(
        Incident, on_delete=models.CASCADE, primary_key=True, related_name="entry"
    )
    appeared_at = models.DateTimeField()
    """When it was published; while it is not, when it was written."""
    modified_at = models.DateTimeField()
    number = models.IntegerField()
    is_open = models.GeneratedField(
        expression=ExpressionWrapper(OPEN_AND_PUBLISHED, output_field=models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    """Published, and for everybody: a flag is read faster than words are compared."""
    organisation = models.ForeignKey("Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    dated_on = models.DateField(null=True)
    """The first day on which it can have happened; else on which its source was published."""
    lasted = models.BigIntegerField(null=True)
    """Seconds, at least."""
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ForeignKey("Team", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    status = models.CharField(max_length=longest(fields.Status))
    visibility = models.CharField(max_length=longest(fields.Visibility))
    prefix = models.CharField(max_length=10)
    labels = label_list()
    """Values of facets with their facet, such as `kind:hazard`. What is about `workload/cronjob` is about
    `workload`, too."""
    components = label_list()
    """The lowest of each branch, without `unknown`."""
    failure_modes = label_list()
    """Without `unknown`."""
    change = models.BigIntegerField(
        db_default=Func(template="nextval('incidents_entry_change')", output_field=models.BigIntegerField())
    )
    """The number of the last change of this row, set by a trigger."""

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["labels"], name="entry_by_labels", fastupdate=False),
            # Few are not open; counting them apart, nobody has to count all the others.
            models.Index(fields=["visibility"], condition=Q(is_open=False), name="entry_not_open"),
            models.Index(F("appeared_at").desc(), F("incident").desc(), name="entry_by_appearance"),
            models.Index(F("modified_at").desc(), F("incident").desc(), name="entry_by_change"),
            models.Index("dated_on", "incident", name="entry_by_date"),
            models.Index(
                F("dated_on").desc(nulls_last=True), F("incident").desc(), name="entry_by_late_date"
            ),
            models.Index("lasted", "incident", name="entry_by_duration"),
            models.Index(
                F("lasted").desc(nulls_last=True), F("incident").desc(), name="entry_by_long_duration"
            ),
            models.Index(fields=["prefix", "number"], name="entry_by_ref"),
            models.Index(fields=["change"], name="entry_by_number_of_change"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.number}"
