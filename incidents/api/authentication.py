"""Who asks: every endpoint finds it out here, by the token that is sent or by the session of a browser."""

import re
from typing import Any

from django.utils import timezone
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from incidents.domain.people import TokenBearer, bearers
from incidents.errors import TooMuch
from incidents.models import User

CHALLENGE = "Bearer"
CREDENTIALS = re.compile(r"bearer +(\S+)", re.IGNORECASE)
ASKED_FOR = "Send one header “Authorization: Bearer sdg_…”, with a token as your profile has shown it."
UNKNOWN = "The token is unknown, has expired or was revoked, or its account is closed."


class TokenOrSession(SessionAuthentication):
    """The token in `Authorization`; without this header, the session.

    Whoever sends the header is never taken for somebody else: what is wrong with it is a 401, however good
    the session is. A session needs a CSRF token, unless the view says that it `changes_nothing`.
    """

    def authenticate(self, request: Request) -> tuple[User, TokenBearer | None] | None:
        written = request.META.get("HTTP_AUTHORIZATION")
        if written is None:
            session: tuple[User, None] | None = super().authenticate(request)
            return session
        found = CREDENTIALS.fullmatch(written.strip(" "))
        try:
            bearer = bearers.bearer(
                written=found[1] if found else "",
                address=request.META.get("REMOTE_ADDR"),
                now=timezone.now(),
            )
        except TooMuch as refused:
            raise Throttled(wait=refused.wait) from None
        if bearer is None:
            raise AuthenticationFailed(UNKNOWN if found else ASKED_FOR)
        return bearer.owner, bearer

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE

    def enforce_csrf(self, request: Request) -> None:
        context: dict[str, Any] = request.parser_context
        if not getattr(context["view"], "changes_nothing", False):
            super().enforce_csrf(request)
