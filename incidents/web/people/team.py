"""The page of a team: who is in it, and what its leads and administrators decide about it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from incidents import access
from incidents.domain.people import slices, teams
from incidents.errors import DomainError, Refused
from incidents.models import Incident, Team, User
from incidents.web.parts.forms import PersonForm, RefusableForm
from incidents.web.parts.revising import BAD_REQUEST, report, revise
from incidents.web.people.admission import account_of
from incidents.web.people.forms import TeamNameForm

ON_A_PAGE = 50


@dataclass(frozen=True)
class TeamDecision:
    """A form of the page. `done`: what is said after it, with `{team}` and `{username}`."""

    form: type[RefusableForm]
    verb: Callable[..., bool]
    done: str
    by_leads: bool = False


DECISIONS = {
    "add": TeamDecision(PersonForm, teams.add_member, "{username} is in the team now.", by_leads=True),
    "remove": TeamDecision(
        PersonForm, teams.remove_member, "{username} is not in the team any more.", by_leads=True
    ),
    "lead": TeamDecision(
        PersonForm, partial(teams.name_lead, is_lead=True), "{username} leads the team now."
    ),
    "member": TeamDecision(
        PersonForm, partial(teams.name_lead, is_lead=False), "{username} does not lead the team any more."
    ),
    "rename": TeamDecision(TeamNameForm, teams.rename, "The team is called {name} now."),
    "delete": TeamDecision(RefusableForm, teams.remove, "{team} is removed."),
}
"""By the value of the button that sends the form."""


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, slug: str) -> HttpResponse:
    person = account_of(request)
    found = Team.objects.filter(slug=slug).first()
    if found is None or not access.may_see_team(person, found):
        raise Http404(slug)
    if request.method != "POST":
        return _page(request, found, person)
    action = request.POST.get("action", "")
    if action not in DECISIONS:
        return _page(request, found, person, status=BAD_REQUEST)
    _check_may(person, found, action)
    form = DECISIONS[action].form(request.POST, auto_id=f"{action}_%s")
    return revise(
        form,
        save=partial(_decide, request, found, person, action, form),
        page=partial(_page, request, found, person, action, form),
    )


def _check_may(person: User, found: Team, action: str) -> None:
    by_leads = DECISIONS[action].by_leads
    if not (access.may_lead(person, found) if by_leads else access.may_administer(person)):
        raise PermissionDenied


def _decide(
    request: HttpRequest, found: Team, person: User, action: str, form: RefusableForm
) -> HttpResponse:
    decision = DECISIONS[action]
    changed = decision.verb(
        team=found,
        **form.cleaned_data,
        actor=person,
        at=timezone.now(),
    )
    report(request, changed=changed, done=decision.done.format(team=found.name, **form.cleaned_data))
    return redirect("teams") if action == "delete" else redirect(found)


def _page(
    request: HttpRequest,
    found: Team,
    person: User,
    action: str = "",
    form: RefusableForm | None = None,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    if form is not None and isinstance(problem, Refused):
        form.refuse(problem)
    members = found.memberships.select_related("user")
    shown = slices.cut(
        members,
        "user__username",
        before=request.GET.get("before", "").replace("\0", ""),
        after=request.GET.get("after", "").replace("\0", ""),
        number=ON_A_PAGE,
    )
    may_administer = access.may_administer(person)
    context = {
        "team": found,
        "shown": shown,
        "size": members.count(),
        "stories": Incident.objects.filter(team=found).count() if may_administer else None,
        "may_lead": access.may_lead(person, found),
        "may_administer": may_administer,
        "add": form if action == "add" and form else PersonForm(auto_id="add_%s"),
        "rename": form
        if action == "rename" and form
        else TeamNameForm(initial={"name": found.name}, auto_id="rename_%s"),
        "problem": problem,
        "previous": f"?{urlencode({'before': shown.before})}" if shown.before else "",
        "next": f"?{urlencode({'after': shown.after})}" if shown.after else "",
    }
    return render(request, "people/team.html", context, status=status)
