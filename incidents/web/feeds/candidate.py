"""One candidate beside the stories that may tell it already, and what somebody decides about it."""

import uuid
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods

from incidents.domain import feeds
from incidents.errors import DomainError, Refused
from incidents.models import Candidate, Incident, User
from incidents.web.access import reader_of
from incidents.web.feeds.candidates import REASONS, CandidateQuery, RejectForm, decided_before
from incidents.web.parts.forms import RefField, RefusableForm
from incidents.web.parts.revising import BAD_REQUEST, revise
from incidents.web.people.admission import curator_of


class AttachForm(RefusableForm):
    ref = RefField(
        label="Its reference",
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "maxlength": 20,
                "required": True,
                "placeholder": "KF-15",
                "autocomplete": "off",
                "data-key": "a",
            }
        ),
    )


class DraftForm(RefusableForm):
    """Has no fields: the entry fills the draft."""


class TakeBackForm(RefusableForm):
    decided = forms.CharField(widget=forms.HiddenInput, max_length=40)
    """When it was decided, as ISO 8601: names the decision that somebody saw."""

    def clean_decided(self) -> Any:
        try:
            decided = parse_datetime(self.cleaned_data["decided"])
        except ValueError:
            decided = None
        if decided is None:
            raise forms.ValidationError("The form did not say what is taken back.")
        return decided


FORMS: dict[str, type[RefusableForm]] = {
    "attach": AttachForm,
    "draft": DraftForm,
    "reject": RejectForm,
    "take_back": TakeBackForm,
}
"""By the name of the button."""


@require_http_methods(["GET", "HEAD", "POST"])
def candidate(request: HttpRequest, key: int) -> HttpResponse:
    person = curator_of(request)
    rows = Candidate.objects.select_related("decided_by", "incident", "draft__incident")
    found = get_object_or_404(rows, pk=key)
    if request.method != "POST":
        return _page(request, found, person, CandidateQuery.read(request.GET))
    query, shape = CandidateQuery.read(request.POST), FORMS.get(request.POST.get("do", ""))
    if shape is None:
        return _page(request, found, person, query, status=BAD_REQUEST)
    form = shape(request.POST)
    return revise(
        form,
        save=partial(_decided, request, found, person, query, form),
        page=partial(_page, request, found, person, query, form),
    )


def _decided(
    request: HttpRequest, found: Candidate, person: User, query: CandidateQuery, form: RefusableForm
) -> HttpResponse:
    sent, now = form.cleaned_data, timezone.now()
    match form:
        case AttachForm():
            feeds.attach(candidate=found, ref=sent["ref"], actor=person, now=now)
        case RejectForm():
            feeds.reject(candidate=found, reason=sent["reason"], actor=person, now=now)
        case TakeBackForm():
            feeds.take_back(candidate=found, decided_at=sent["decided"], actor=person, now=now)
            messages.success(request, "It is taken back: the candidate waits again.")
            return redirect(CandidateQuery(feed=query.feed).address(found.pk))
        case _:
            draft = feeds.make_draft(candidate=found, actor=person, key=uuid.uuid4(), now=now)
            messages.success(request, "This draft begins with what the feeds say. The rest is in the notes.")
            return redirect("draft", key=draft.key)
    return redirect(query.following(found.pk))


def _page(
    request: HttpRequest,
    found: Candidate,
    person: User,
    query: CandidateQuery,
    form: RefusableForm | None = None,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    if form and isinstance(problem, Refused):
        form.refuse(problem)
    if problem:
        found.refresh_from_db()
    entries = feeds.entries_of(found)
    doubt = next((one.found.doubt for one in map(feeds.listed, entries) if one.found.doubt), None)
    seen = Incident.objects.visible_to(reader_of(request))
    told_by = found.incident or (found.draft.incident if found.draft else None)
    waits = found.state == "waiting"
    context: dict[str, Any] = {
        "candidate": found,
        "said": feeds.told(found),
        "entries": [feeds.listed(entry) for entry in entries],
        "likely": feeds.likely(entries=entries, reader=reader_of(request)) if waits else None,
        "story": seen.filter(pk=told_by.pk).first() if told_by else None,
        "own_draft": found.draft if found.draft and found.draft.author_id == person.pk else None,
        "query": query,
        "before": query.rows.filter(pk__lt=found.pk).order_by("-pk").first(),
        "next": query.rows.filter(pk__gt=found.pk).in_order().first(),
        "left": query.rows.count(),
        "attach_form": form if isinstance(form, AttachForm) else AttachForm(),
        "reject_form": form
        if isinstance(form, RejectForm)
        else RejectForm(initial={"reason": f"It {doubt}." if doubt else ""}),
        "form": form,
        "reasons": REASONS,
        "decided": decided_before(request),
        "problem": problem,
    }
    return render(request, "feeds/candidate.html", context, status=status)
