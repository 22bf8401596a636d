"""Restoring an earlier revision of a story."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents import access
from incidents.domain import stories
from incidents.errors import DomainError
from incidents.models import Incident, User
from incidents.web.access import reader_of
from incidents.web.parts.forms import RestoreForm
from incidents.web.parts.revising import revise
from incidents.web.stories.history import revisions
from incidents.web.stories.history.chapters import numbered
from incidents.web.stories.story import find, of_reference


@require_POST
@of_reference
def restore(request: HttpRequest, incident: Incident) -> HttpResponse:
    editor, reader = request.user, reader_of(request)
    if not isinstance(editor, User) or not access.may_edit(reader, incident):
        raise PermissionDenied
    form = RestoreForm(request.POST)
    return revise(
        form,
        save=partial(_save, request, incident, editor, form),
        page=partial(_not_restored, request, incident, form),
    )


def _save(request: HttpRequest, incident: Incident, editor: User, form: RestoreForm) -> HttpResponse:
    number, based_on = form.cleaned_data["number"], form.cleaned_data["based_on"]
    numbered(incident, reader_of(request), number)
    saved = stories.restore(
        ref=incident.ref, number=number, based_on=based_on, author=editor, now=timezone.now()
    )
    if saved.changed:
        messages.success(request, f"Revision {number} is restored as revision {saved.revision.number}.")
    else:
        messages.info(request, f"The current revision equals revision {number}: nothing was saved.")
    return redirect("story-history", ref=incident.ref)


def _not_restored(
    request: HttpRequest, incident: Incident, form: RestoreForm, *, status: int, problem: DomainError | None
) -> HttpResponse:
    """The current revision, what was saved in between, and the button to restore on top of it."""
    if problem is None:
        context = {"incident": incident, "form": form}
        return render(request, "stories/history/not_restored.html", context, status=status)
    number, based_on = form.cleaned_data["number"], form.cleaned_data["based_on"]
    reader = reader_of(request)
    now = find(reader, incident.ref)
    latest = numbered(now, reader, now.revision_number)
    context = {
        "incident": now,
        "number": number,
        "problem": problem,
        "current_row": revisions.row(now, latest, reader),
        "in_between": revisions.comparison(now, based_on, now.revision_number),
        "would_change": revisions.comparison(now, now.revision_number, number),
        "again": revisions.restoring(now, number),
        "label": f"Restore revision {number} all the same",
    }
    return render(request, "stories/history/not_restored.html", context, status=status)
