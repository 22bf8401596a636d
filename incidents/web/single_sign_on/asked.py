"""What the session keeps, for one answer, while the browser is with the provider."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from incidents.openid import SignInQuestion

KEY = "single_sign_on_asked"
LASTS = timedelta(minutes=10)
MOST = 5
"""Windows in which somebody may be on the way at once."""


@dataclass(frozen=True)
class Asked:
    """`leads_to`: a page of this site. `connects`: the key of the account to connect; 0 to sign in."""

    question: SignInQuestion
    leads_to: str
    connects: int


def keep(request: HttpRequest, asked: Asked, *, now: datetime) -> None:
    kept: dict[str, Any] = request.session.get(KEY, {})
    newest = sorted(kept.items(), key=lambda item: float(item[1]["at"]))[-(MOST - 1) :]
    request.session[KEY] = {**dict(newest), asked.question.state: {**asdict(asked), "at": now.timestamp()}}


def take(request: HttpRequest, state: str, *, now: datetime) -> Asked | None:
    """What was asked with this `state`; None where nothing was, it was answered before, or it is too old."""
    kept: dict[str, Any] = request.session.get(KEY, {})
    if state not in kept:
        return None
    found = kept[state]
    request.session[KEY] = {other: one for other, one in kept.items() if other != state}
    request.session.save()  # whatever happens to the request: nothing is answered twice
    if now.timestamp() - float(found["at"]) > LASTS.total_seconds():
        return None
    return Asked(SignInQuestion(**found["question"]), found["leads_to"], found["connects"])
