from typing import NamedTuple, Self

from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse

from incidents.models.choices import READABLE, longest, one_of, words
from incidents.models.reader import ANYBODY, Reader
from incidents.models.review_request import ReviewRequest
from incidents.models.revision import Revision
from incidents.models.team import Membership
from incidents.models.user import User
from incidents.refs import STORY_PATTERN
from incidents.stories import fields


def part_of_ref(place: int) -> Func:
    """The prefix (1) or the number (2) of the column `ref`, as text.

    A plain `Func`, so that a migration writes the expression out instead of importing it from here.
    """
    return Func(
        "ref",
        Value("-"),
        Value(place),
        function="SPLIT_PART",
        output_field=models.CharField(max_length=10),
    )


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, reader: Reader) -> Self:
        return self.filter(visible_to(reader))

    def open_to_editors(self) -> Self:
        """Those that every editor may see, whoever she is."""
        visibilities, statuses = TO_EDITORS
        return self.filter(visibility__in=visibilities, status__in=statuses)

    def closed(self) -> Self:
        """Those that strangers may not read."""
        return self.exclude(is_open_to(ANYBODY))

    def published(self) -> Self:
        return self.filter(status="published")

    def newest_first(self) -> Self:
        return self.order_by(F("published_at").desc(nulls_last=True), "-id")

    def in_order_of_refs(self) -> Self:
        return self.order_by("prefix", "number")

    def last_changed_first(self) -> Self:
        return self.order_by("-modified_at", "-id")

    def with_reasons(self) -> Self:
        """What a list of changes shows, with the reason of the last one."""
        columns = ("ref", "title", "modified_at", "revision_number")
        return self.select_related("revision").only(*columns, "revision__reason")


IS_OPEN = models.ExpressionWrapper(
    Q(visibility="public", status__in=READABLE), output_field=models.BooleanField()
)
"""Whether everybody may read a story."""
OPEN_AND_PUBLISHED = Q(visibility="public", status="published")


class Open(NamedTuple):
    """The visibilities and statuses of stories that are open to a group of readers."""

    visibilities: tuple[str, ...]
    statuses: tuple[str, ...]


TO_EVERYBODY = Open(("public",), READABLE)
TO_MEMBERS = Open(("public", "organisation"), READABLE)
TO_EDITORS = Open(("public", "organisation"), words(fields.Status))


def open_to(reader: Reader) -> Open:
    if not reader.is_signed_in:
        return TO_EVERYBODY
    return TO_EDITORS if reader.is_editor else TO_MEMBERS


def is_open_to(reader: Reader) -> Q:
    """Any table will do that has status and visibility."""
    visibilities, statuses = open_to(reader)
    return Q(visibility__in=visibilities, status__in=statuses)


def visible_to(reader: Reader) -> Q:
    """The one place that decides who may see a story.

    Holds for every table whose key is the story's and that has its status, visibility, team and owner.
    """
    if not reader.is_signed_in:
        return is_open_to(reader)
    teams = Membership.objects.filter(user=reader.person).values("team")
    named = Incident.readers.through.objects.filter(user=reader.person).values("incident")
    of_team = Q(visibility="team", team__in=teams)
    shared = Q(visibility="people", pk__in=named)
    asked = ReviewRequest.objects.open().filter(person=reader.person).values("incident")
    return is_open_to(reader) | of_team | shared | Q(owner=reader.person) | Q(pk__in=asked)


class Incident(models.Model):
    """The head of a story. All but `team`, `readers` and `owner` follows from the current revision."""

    ref = models.CharField(max_length=20, unique=True)
    prefix = models.GeneratedField(
        expression=part_of_ref(1),
        output_field=models.CharField(max_length=10),
        db_persist=True,
    )
    number = models.GeneratedField(
        expression=Cast(part_of_ref(2), models.IntegerField()),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    uuid = models.UUIDField(unique=True)
    slug = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=longest(fields.Kind))
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    organisation = models.ForeignKey(
        "Organisation", on_delete=models.PROTECT, null=True, related_name="incidents"
    )
    status = models.CharField(max_length=longest(fields.Status))
    visibility = models.CharField(max_length=longest(fields.Visibility))
    severity = models.CharField(max_length=longest(fields.Level))
    severity_basis = models.CharField(max_length=longest(fields.Basis))
    environment = models.CharField(max_length=80)
    trigger = models.CharField(max_length=80)
    detection = models.CharField(max_length=80)
    occurred_start = models.CharField(max_length=40, blank=True)
    occurred_on = models.DateField(null=True)
    """The first day `occurred_start` can mean, for sorting."""
    reported_at = models.CharField(max_length=40, blank=True)
    """When its earliest source was published."""
    durations = models.JSONField(default=dict)
    """How long it took, by `to_detect`, `to_mitigate` and `to_resolve`: `seconds`, `qualifier` and `text`."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="owned_incidents")
    team = models.ForeignKey("Team", on_delete=models.PROTECT, null=True, related_name="incidents")
    readers = models.ManyToManyField(User, related_name="readable_incidents", blank=True)

    revision = models.OneToOneField(
        "Revision", on_delete=models.PROTECT, null=True, related_name="current_of"
    )
    revision_number = models.PositiveIntegerField()
    highest_anchors = models.JSONField(default=dict)
    rendered = models.JSONField(default=dict)
    """HTML of each text, by anchor or field name; made by the renderer of `rendered_by`."""
    rendered_by = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged_stories"
    )
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    """Changes with the document and with the related content shown on its page."""
    published_at = models.DateTimeField(null=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(name="incident_ref_is_well_formed", condition=Q(ref__regex=STORY_PATTERN)),
            CheckConstraint(name="incident_slug_is_plain", condition=Q(slug__regex=fields.SLUG_PATTERN)),
            one_of("kind", fields.Kind, name="incident_kind_is_known"),
            one_of("status", fields.Status, name="incident_status_is_known"),
            one_of("visibility", fields.Visibility, name="incident_visibility_is_known"),
            one_of("severity", fields.Level, name="incident_severity_is_known"),
            one_of("severity_basis", fields.Basis, name="incident_severity_basis_is_known"),
            CheckConstraint(
                name="incident_merged_names_where_to",
                condition=Q(status="merged", merged_into__isnull=False)
                | ~Q(status="merged") & Q(merged_into__isnull=True),
            ),
            CheckConstraint(name="incident_is_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
            CheckConstraint(
                name="incident_published_has_a_time",
                condition=~Q(status="published") | Q(published_at__isnull=False),
            ),
            CheckConstraint(
                name="incident_for_a_team_names_it", condition=~Q(visibility="team") | Q(team__isnull=False)
            ),
        ]
        indexes = [
            # Clients that mirror ask for what changed since they last came, in this order.
            models.Index(fields=["modified_at", "id"], name="incident_by_modified"),
            models.Index(fields=["prefix", "number"], name="incident_by_ref"),
            models.Index(fields=["organisation", "status"], name="incident_by_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("story", args=[self.ref])

    @property
    def is_open(self) -> bool:
        """Whether everybody may read it."""
        return self.visibility == "public" and self.status in READABLE

    @property
    def current_revision(self) -> Revision:
        """There is one from the first save on; only inside that save it is still missing."""
        if self.revision is None:
            raise Revision.DoesNotExist(f"{self.ref} is being written for the first time.")
        return self.revision


class Alias(models.Model):
    """Another name of a story: a foreign reference, an earlier slug."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class RefCounter(models.Model):
    """The highest number ever given under a prefix; numbers are never given twice."""

    prefix = models.CharField(max_length=10, unique=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last}"
