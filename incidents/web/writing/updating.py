"""The page on which an author takes over what others have saved to the story since her draft began."""

import uuid
from typing import cast, get_args

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.domain import drafts
from incidents.errors import DomainError, NotPossible, Outdated, Refused
from incidents.models import Draft
from incidents.stories.drafting import Choice
from incidents.web.parts.forms import HIGHEST
from incidents.web.parts.revising import BAD_REQUEST, CONFLICT, UNPROCESSABLE
from incidents.web.writing.own import found

CHOOSE = "Choose for each of the parts below, then go on. Nothing is changed yet."


class UpdateForm(forms.Form):
    """Which save of the draft, and which revision of the story, the choices were made for."""

    number = forms.IntegerField(min_value=0, max_value=HIGHEST)
    revision = forms.IntegerField(min_value=1, max_value=HIGHEST)


@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    draft = found(request, key)
    choices = _choices(request)
    try:
        offered = drafts.compare(draft=draft, choices=choices)
    except NotPossible as problem:
        messages.info(request, problem.message)
        return redirect("draft", key=key)
    if request.method != "POST":
        return _page(request, draft, offered, choices)
    return _updated(request, draft, offered, choices)


def _updated(
    request: HttpRequest, draft: Draft, offered: drafts.Update, choices: dict[str, Choice]
) -> HttpResponse:
    form = UpdateForm(request.POST)
    if not form.is_valid() or any(clash.name not in choices for clash in offered.merged.clashes):
        return _page(request, draft, offered, choices, status=BAD_REQUEST, problem=NotPossible(CHOOSE))
    try:
        made = drafts.update(
            draft=draft, choices=choices, key=uuid.uuid4(), now=timezone.now(), **form.cleaned_data
        )
    except Refused as problem:
        return _page(request, draft, offered, choices, status=UNPROCESSABLE, problem=problem)
    except (Outdated, NotPossible) as problem:
        return _page(request, draft, offered, choices, status=CONFLICT, problem=problem)
    messages.success(
        request, "This draft has what was saved meanwhile. The one before is kept, discarded, for 30 days."
    )
    return redirect("draft", key=made.key)


def _choices(request: HttpRequest) -> dict[str, Choice]:
    sent = {name: value for name, value in request.POST.items() if value in get_args(Choice)}
    return {name: cast("Choice", value) for name, value in sent.items()}


def _page(
    request: HttpRequest,
    draft: Draft,
    offered: drafts.Update,
    choices: dict[str, Choice],
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    context = {
        "draft": draft,
        "offered": offered,
        "clashes": [(clash, choices.get(clash.name, "")) for clash in offered.merged.clashes],
        "problem": problem,
    }
    return render(request, "writing/update.html", context, status=status)
