"""Letting an earlier revision of a story stand again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents import access
from incidents.domain import stories
from incidents.errors import DomainError, Refused
from incidents.models import Incident, User
from incidents.web.parts.forms import RestoreForm
from incidents.web.stories.history import revisions
from incidents.web.stories.history.chapters import numbered
from incidents.web.stories.story import find, of_reference

CONFLICT, UNPROCESSABLE = 409, 422


@require_POST
@of_reference
def restore(request: HttpRequest, incident: Incident) -> HttpResponse:
    editor = request.user
    if not isinstance(editor, User) or not access.may_edit(editor, incident):
        raise PermissionDenied
    form = RestoreForm(request.POST)
    if not form.is_valid():
        return render(
            request, "stories/history/not_restored.html", {"incident": incident, "form": form}, status=400
        )
    number, based_on = form.cleaned_data["number"], form.cleaned_data["based_on"]
    numbered(incident, editor, number)
    try:
        saved = stories.restore(
            ref=incident.ref, number=number, based_on=based_on, author=editor, now=timezone.now()
        )
    except DomainError as problem:
        return _not_restored(request, incident, form, problem)
    if saved.changed:
        messages.success(
            request, f"What revision {number} says stands again, as revision {saved.revision.number}."
        )
    else:
        messages.info(request, f"What stands now says the same as revision {number}: nothing was saved.")
    return redirect("story-history", ref=incident.ref)


def _not_restored(
    request: HttpRequest, incident: Incident, form: RestoreForm, problem: DomainError
) -> HttpResponse:
    """What stands now, what came in between, and the same button again on top of it."""
    number, based_on = form.cleaned_data["number"], form.cleaned_data["based_on"]
    now = find(request.user, incident.ref)
    standing = numbered(now, request.user, now.revision_number)
    context = {
        "incident": now,
        "number": number,
        "problem": problem,
        "standing": revisions.row(now, standing, request.user),
        "in_between": revisions.comparison(now, based_on, now.revision_number),
        "would_change": revisions.comparison(now, now.revision_number, number),
        "again": revisions.restoring(now, number),
        "label": f"Restore revision {number} all the same",
    }
    status = UNPROCESSABLE if isinstance(problem, Refused) else CONFLICT
    return render(request, "stories/history/not_restored.html", context, status=status)
