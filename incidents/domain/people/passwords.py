"""Passwords: how they are changed, and links that let somebody choose a new one."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.http import int_to_base36

from incidents.domain import audit, mail
from incidents.domain.notifications import kinds, notify
from incidents.domain.people import sessions
from incidents.models import User

NOBODY = User(pk=0, username="nobody", email="nobody@example.org")
"""Stands in where there is no account, so that asking for a link takes as long. No mail to it is kept."""

TEXT = """\
Hello {person},

somebody, probably you, asked for a new password for Soundings. Choose one here:

{link}

The link works once, for {minutes} minutes. Your username is {name}.
If it was not you, do nothing: your password stays as it is.
"""


@transaction.atomic
def change(*, user: User, password: str, kept: str | None, now: datetime) -> None:
    """The person changes the password; all sessions end but the one whose key is `kept`."""
    _set(user, password, kept=kept)
    audit.record(action="password.changed", target=user.username, actor=user, at=now)
    notify(kinds.PASSWORD_CHANGED, to=[user], at=now, how="on your profile")


@transaction.atomic
def reset(*, user: User, password: str, now: datetime) -> None:
    """The person chooses a password by a link; it works once, and all sessions end."""
    _set(user, password, kept=None)
    audit.record(action="password.reset", target=user.username, actor=user, at=now)
    notify(kinds.PASSWORD_CHANGED, to=[user], at=now, how="by a link for a lost one")


@transaction.atomic
def given(*, user: User, actor: User, now: datetime) -> None:
    """Somebody who administers has set the password of another; all sessions end."""
    sessions.end_all(user=user)
    audit.record(action="password.given", target=user.username, actor=actor, at=now)
    notify(kinds.PASSWORD_CHANGED, to=[user], actor=actor, at=now, how="by an administrator")


@transaction.atomic
def make_link(*, user: User, now: datetime) -> str:
    """The address of a page on which to choose a password, for whoever looks after the site to hand on."""
    details = {"until": (now + lifetime()).isoformat(timespec="seconds")}
    audit.record(action="link.made", target=user.username, actor=None, at=now, details=details)
    return _link(user)


@transaction.atomic
def mail_link(*, email: str, now: datetime) -> None:
    """Mails a link to the one whose address that is. Where there is nobody, or two, it only takes as long.

    Accounts without a password sign in elsewhere, so nobody gets one by mail. The mail waits for a server as
    long as the link works, and not longer.
    """
    having = User.objects.active().filter(email__iexact=email, is_service=False)
    found = [user for user in having[:2] if user.has_usable_password()]
    user = found[0] if len(found) == 1 else None
    target = user.username if user else "unknown"
    audit.record(action="link.asked", target=target, actor=None, at=now)
    # The mail to nobody is written, too, and taken back: a row takes long enough to be told from none.
    # By hand, since `atomic` takes back with one statement more than it keeps.
    before = transaction.savepoint()
    _post(user or NOBODY, now=now)
    if user:
        transaction.savepoint_commit(before)
    else:
        transaction.savepoint_rollback(before)


def lifetime() -> timedelta:
    """How long a link works."""
    return timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


_MINUTE = timedelta(minutes=1)


def _post(user: User, *, now: datetime) -> None:
    mail.post(
        recipient=user.email,
        subject="Choose a new password for Soundings",
        text=TEXT.format(person=user, link=_link(user), minutes=lifetime() // _MINUTE, name=user.username),
        now=now,
        lifetime=min(mail.LIFETIME, lifetime()),
    )


def _link(user: User) -> str:
    key = default_token_generator.make_token(user)
    arguments = {"uidb36": int_to_base36(user.pk), "key": key}
    return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=arguments)


def _set(user: User, password: str, *, kept: str | None) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    sessions.end_all(user=user, kept=kept)
