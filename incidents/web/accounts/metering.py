"""Every attempt to sign in is counted, whatever page or program it comes through."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from incidents.domain.limits import Grant
from incidents.domain.people import sign_in
from incidents.models import User
from incidents.web.accounts import known_browser
from incidents.web.parts import quota

TAKEN = "sign_in_taken"


class Metered:
    """Stands first among the backends and knows nobody: it only counts.

    `django.contrib.auth.authenticate` then raises `TooMuch`, which no other backend gets to see.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, **credentials: Any
    ) -> None:
        if request is None or username is None:  # from code, not from outside
            return
        taken = sign_in.admit(
            name=username,
            address=request.META.get("REMOTE_ADDR"),
            known=known_browser.is_known(request, username),
            now=timezone.now(),
        )
        setattr(request, TAKEN, taken)


def succeeded(request: HttpRequest) -> None:
    """To be called once somebody has signed in: only failures count against a network."""
    sign_in.succeeded(getattr(request, TAKEN, Grant()))


def refused_proof(
    request: HttpRequest, page: HttpResponse, form: BaseForm, *, field: str, by: str, user: object = None
) -> HttpResponse:
    """The page with a form whose `field` proves who somebody is, once it did not; a 429 after too many.

    `user` is whoever is signed in, unless it is said. A field that was left empty is no attempt.
    """
    person = user or request.user
    if isinstance(person, User) and field in form.errors and form.data.get(field):
        now = timezone.now()
        if quota.refused_in(form):
            sign_in.exhausted(user=person, now=now)
        else:
            sign_in.refused_proof(user=person, by=by, now=now)
    return quota.answered(page, form)
