"""Withdrawing a story, and what its form shares with merging. Both are undone from the history."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import access
from incidents.domain import stories
from incidents.errors import DomainError, Outdated, Refused
from incidents.models import Incident, User
from incidents.models.choices import READABLE
from incidents.models.reader import Reader
from incidents.web.access import reader_of
from incidents.web.parts.forms import EndingForm, WithdrawForm
from incidents.web.parts.revising import revise
from incidents.web.stories.history import revisions
from incidents.web.stories.history.chapters import numbered
from incidents.web.stories.history.revisions import RevisionRow
from incidents.web.stories.story import current, find, of_reference

METHODS = ["GET", "HEAD", "POST"]
WITHDRAWN = "is withdrawn: its page shows why"
"""Completes the message “KF-15 …” after the save."""


@dataclass(frozen=True)
class Overtaken:
    """The current revision of a story that somebody saved in between."""

    ref: str
    row: RevisionRow
    comparison: str
    """Address of what was saved in between; empty where the form named a revision that is not there yet."""


@require_http_methods(METHODS)
@of_reference
def withdraw(request: HttpRequest, incident: Incident) -> HttpResponse:
    author = editor(request, incident)
    if request.method == "POST":
        form = WithdrawForm(request.POST)
        return revise(
            form,
            save=partial(_save, request, incident, author, form),
            page=partial(_form_page, request, incident, form),
        )
    before = current(incident).withdrawal
    typed = {"reason": before.reason, "successor": before.successor} if before else {}
    return _form_page(request, incident, WithdrawForm(initial=start(incident) | typed))


def editor(request: HttpRequest, incident: Incident) -> User:
    if not isinstance(request.user, User) or not access.may_edit(reader_of(request), incident):
        raise PermissionDenied
    return request.user


def start(incident: Incident) -> dict[str, Any]:
    return {"based_on": incident.revision_number}


def overtaken(incident: Incident, based_on: int, reader: Reader) -> Overtaken:
    latest = incident.revision_number
    row = revisions.row(incident, numbered(incident, reader, latest), reader)
    comparison = revisions.comparison(incident, based_on, latest) if based_on < latest else ""
    return Overtaken(incident.ref, row, comparison)


def form_page(
    request: HttpRequest,
    incident: Incident,
    template: str,
    form: EndingForm,
    problem: DomainError | None,
    status: int,
    context: dict[str, Any],
) -> HttpResponse:
    """The form as typed, with every fault that has a field beside it."""
    if isinstance(problem, Refused):
        form.refuse(problem)
    context |= {
        "incident": incident,
        "form": form,
        "problem": problem,
        "unread": incident.status not in READABLE,
    }
    return render(request, template, context, status=status)


def _save(request: HttpRequest, incident: Incident, author: User, form: WithdrawForm) -> HttpResponse:
    saved = stories.withdraw(ref=incident.ref, author=author, now=timezone.now(), **form.cleaned_data)
    if saved.changed:
        undo = f"To undo it, restore revision {saved.revision.number - 1}."
        messages.success(request, f"{incident.ref} {WITHDRAWN}. {undo}")
    else:
        messages.info(request, f"{incident.ref} {WITHDRAWN} already: nothing was saved.")
    return redirect("story-history", ref=incident.ref)


def _form_page(
    request: HttpRequest,
    incident: Incident,
    form: WithdrawForm,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    """Where somebody saved in between, on top of the current revision, which is shown."""
    context: dict[str, Any] = {}
    if isinstance(problem, Outdated):
        reader = reader_of(request)
        incident = find(reader, incident.ref)
        context["overtaken"] = [overtaken(incident, form.cleaned_data["based_on"], reader)]
    if form.has_lost_base or isinstance(problem, Outdated):
        form.start_from(incident.revision_number)
    template = "stories/retirement/withdraw.html"
    return form_page(request, incident, template, form, problem, status, context)
