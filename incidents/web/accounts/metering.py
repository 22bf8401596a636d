"""Every attempt to sign in is counted, whatever page or program it comes through."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from incidents.domain.limits import Grant
from incidents.domain.people import sign_in
from incidents.web.accounts import known_browser

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
