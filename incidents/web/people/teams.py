"""The list of teams: one's own, and for administrators all of them."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import access
from incidents.domain.people import slices
from incidents.domain.people import teams as domain
from incidents.errors import DomainError, Refused
from incidents.models import Team, User
from incidents.models.team import TeamQuerySet
from incidents.web.parts.paging import LONGEST_TEXT
from incidents.web.parts.revising import revise
from incidents.web.people.admission import account_of
from incidents.web.people.forms import TeamNameForm

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    person = account_of(request)
    if request.method != "POST":
        return _page(request, person, TeamNameForm())
    if not access.may_administer(person):
        raise PermissionDenied
    form = TeamNameForm(request.POST)
    return revise(
        form, save=partial(_create, request, person, form), page=partial(_page, request, person, form)
    )


def _create(request: HttpRequest, person: User, form: TeamNameForm) -> HttpResponse:
    team = domain.create(
        name=form.cleaned_data["name"],
        actor=person,
        at=timezone.now(),
    )
    messages.success(request, f"{team.name} is there. Add its members, and name who leads it.")
    return redirect(team)


def _page(
    request: HttpRequest,
    person: User,
    form: TeamNameForm,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    if isinstance(problem, Refused):
        form.refuse(problem)
    text = _text(request, "q")
    rows = _teams_for(person).called_like(text).with_number_of_members()
    shown = slices.cut(
        rows, "name", before=_text(request, "before"), after=_text(request, "after"), number=ON_A_PAGE
    )
    context = {
        "form": form,
        "problem": problem,
        "may_administer": access.may_administer(person),
        "led": set(Team.objects.led_by(person).values_list("pk", flat=True)),
        "text": text,
        "shown": shown,
        "previous": _address(text, "before", shown.before),
        "next": _address(text, "after", shown.after),
    }
    return render(request, "people/teams.html", context, status=status)


def _teams_for(person: User) -> TeamQuerySet:
    return Team.objects.all() if access.may_administer(person) else Team.objects.with_member(person)


def _text(request: HttpRequest, name: str) -> str:
    return " ".join(request.GET.get(name, "").replace("\0", " ").split())[:LONGEST_TEXT]


def _address(text: str, side: str, name: str) -> str:
    if not name:
        return ""
    parameters = QueryDict(mutable=True)
    parameters.update({key: value for key, value in (("q", text), (side, name)) if value})
    return f"{reverse('teams')}?{parameters.urlencode()}"
