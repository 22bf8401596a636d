"""What nobody does and somebody has to hear of: a day comes near, or mails are lost."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Count, F

from incidents.domain.notifications import kinds
from incidents.domain.notifications.notify import notify
from incidents.models import AccessToken, OutgoingMail, User

BEFORE = timedelta(days=7)
"""How long before a token expires its owner is told; a token that never lived longer is none to renew."""
LOOKED_BACK = timedelta(days=3)
"""How old a mail is that is still told to be lost; it is given up within a day."""


@transaction.atomic
def remind(*, now: datetime) -> None:
    """Safe to repeat: of each token and each day of lost mails, people are told once."""
    administrators = list(User.objects.administrators())
    near = AccessToken.objects.usable(now).filter(expires_at__lte=now + BEFORE)
    for token in near.filter(created_at__lt=F("expires_at") - BEFORE).select_related("owner"):
        _token(token, administrators, now)
    _mails(administrators, now)


def _token(token: AccessToken, administrators: list[User], now: datetime) -> None:
    """A program reads no news; those who make its tokens do."""
    owner = token.owner
    if not owner.is_active:
        return
    day, key = f"{token.expires_at:%-d %B %Y}", str(token.pk)
    tell = partial(notify, at=now, key=key, token=token.name, prefix=token.prefix, day=day)
    if owner.is_service:
        service = owner.username
        tell(kinds.SERVICE_TOKEN_EXPIRES, to=administrators, service=service, service_key=owner.pk)
    else:
        tell(kinds.TOKEN_EXPIRES, to=[owner])


def _mails(administrators: list[User], now: datetime) -> None:
    lost = OutgoingMail.objects.undelivered().filter(created_at__gt=now - LOOKED_BACK)
    for day, number in lost.values_list("created_at__date").annotate(number=Count("pk")).order_by():
        notify(kinds.MAIL_LOST, to=administrators, at=now, key=str(day), day=f"{day:%-d %B %Y}", mails=number)
