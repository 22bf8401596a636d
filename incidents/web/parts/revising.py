"""The flow of every form that changes a story or a rule: invalid, refused, outdated, too much, or saved."""

from collections.abc import Callable
from typing import Protocol

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from incidents.errors import DomainError, NotPossible, Outdated, Refused, TooMuch
from incidents.web.parts import quota

BAD_REQUEST, CONFLICT, UNPROCESSABLE = 400, 409, 422


class FormPage(Protocol):
    """Renders the page with the form as typed and the reason why it was not saved."""

    def __call__(self, *, status: int, problem: DomainError | None) -> HttpResponse: ...


def revise(form: forms.Form, *, save: Callable[[], HttpResponse], page: FormPage) -> HttpResponse:
    """Calls `save` where the form is valid; answers with `page` where anything keeps it from being saved.

    400 where the form is invalid, 422 `Refused`, 409 `Outdated` or `NotPossible`, 429 `TooMuch`.
    """
    if not form.is_valid():
        return page(status=BAD_REQUEST, problem=None)
    try:
        return save()
    except Refused as problem:
        return page(status=UNPROCESSABLE, problem=problem)
    except (Outdated, NotPossible) as problem:
        return page(status=CONFLICT, problem=problem)
    except TooMuch as problem:
        return quota.later(page(status=quota.TOO_MANY_REQUESTS, problem=problem), problem)


def report(request: HttpRequest, *, changed: object, done: str) -> None:
    """Says on the next page what was `done`, or where `changed` is false or empty, that it was so before."""
    if changed:
        messages.success(request, done)
    else:
        messages.info(request, "Nothing changed: it was so before.")
