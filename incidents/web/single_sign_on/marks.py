"""What a session says of a sign-in through the provider: when it was asked last, and whether it vouches."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

KEY = "single_sign_on"


@dataclass(frozen=True)
class Mark:
    """`vouches`: whether the provider said that somebody has shown a second factor."""

    at: float
    vouches: bool

    def age(self, now: datetime) -> timedelta:
        return timedelta(seconds=now.timestamp() - self.at)


def put(request: HttpRequest, *, user: int, vouches: bool, now: datetime) -> None:
    request.session[KEY] = {"user": user, "at": now.timestamp(), "vouches": vouches}


def read(request: HttpRequest) -> Mark | None:
    """None where nobody is signed in, or not through the provider."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    if not kept or str(kept["user"]) != request.session.get(SESSION_KEY):
        return None
    return Mark(kept["at"], kept["vouches"])
