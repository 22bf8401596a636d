"""Review of a story: the page on which editors ask for it, and reviewers say what they think."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import access
from incidents.domain import approvals, reviewing
from incidents.domain.stories import history
from incidents.errors import DomainError, Outdated, Refused
from incidents.models import Incident, Review, ReviewRequest, ReviewVerdict, User
from incidents.web.access import reader_of
from incidents.web.parts.forms import PersonForm, RefusableForm, VerdictForm
from incidents.web.parts.revising import BAD_REQUEST, report, revise
from incidents.web.stories.history.revisions import comparison
from incidents.web.stories.story import of_reference


@dataclass(frozen=True)
class Standing:
    """What the person who opens the page may do there."""

    person: User
    may_ask: bool
    may_answer: bool

    def may(self, action: str) -> bool:
        if action in {*REVIEWS, "withdraw_review"}:
            return self.may_ask or self.may_answer
        return self.may_answer if action == "answer" else self.may_ask


VERBS: dict[str, Callable[..., bool]] = {
    "ask": reviewing.ask,
    "withdraw": reviewing.withdraw,
    "answer": reviewing.answer,
    "approve": partial(reviewing.verdicts.give, verdict=ReviewVerdict.APPROVED),
    "request_changes": partial(reviewing.verdicts.give, verdict=ReviewVerdict.CHANGES_REQUESTED),
    "withdraw_review": reviewing.verdicts.withdraw,
}
"""By the value of the button that sends the form."""
REVIEWS = frozenset({"approve", "request_changes"})
FORMS: dict[str, type[RefusableForm]] = {
    "ask": PersonForm,
    "withdraw": PersonForm,
    "approve": VerdictForm,
    "request_changes": VerdictForm,
}
DONE = {
    "ask": "{username} is asked to review this story, and may read it.",
    "withdraw": "{username} is not asked any more.",
    "answer": "You are not asked to review {ref} any more.",
    "approve": "You approve of revision {based_on}.",
    "request_changes": "You ask for changes of revision {based_on}.",
    "withdraw_review": "Your review is withdrawn.",
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
    form = FORMS.get(action, RefusableForm)(request.POST)
    return revise(
        form,
        save=partial(_save, request, incident, standing.person, action, form),
        page=partial(_page, request, incident, standing, form if action in {"ask", *REVIEWS} else None),
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
        "form": form if isinstance(form, PersonForm) else PersonForm(),
        "problem": problem,
        **_reviews(request, incident, form if isinstance(form, VerdictForm) else None, problem),
    }
    return render(request, "stories/review.html", context, status=status)


def _reviews(
    request: HttpRequest, incident: Incident, typed: VerdictForm | None, problem: DomainError | None
) -> dict[str, Any]:
    """Those of revisions that the reader may read, and the form for one more with what was typed."""
    reader = reader_of(request)
    readable = history.readable(incident=incident, reader=reader).values("number")
    found = Review.objects.visible_to(reader).filter(incident=incident, revision_number__in=readable)
    in_between = ""
    if typed is not None and isinstance(problem, Outdated):
        read = typed.cleaned_data["based_on"]
        in_between = comparison(incident, read, problem.current) if read < problem.current else ""
        typed.start_from(problem.current)
    elif typed is not None and typed.has_lost_base:
        typed.start_from(incident.revision_number)
    return {
        "reviews": found.select_related("reviewer").newest_first(),
        "approvals": approvals.of(incident),
        "own_counts": settings.OWN_APPROVAL_COUNTS,
        "in_between": in_between,
        "verdict_form": typed or VerdictForm(initial={"based_on": incident.revision_number}),
    }
