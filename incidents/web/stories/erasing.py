"""Erasing words from a story: a form, what it would erase, and then the deed, which cannot be undone."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from incidents import access, erasing
from incidents.domain import erasure
from incidents.erasing import Traces
from incidents.errors import DomainError, Refused
from incidents.models import Incident, User
from incidents.web.parts.forms import EraseForm
from incidents.web.parts.revising import revise
from incidents.web.stories.story import of_reference


@sensitive_post_parameters("words")
@require_http_methods(["GET", "HEAD", "POST"])
@of_reference
def erase(request: HttpRequest, incident: Incident) -> HttpResponse:
    person = request.user
    if not isinstance(person, User) or not access.may_erase(person):
        raise PermissionDenied
    if request.method != "POST":
        return _form_page(request, incident, EraseForm())
    form = EraseForm(request.POST)
    return revise(
        form,
        save=partial(_erase_or_ask, request, incident, person, form),
        page=partial(_form_page, request, incident, form),
    )


def _erase_or_ask(request: HttpRequest, incident: Incident, person: User, form: EraseForm) -> HttpResponse:
    """Erases what was confirmed; else shows what would be erased."""
    reason = form.cleaned_data["reason"]
    words = erasing.words(form.cleaned_data["words"].splitlines(), whole=form.cleaned_data["whole"])
    if not form.cleaned_data["confirmed"]:
        erasure.check_reason(reason=reason, words=words)
        found = erasure.traces(ref=incident.ref, words=words)
        return _form_page(request, incident, form, found=found)
    found = erasure.erase(
        ref=incident.ref,
        words=words,
        author=person,
        reason=reason,
        now=timezone.now(),
    )
    messages.success(request, f"Words were erased from {erasing.counted(found)}.")
    return redirect("story-history", ref=incident.ref)


def _form_page(
    request: HttpRequest,
    incident: Incident,
    form: EraseForm,
    *,
    status: int = 200,
    problem: DomainError | None = None,
    found: Traces | None = None,
) -> HttpResponse:
    if isinstance(problem, Refused):
        form.refuse(problem)
    context = {"incident": incident, "form": form, "problem": problem, "found": found}
    return render(request, "stories/erase.html", context, status=status)
