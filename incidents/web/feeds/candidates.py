"""The queue of candidates: what feeds brought, filtered, and several rejected or taken back at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Self
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.domain import feeds
from incidents.errors import DomainError, Refused
from incidents.models import Candidate, Feed, FeedEntry, User
from incidents.models.candidate import CandidateQuerySet, CandidateState
from incidents.models.choices import words
from incidents.models.revision import LONGEST_REASON
from incidents.web.parts.forms import RefusableForm
from incidents.web.parts.revising import BAD_REQUEST, revise
from incidents.web.people.admission import curator_of

ON_A_PAGE = 50
WAITING = "waiting"
LONGEST_KEY = 18
"""Digits that a key has at most."""
REASONS = (
    "It tells of no failure.",
    "A story tells this failure already.",
    "It tells too little to learn from.",
    "It cannot be read without paying or signing in.",
)


@dataclass(frozen=True)
class CandidateQuery:
    """Which candidates a page shows, and goes on with. `feed` is a slug; empty for all feeds."""

    state: str = WAITING
    feed: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> Self:
        """A state that there is not counts as none."""
        state = sent.get("state", "")
        return cls(
            state if state in words(CandidateState) else WAITING, sent.get("feed", "").replace("\0", "")
        )

    @property
    def rows(self) -> CandidateQuerySet:
        return self.of_feed.filter(state=self.state)

    @property
    def of_feed(self) -> CandidateQuerySet:
        return Candidate.objects.of_feed(self.feed) if self.feed else Candidate.objects.all()

    @property
    def said(self) -> dict[str, str]:
        """What was asked for, without what is usual."""
        usual = type(self)()
        return {name: value for name, value in vars(self).items() if value != getattr(usual, name)}

    @property
    def suffix(self) -> str:
        return f"?{urlencode(self.said)}" if self.said else ""

    def address(self, key: int | None = None, *, after: int | None = None) -> str:
        """Of the queue, or of one candidate. `after`: of the one that was decided just now."""
        path = reverse("candidate", args=[key]) if key else reverse("candidates")
        asked = urlencode(self.said | ({"after": str(after)} if after else {}))
        return f"{path}?{asked}" if asked else path

    def following(self, key: int) -> str:
        """Where one goes on after a decision: the next that waits, else the first, else the queue."""
        waiting = replace(self, state=WAITING)
        left = waiting.rows.exclude(pk=key).in_order().values_list("pk", flat=True)
        return waiting.address(left.filter(pk__gt=key).first() or left.first(), after=key)


class RejectForm(RefusableForm):
    reason = forms.CharField(
        label="Reason",
        required=False,
        widget=forms.TextInput(
            attrs={
                "maxlength": LONGEST_REASON,
                "required": True,
                "list": "reasons",
                "autocomplete": "off",
                "data-key": "r",
            }
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def candidates(request: HttpRequest) -> HttpResponse:
    person = curator_of(request)
    if request.method != "POST":
        return _page(request, CandidateQuery.read(request.GET))
    query, form = CandidateQuery.read(request.POST), RejectForm(request.POST)
    if request.POST.get("do") != "reject":
        return _page(request, query, status=BAD_REQUEST)
    return revise(
        form,
        save=partial(_rejected, request, query, person, form),
        page=partial(_page, request, query, form),
    )


def decided_before(request: HttpRequest) -> Candidate | None:
    """The one that `after` in the address names, if somebody has decided about it."""
    key = request.GET.get("after", "")
    if not key.isascii() or not key.isdecimal() or len(key) > LONGEST_KEY:
        return None
    decided = Candidate.objects.filter(pk=int(key), decided_by__isnull=False)
    return decided.select_related("decided_by").first()


def _rejected(request: HttpRequest, query: CandidateQuery, person: User, form: RejectForm) -> HttpResponse:
    ticked = {int(one) for one in _ticked(request)}
    reason = form.cleaned_data["reason"]
    number = feeds.reject_all(candidates=ticked, reason=reason, actor=person, now=timezone.now())
    others = len(ticked) - number
    said = f"{number} {'is' if number == 1 else 'are'} rejected."
    if not ticked:
        messages.info(request, "Nothing is ticked, so nothing is rejected.")
    elif others:
        messages.warning(request, f"{said} Of {others} somebody else had decided meanwhile.")
    else:
        messages.success(request, said)
    return redirect(query.address())


def _ticked(request: HttpRequest) -> list[str]:
    sent = request.POST.getlist("candidate")
    return [one for one in sent if one.isascii() and one.isdecimal() and len(one) <= LONGEST_KEY]


def _page(
    request: HttpRequest,
    query: CandidateQuery,
    form: RejectForm | None = None,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    if form and isinstance(problem, Refused):
        form.refuse(problem)
    entries = FeedEntry.objects.without_contents().select_related("feed").annotate(doubt=KT("found__doubt"))
    rows = query.rows.in_order().select_related("decided_by")
    shown = Paginator(rows.prefetch_related(Prefetch("entries", entries.order_by("pk"))), ON_A_PAGE)
    counts = dict(query.of_feed.values_list("state").annotate(Count("pk")))
    context: dict[str, Any] = {
        "query": query,
        "feeds": Feed.objects.in_order(),
        "states": [(name, counts.get(name, 0), replace(query, state=name)) for name in words(CandidateState)],
        "shown": shown.get_page(request.GET.get("page")),
        "form": form,
        "reject_form": form or RejectForm(),
        "ticked": set(_ticked(request)) if request.method == "POST" else (),
        "reasons": REASONS,
        "decided": decided_before(request),
        "problem": problem,
    }
    return render(request, "feeds/candidates.html", context, status=status)
