from typing import Literal, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q

from incidents.models.choices import longest, one_of
from incidents.models.draft import Draft
from incidents.models.incident import Incident
from incidents.models.user import User

CandidateState = Literal["waiting", "drafted", "attached", "rejected"]
"""`drafted`: somebody writes a story from it. `attached`: its source is cited by a story."""


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def undecided(self) -> Self:
        """Those that no story tells yet and nobody has rejected."""
        return self.filter(state__in=("waiting", "drafted"))

    def of_feed(self, slug: str) -> Self:
        """Those that an entry of the feed lists, or has listed."""
        listed = Candidate.objects.filter(entries__feed__slug=slug)
        return self.filter(pk__in=listed.values("pk"))

    def in_order(self) -> Self:
        """The one that came first, first."""
        return self.order_by("pk")


class Candidate(models.Model):
    """A source that feeds list and no story cites: somebody decides what becomes of it.

    Entries of several feeds share it, so a rejected one stays rejected whichever feed brings it.
    """

    title = models.CharField(max_length=1000)
    """As the entry that came first has it."""
    state = models.CharField(max_length=longest(CandidateState), default="waiting")
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    """Null where a run has attached it, because a story cites the source by now."""
    decided_at = models.DateTimeField(null=True)
    incident = models.ForeignKey(Incident, on_delete=models.SET_NULL, null=True, related_name="+")
    """The story that somebody has attached it to."""
    cited_as = models.CharField(max_length=5, blank=True)
    """The anchor of the source that attaching has added to the story; blank where the story had cited it."""
    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="+")
    """The draft that somebody has made of it; null once it is deleted."""
    created_at = models.DateTimeField()

    objects = CandidateQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", CandidateState, name="candidate_state_is_known"),
            CheckConstraint(
                name="candidate_waits_until_it_is_decided",
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True, reason="")
                | ~Q(state="waiting") & Q(decided_at__isnull=False),
            ),
            CheckConstraint(
                name="candidate_decided_after_it_came",
                condition=Q(decided_at__isnull=True) | Q(decided_at__gte=F("created_at")),
            ),
            CheckConstraint(
                name="candidate_rejected_by_somebody_with_a_reason",
                condition=~Q(state="rejected") | Q(decided_by__isnull=False) & ~Q(reason=""),
            ),
            CheckConstraint(
                name="candidate_drafted_by_somebody",
                condition=~Q(state="drafted") | Q(decided_by__isnull=False),
            ),
            CheckConstraint(
                name="candidate_attached_alone_names_a_story",
                condition=Q(state="attached") | Q(incident__isnull=True, cited_as=""),
            ),
            CheckConstraint(
                name="candidate_drafted_alone_names_a_draft",
                condition=Q(state="drafted") | Q(draft__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="candidate_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.title


class CandidateAddress(models.Model):
    """An address under which feeds list a candidate, or have listed it."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="addresses")
    key = models.CharField(max_length=64, unique=True)
    """SHA-256 of canonical address and locator: an index holds no text of any length."""
    canonical = models.TextField()
    locator = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.canonical
