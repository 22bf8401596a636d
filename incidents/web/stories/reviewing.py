"""Who is asked to review a story: the page on which editors ask, and whoever is asked answers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import access
from incidents.domain import reviewing
from incidents.errors import DomainError, Refused
from incidents.models import Incident, ReviewRequest, User
from incidents.web.access import reader_of
from incidents.web.parts.forms import PersonForm, RefusableForm
from incidents.web.parts.revising import BAD_REQUEST, report, revise
from incidents.web.stories.story import of_reference


@dataclass(frozen=True)
class Standing:
    """What the person who opens the page may do there."""

    person: User
    may_ask: bool
    may_answer: bool

    def may(self, action: str) -> bool:
        return self.may_answer if action == "answer" else self.may_ask


VERBS: dict[str, Callable[..., bool]] = {
    "ask": reviewing.ask,
    "withdraw": reviewing.withdraw,
    "answer": reviewing.answer,
}
"""By the value of the button that sends the form."""
DONE = {
    "ask": "{username} is asked to review this story, and may read it.",
    "withdraw": "{username} is not asked any more.",
    "answer": "You are not asked to review {ref} any more.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@of_reference
def review(request: HttpRequest, incident: Incident) -> HttpResponse:
    standing = _standing(request, incident)
    if request.method != "POST":
        return _page(request, incident, standing)
    action = request.POST.get("action", "")
    if action not in VERBS:
        return _page(request, incident, standing, status=BAD_REQUEST)
    if not standing.may(action):
        raise PermissionDenied
    form = RefusableForm(request.POST) if action == "answer" else PersonForm(request.POST)
    return revise(
        form,
        save=partial(_save, request, incident, standing.person, action, form),
        page=partial(_page, request, incident, standing, form if action == "ask" else None),
    )


def _standing(request: HttpRequest, incident: Incident) -> Standing:
    """Raises PermissionDenied where the person may do nothing on the page."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    standing = Standing(
        request.user,
        may_ask=access.may_edit(reader_of(request), incident),
        may_answer=access.may_answer_review(request.user, incident),
    )
    if not (standing.may_ask or standing.may_answer):
        raise PermissionDenied
    return standing


def _save(
    request: HttpRequest, incident: Incident, person: User, action: str, form: RefusableForm
) -> HttpResponse:
    changed = VERBS[action](
        incident=incident,
        **form.cleaned_data,
        actor=person,
        at=timezone.now(),
        address=request.META.get("REMOTE_ADDR"),
    )
    report(request, changed=changed, done=DONE[action].format(ref=incident.ref, **form.cleaned_data))
    if not Incident.objects.visible_to(reader_of(request)).filter(pk=incident.pk).exists():
        return redirect("news")
    return redirect("story" if action == "answer" else "story-review", ref=incident.ref)


def _page(
    request: HttpRequest,
    incident: Incident,
    standing: Standing,
    form: RefusableForm | None = None,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    if form is not None and isinstance(problem, Refused):
        form.refuse(problem)
    requests = ReviewRequest.objects.open().filter(incident=incident).select_related("person", "asked_by")
    shown = requests if standing.may_ask else requests.filter(person=standing.person)
    context: dict[str, Any] = {
        "incident": incident,
        "standing": standing,
        "requests": shown.oldest_first(),
        "form": form or PersonForm(),
        "problem": problem,
    }
    return render(request, "stories/review.html", context, status=status)
