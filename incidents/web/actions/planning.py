"""Planning an action of a story, and changing one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import access
from incidents.domain import actions
from incidents.errors import DomainError, Outdated, Refused
from incidents.models import ActionItem, Incident, User
from incidents.web.actions.form import ActionChangeForm, ActionForm
from incidents.web.actions.item import of_action
from incidents.web.parts.revising import revise
from incidents.web.people.admission import account_of
from incidents.web.stories.story import of_reference

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@of_reference
def plan(request: HttpRequest, incident: Incident) -> HttpResponse:
    person = _planner(request, incident)
    sent = request.POST if request.method == "POST" else None
    form = ActionForm(sent, incident=incident, person=person)
    page = partial(_page, request, incident, form, None)
    return revise(form, save=partial(_plan, request, incident, person, form), page=page) if sent else page()


@require_http_methods(METHODS)
@of_action
def change(request: HttpRequest, item: ActionItem) -> HttpResponse:
    person = _planner(request, item.incident)
    sent = request.POST if request.method == "POST" else None
    before = vars(actions.values_of(item)) | {"based_on": item.version}
    form = ActionChangeForm(sent, initial=before, incident=item.incident, person=person)
    page = partial(_page, request, item.incident, form, item)
    return revise(form, save=partial(_change, request, item, person, form), page=page) if sent else page()


def _planner(request: HttpRequest, incident: Incident) -> User:
    person = account_of(request)
    if not access.may_plan(person, incident):
        raise PermissionDenied
    return person


def _plan(request: HttpRequest, incident: Incident, person: User, form: ActionForm) -> HttpResponse:
    item = actions.plan(
        incident=incident,
        values=form.values,
        actor=person,
        now=timezone.now(),
    )
    messages.success(request, f"Action {item.number} of {incident.ref} is planned.")
    return redirect("action", ref=incident.ref, number=item.number)


def _change(request: HttpRequest, item: ActionItem, person: User, form: ActionChangeForm) -> HttpResponse:
    changed = actions.change(
        item=item,
        values=form.values,
        based_on=form.cleaned_data["based_on"],
        actor=person,
        now=timezone.now(),
    )
    said = "The action is changed." if changed.version > item.version else "Nothing was different."
    messages.success(request, said)
    return redirect("action", ref=item.incident.ref, number=item.number)


def _page(
    request: HttpRequest,
    incident: Incident,
    form: ActionForm,
    item: ActionItem | None,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    """Where somebody changed it in between, the form starts from what is there now."""
    if isinstance(problem, Refused):
        form.refuse(problem)
    if isinstance(form, ActionChangeForm) and item:
        if isinstance(problem, Outdated):
            form.start_from(problem.current)
        elif form.is_bound and form.has_lost_base:
            form.start_from(item.version)
    context: dict[str, Any] = {"incident": incident, "form": form, "item": item, "problem": problem}
    if item:
        context["current_url"] = item.get_absolute_url()
    return render(request, "actions/edit.html", context, status=status)
