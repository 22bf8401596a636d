"""Withdrawing a story, and merging it into another; both are undone from its history."""

from collections.abc import Callable
from dataclasses import dataclass
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
from incidents.errors import Outdated, Refused
from incidents.models import Incident, User
from incidents.models.choices import READABLE
from incidents.web.parts.forms import EndingForm, MergeForm, WithdrawForm
from incidents.web.stories.history import revisions
from incidents.web.stories.history.chapters import numbered
from incidents.web.stories.story import current, find, of_reference

METHODS = ["GET", "HEAD", "POST"]
BAD_REQUEST, CONFLICT, UNPROCESSABLE = 400, 409, 422


@dataclass(frozen=True)
class Retirement:
    """`done` is told about the story afterwards."""

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
        return _sent(request, incident, editor, WITHDRAWN, WithdrawForm(request.POST))
    standing = current(incident).withdrawal
    said = {"reason": standing.reason, "successor": standing.successor} if standing else {}
    return _asked(request, incident, WITHDRAWN, WithdrawForm(initial=_start(incident) | said))


@require_http_methods(METHODS)
@of_reference
def merge(request: HttpRequest, incident: Incident) -> HttpResponse:
    editor = _editor(request, incident)
    if request.method == "POST":
        return _sent(request, incident, editor, MERGED, MergeForm(request.POST))
    return _asked(request, incident, MERGED, MergeForm(initial=_start(incident)))


def _editor(request: HttpRequest, incident: Incident) -> User:
    if not isinstance(request.user, User) or not access.may_edit(request.user, incident):
        raise PermissionDenied
    return request.user


def _start(incident: Incident) -> dict[str, Any]:
    return {"based_on": incident.revision_number}


def _sent(
    request: HttpRequest, incident: Incident, editor: User, ending: Retirement, form: EndingForm
) -> HttpResponse:
    if not form.is_valid():
        return _asked(request, incident, ending, form, status=BAD_REQUEST)
    try:
        saved = ending.verb(ref=incident.ref, author=editor, now=timezone.now(), **form.cleaned_data)
    except Refused as problem:
        form.refuse(problem)
        return _asked(request, incident, ending, form, status=UNPROCESSABLE)
    except Outdated as problem:
        return _outdated(request, incident, ending, form, problem)
    if saved.changed:
        undo = f"To undo it, restore revision {saved.revision.number - 1}."
        messages.success(request, f"{incident.ref} {ending.done}. {undo}")
    else:
        messages.info(request, f"{incident.ref} {ending.done} already: nothing was saved.")
    return redirect("story-history", ref=incident.ref)


def _outdated(
    request: HttpRequest, incident: Incident, ending: Retirement, form: EndingForm, problem: Outdated
) -> HttpResponse:
    """What stands now, what came in between, and what was typed, to be sent once more on top of it."""
    now = find(request.user, incident.ref)
    standing, based_on = now.revision_number, form.cleaned_data["based_on"]
    form.start_from(standing)
    context = {
        "problem": problem,
        "standing": revisions.row(now, numbered(now, request.user, standing), request.user),
        "in_between": revisions.comparison(now, based_on, standing) if based_on < standing else "",
    }
    return _asked(request, now, ending, form, status=CONFLICT, **context)


def _asked(
    request: HttpRequest,
    incident: Incident,
    ending: Retirement,
    form: EndingForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    if lost := "based_on" in form.errors:
        form.start_from(incident.revision_number)
    unread = incident.status not in READABLE
    context = {"incident": incident, "form": form, "lost": lost, "unread": unread, **more}
    return render(request, ending.template, context, status=status)
