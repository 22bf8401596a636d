"""Withdrawing a story, and merging it into another; both are undone from its history."""

from collections.abc import Callable
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
from incidents.domain.stories import SavedStory
from incidents.errors import DomainError, Outdated, Refused
from incidents.models import Incident, User
from incidents.models.choices import READABLE
from incidents.web.access import reader_of
from incidents.web.parts.forms import EndingForm, MergeForm, WithdrawForm
from incidents.web.parts.revising import revise
from incidents.web.stories.history import revisions
from incidents.web.stories.history.chapters import numbered
from incidents.web.stories.story import current, find, of_reference

METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Retirement:
    """`done` completes the message “KF-15 …” after the save."""

    template: str
    verb: Callable[..., SavedStory]
    done: str


WITHDRAWN = Retirement(
    "stories/retirement/withdraw.html", stories.withdraw, "is withdrawn: its page shows why"
)
MERGED = Retirement(
    "stories/retirement/merge.html", stories.merge, "is merged: its address leads to the other story"
)


@require_http_methods(METHODS)
@of_reference
def withdraw(request: HttpRequest, incident: Incident) -> HttpResponse:
    editor = _editor(request, incident)
    if request.method == "POST":
        return _retire(request, incident, editor, WITHDRAWN, WithdrawForm(request.POST))
    before = current(incident).withdrawal
    typed = {"reason": before.reason, "successor": before.successor} if before else {}
    return _form_page(request, incident, WITHDRAWN, WithdrawForm(initial=_start(incident) | typed))


@require_http_methods(METHODS)
@of_reference
def merge(request: HttpRequest, incident: Incident) -> HttpResponse:
    editor = _editor(request, incident)
    if request.method == "POST":
        return _retire(request, incident, editor, MERGED, MergeForm(request.POST))
    return _form_page(request, incident, MERGED, MergeForm(initial=_start(incident)))


def _editor(request: HttpRequest, incident: Incident) -> User:
    if not isinstance(request.user, User) or not access.may_edit(reader_of(request), incident):
        raise PermissionDenied
    return request.user


def _start(incident: Incident) -> dict[str, Any]:
    return {"based_on": incident.revision_number}


def _retire(
    request: HttpRequest, incident: Incident, editor: User, ending: Retirement, form: EndingForm
) -> HttpResponse:
    return revise(
        form,
        save=partial(_save, request, incident, editor, ending, form),
        page=partial(_form_page, request, incident, ending, form),
    )


def _save(
    request: HttpRequest, incident: Incident, editor: User, ending: Retirement, form: EndingForm
) -> HttpResponse:
    saved = ending.verb(ref=incident.ref, author=editor, now=timezone.now(), **form.cleaned_data)
    if saved.changed:
        undo = f"To undo it, restore revision {saved.revision.number - 1}."
        messages.success(request, f"{incident.ref} {ending.done}. {undo}")
    else:
        messages.info(request, f"{incident.ref} {ending.done} already: nothing was saved.")
    return redirect("story-history", ref=incident.ref)


def _form_page(
    request: HttpRequest,
    incident: Incident,
    ending: Retirement,
    form: EndingForm,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    """The form as typed; where somebody saved in between, on top of the current revision, which is shown."""
    context: dict[str, Any] = {}
    if isinstance(problem, Refused):
        form.refuse(problem)
    if isinstance(problem, Outdated):
        reader = reader_of(request)
        incident = find(reader, incident.ref)
        latest, based_on = incident.revision_number, form.cleaned_data["based_on"]
        context["current_row"] = revisions.row(incident, numbered(incident, reader, latest), reader)
        context["in_between"] = revisions.comparison(incident, based_on, latest) if based_on < latest else ""
    if form.has_lost_base or isinstance(problem, Outdated):
        form.start_from(incident.revision_number)
    context |= {
        "incident": incident,
        "form": form,
        "problem": problem,
        "unread": incident.status not in READABLE,
    }
    return render(request, ending.template, context, status=status)
