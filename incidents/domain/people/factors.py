"""Second factors: that one was added or removed, and how a lost one is taken off."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from incidents.domain import audit
from incidents.domain.notifications import kinds, notify
from incidents.domain.people import sealing, sessions
from incidents.models import User, statements
from incidents.models.statements import Parameter, Statement

REQUIRED_OF = {
    "nobody": frozenset[str](),
    "administrators": frozenset({"administrator"}),
    "editors": frozenset({"editor", "administrator"}),
    "everybody": frozenset(User.Role.values),
}
"""Roles, by what `SOUNDINGS_REQUIRE_SECOND_FACTOR` says."""

SUFFICIENT = ("totp", "webauthn")
"""Kinds that are a second factor by themselves; recovery codes only stand in for one."""

SEALED = ("secret", "seed")
"""Where the data of a factor holds what codes follow from."""

WORDS = {"totp": "codes of an app", "recovery_codes": "recovery codes", "webauthn": "passkey"}
"""What the library calls them, for people."""


def is_required_of(user: User) -> bool:
    return user.role in REQUIRED_OF[settings.REQUIRE_SECOND_FACTOR]


def is_missing(*, user: User) -> bool:
    """Whether the account has to have a second factor and has none; asks the database only if it has to."""
    return is_required_of(user) and not _kept().rows(user=user.pk)


def is_needed(*, factor: Authenticator) -> bool:
    """Whether it is the only second factor of an account that has to have one."""
    user = User.objects.get_queryset().get(pk=factor.user_id)
    others = Authenticator.objects.filter(user_id=user.pk, type__in=SUFFICIENT).exclude(pk=factor.pk)
    return factor.type in SUFFICIENT and is_required_of(user) and not others.exists()


@cache
def _kept() -> Statement:
    kept = Authenticator.objects.filter(user_id=Parameter("user"), type__in=SUFFICIENT)
    return statements.compiled(kept.values("pk")[:1])


@transaction.atomic
def added(*, user: User, kind: str, now: datetime) -> None:
    """`kind`: such as `totp`."""
    details = {"kind": kind}
    audit.record(action="factor.added", target=user.username, actor=user, at=now, details=details)
    notify(kinds.FACTOR_ADDED, to=[user], at=now, factors=_in_words([kind]))


@transaction.atomic
def removed(*, user: User, kind: str, now: datetime) -> None:
    details = {"kind": kind}
    audit.record(action="factor.removed", target=user.username, actor=user, at=now, details=details)
    notify(kinds.FACTOR_REMOVED, to=[user], at=now, factors=_in_words([kind]))


def passkey_used(*, key: int, counter: int, now: datetime) -> bool:
    """Writes the counter of a passkey down. Returns False where it has not grown: the passkey was copied.

    Passkeys that are the same on several devices do not count, and always say 0.
    """
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().select_related("user").get(pk=key)
        before = int(row.data.get("counter", 0))
        is_new = counter > before or counter == before == 0
        if is_new:
            row.data = {**row.data, "counter": counter}
            row.save(update_fields=["data"])
        else:
            name = row.user.get_username()
            audit.record(action="factor.copied", target=name, actor=None, at=now, details={"kind": "passkey"})
    return is_new


@transaction.atomic
def take_off(*, user: User, now: datetime) -> bool:
    """Removes all factors of an account, and ends its sessions. Returns whether there were any."""
    found = sorted(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    if not found:
        return False
    Authenticator.objects.filter(user_id=user.pk).delete()
    sessions.end_all(user=user)
    audit.record(action="factor.removed", target=user.username, actor=None, at=now, details={"kinds": found})
    notify(kinds.FACTOR_REMOVED, to=[user], at=now, factors=_in_words(found))
    return True


def _in_words(found: Iterable[str]) -> str:
    return ", ".join(WORDS.get(kind, kind) for kind in found)


def seal_anew() -> int:
    """Seals secrets with the key of today where an earlier one did; returns of how many factors.

    Once it has run, SECRET_KEY_FALLBACKS may be emptied. What no key opens stays as it is.
    """
    sealed = 0
    for key in Authenticator.objects.values_list("pk", flat=True).iterator():
        with transaction.atomic():
            sealed += _seal_anew(key)
    return sealed


def _seal_anew(key: int) -> bool:
    row = Authenticator.objects.select_for_update().filter(pk=key).first()
    if row is None:
        return False
    try:
        anew = {name: sealing.sealed_anew(row.data[name]) for name in SEALED if name in row.data}
    except ValueError:
        return False
    data = {**row.data, **anew}
    if data == row.data:
        return False
    row.data = data
    row.save(update_fields=["data"])
    return True


def can_be_read(factor: Authenticator) -> bool:
    """Whether a key of this site opens what the factor keeps sealed."""
    try:
        for name in SEALED:
            if name in factor.data:
                sealing.unseal(factor.data[name])
    except ValueError:
        return False
    return True
