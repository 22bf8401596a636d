"""Links in mails that end mails like them, for whoever has the mail: nobody signs in for that (RFC 8058).

Such a link says whose mails of which kinds it ends, and until when it works; it is good for nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from incidents.domain.notifications import kinds, preferences
from incidents.domain.notifications.kinds import NotificationKind
from incidents.models import NotificationWay, User

LIFETIME = timedelta(days=60)


@dataclass(frozen=True)
class Unsubscription:
    """What a link says."""

    person: User
    kinds: tuple[NotificationKind, ...]
    until: datetime


def link(*, person: User, about: Iterable[NotificationKind], now: datetime) -> str:
    """The address that ends mails of these kinds; empty where they are all about security."""
    names = [kind.name for kind in about if not kind.is_security]
    if not names:
        return ""
    until = int((now + LIFETIME).timestamp())
    signed = _signer().sign_object({"person": person.pk, "kinds": names, "until": until})
    return settings.BASE_URL + reverse("news-off", args=[signed])


def read(*, signed: str) -> Unsubscription | None:
    """None of what was not signed here, and of an account that is closed. It may have expired."""
    try:
        said: dict[str, Any] = _signer().unsign_object(signed)
    except BadSignature:
        return None
    person = User.objects.active().filter(pk=said["person"]).first()
    if person is None:
        return None
    named = (kinds.BY_NAME[name] for name in said["kinds"] if name in kinds.BY_NAME)
    return Unsubscription(person, tuple(named), datetime.fromtimestamp(said["until"], tz=UTC))


def end_mails(*, of: Unsubscription) -> None:
    """The news stays on the page; what was switched off stays off."""
    ways = preferences.chosen(person=of.person)
    ended = {
        kind.name: NotificationWay.PAGE for kind in of.kinds if ways.get(kind.name) in preferences.MAILED
    }
    preferences.choose(person=of.person, ways=ended)


def _signer() -> Signer:
    return Signer(salt=__name__)
