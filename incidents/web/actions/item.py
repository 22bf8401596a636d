"""The page of one action, and what is done with it there and on the board."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from incidents import access
from incidents.domain import actions
from incidents.errors import DomainError, Outdated, Refused
from incidents.models import ActionItem, Incident, User
from incidents.web.actions.form import DeedForm
from incidents.web.parts.action_rows import row
from incidents.web.parts.revising import BAD_REQUEST, revise
from incidents.web.people.admission import account_of
from incidents.web.stories.story import of_reference

SAID = {
    "start": "is in progress",
    "pause": "is open again",
    "finish": "is done",
    "drop": "is dropped",
    "reopen": "is open again",
}
"""Completes the message “Action 3 of KF-15 …”."""
HIGHEST_NUMBER = 2**31 - 1


def of_action(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hands the action to the view, which is there for those who are signed in and see its story."""

    @of_reference
    def answer(request: HttpRequest, incident: Incident, number: int) -> HttpResponseBase:
        account_of(request)
        rows = ActionItem.objects.filter(incident=incident).with_people()
        item = rows.filter(number=min(number, HIGHEST_NUMBER)).first()
        if item is None:
            raise Http404(f"{incident.ref} has no action {number}.")
        return view(request, item)

    return wraps(view)(answer)


@require_http_methods(["GET", "HEAD", "POST"])
@of_action
def action(request: HttpRequest, item: ActionItem) -> HttpResponse:
    person = account_of(request)
    if request.method != "POST":
        return _page(request, item, person)
    if not access.may_work_on(person, item):
        raise PermissionDenied
    form = DeedForm(request.POST)
    page = partial(_page, request, item, person, form)
    if request.POST.get("do") not in actions.DEEDS:
        return page(status=BAD_REQUEST)
    return revise(form, save=partial(_done, request, item, person, form), page=page)


def _done(request: HttpRequest, item: ActionItem, person: User, form: DeedForm) -> HttpResponse:
    name = form.cleaned_data["do"]
    deed = actions.DEEDS[name]
    words = {deed.words: form.cleaned_data[deed.words]} if deed.words else {}
    deed.do(
        item=item,
        based_on=form.cleaned_data["based_on"],
        actor=person,
        now=timezone.now(),
        **words,
    )
    messages.success(request, f"Action {item.number} of {item.incident.ref} {SAID[name]}.")
    back = request.POST.get("back", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("action", ref=item.incident.ref, number=item.number)


def _page(
    request: HttpRequest,
    item: ActionItem,
    person: User,
    form: DeedForm | None = None,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    if form and isinstance(problem, Refused):
        form.refuse(problem)
    if form and (isinstance(problem, Outdated) or form.has_lost_base):
        item = ActionItem.objects.with_people().get(pk=item.pk)
        form.start_from(item.version)
    may_work = access.may_work_on(person, item)
    context: dict[str, Any] = {
        "item": item,
        "row": row(item, timezone.now().date(), may_work=may_work),
        "incident": item.incident,
        "owner_state": actions.owner_state(item).value,
        "changes": item.changes.select_related("actor").order_by("version"),
        "may_plan": access.may_plan(person, item.incident),
        "form": form or DeedForm(initial={"based_on": item.version}),
        "chosen": form.data.get("do") if form else request.GET.get("do", ""),
        "problem": problem,
        "current_url": item.get_absolute_url(),
    }
    return render(request, "actions/action.html", context, status=status)
