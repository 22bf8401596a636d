"""Where one begins to write: a new story, a change of one that is there, and drafts to take up again."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from incidents import access
from incidents.domain import drafts
from incidents.errors import DomainError, NotPossible
from incidents.models import Draft, Incident, User
from incidents.stories.drafting import first_rows
from incidents.web.access import reader_of
from incidents.web.parts.revising import CONFLICT
from incidents.web.stories.story import of_reference
from incidents.web.writing.own import found, person_of

KINDS = {
    "incident": "An incident: something broke, and people noticed",
    "near_miss": "A near miss: it nearly broke, or nobody noticed",
    "hazard": "A hazard: it can break, and has no date",
    "failed_change": "A change that failed and was taken back",
    "exercise_finding": "A finding of an exercise",
}


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if request.method != "POST":
        return _page(request, person)
    if not access.may_write(person):
        raise PermissionDenied
    kind = request.POST.get("kind", "")
    content = first_rows(kind if kind in KINDS else "incident")
    try:
        draft = drafts.start(author=person, key=uuid.uuid4(), content=content, now=timezone.now())
    except NotPossible as problem:
        return _page(request, person, problem=problem)
    return redirect("draft", key=draft.key)


def _page(request: HttpRequest, person: User, *, problem: DomainError | None = None) -> HttpResponse:
    own = Draft.objects.of(person).with_titles().last_changed_first()
    context: dict[str, Any] = {
        "kinds": KINDS.items(),
        "may_write": access.may_write(person),
        "open_drafts": own.open(),
        "discarded": own.filter(discarded_at__isnull=False),
        "problem": problem,
    }
    return render(request, "writing/write.html", context, status=CONFLICT if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@of_reference
def change(request: HttpRequest, incident: Incident) -> HttpResponse:
    person = person_of(request)
    if not access.may_edit(reader_of(request), incident):
        raise PermissionDenied
    problem: DomainError | None = None
    if request.method == "POST":
        try:
            draft = drafts.start_from(incident=incident, author=person, key=uuid.uuid4(), now=timezone.now())
        except NotPossible as refused:
            problem = refused
        else:
            return redirect("draft", key=draft.key)
    own = Draft.objects.of(person).open().filter(incident=incident).with_titles().last_changed_first()
    context = {"incident": incident, "open_drafts": own, "problem": problem}
    return render(request, "writing/change.html", context, status=CONFLICT if problem else 200)


@require_POST
def restore(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    draft = found(request, key)
    try:
        drafts.restore(draft=draft)
    except NotPossible as problem:
        messages.warning(request, problem.message)
    return redirect("draft", key=draft.key)
