"""The page of a person: what she may do, what is hers, and what administrators decide about it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.domain import ownership
from incidents.domain.people import rights
from incidents.errors import DomainError, Refused
from incidents.models import Incident, User
from incidents.web.parts.forms import ReasonForm
from incidents.web.parts.revising import BAD_REQUEST, report, revise
from incidents.web.people.admission import administrator_of
from incidents.web.people.forms import AccountReasonForm, HandOverForm, RoleForm


@dataclass(frozen=True)
class Decision:
    """A form of the page. `done`: what is said after it, with `{name}` and what the verb returns."""

    form: type[ReasonForm]
    verb: Callable[..., int]
    done: str
    subject: str = "person"
    """What the verb calls the person."""


DECISIONS = {
    "role": Decision(RoleForm, rights.change_role, "The role of {name} is changed."),
    "close": Decision(
        AccountReasonForm, rights.close, "The account of {name} is closed: its sessions and tokens are dead."
    ),
    "open": Decision(AccountReasonForm, rights.reopen, "The account of {name} is open again."),
    "stories": Decision(
        HandOverForm, ownership.hand_over, "Handed over: {result} of the stories of {name}.", subject="owner"
    ),
}
"""By the value of the button that sends the form."""


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, name: str) -> HttpResponse:
    administrator_of(request)
    found = User.objects.filter(username=name).first()
    if found is None:
        raise Http404(name)
    if request.method != "POST":
        return _page(request, found)
    action = request.POST.get("action", "")
    if action not in DECISIONS:
        return _page(request, found, status=BAD_REQUEST)
    form = DECISIONS[action].form(request.POST, auto_id=f"{action}_%s")
    return revise(
        form,
        save=partial(_decide, request, found, action, form),
        page=partial(_page, request, found, action, form),
    )


def _decide(request: HttpRequest, found: User, action: str, form: ReasonForm) -> HttpResponse:
    decision = DECISIONS[action]
    result = decision.verb(
        **{decision.subject: found},
        **form.cleaned_data,
        actor=administrator_of(request),
        at=timezone.now(),
    )
    report(request, changed=result, done=decision.done.format(name=found, result=result))
    return redirect("person", name=found.username)


def _page(
    request: HttpRequest,
    found: User,
    action: str = "",
    form: ReasonForm | None = None,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    if form is not None and isinstance(problem, Refused):
        form.refuse(problem)
    forms: dict[str, ReasonForm] = {
        name: decision.form(initial={"role": found.role}, auto_id=f"{name}_%s")
        for name, decision in DECISIONS.items()
    }
    if form is not None:
        forms[action] = form
    context = {
        "person": found,
        "is_oneself": found == request.user,
        "memberships": found.memberships.select_related("team").order_by("team__name"),
        "owned": Incident.objects.filter(owner=found).count(),
        "forms": forms,
        "asked": action,
        "problem": problem,
    }
    return render(request, "people/person.html", context, status=status)
