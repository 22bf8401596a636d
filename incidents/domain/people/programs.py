"""Service accounts: programs that come with tokens of their own, and outlive the people who set them up."""

from collections.abc import Iterator
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from incidents.domain import audit
from incidents.domain.people import tokens
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import User

ROLES = (User.Role.READER, User.Role.AUTHOR, User.Role.EDITOR)
"""What a program may be."""


@transaction.atomic
def create(
    *,
    username: str,
    display_name: str,
    role: str,
    actor: User,
    now: datetime,
) -> User:
    """An account without a password. Raises `Refused` with every fault, and `NotPossible`."""
    _check(actor)
    username = User.normalize_username(username.strip())
    service = User(username=username, display_name=display_name.strip(), role=role, is_service=True)
    service.set_unusable_password()
    if faults := list(_faults(service)):
        raise Refused("The service account was not made.", faults)
    service.save()
    _record("service.created", service, actor=actor, at=now)
    return service


@transaction.atomic
def close(*, service: User, actor: User, now: datetime) -> None:
    """Closes the account and revokes its tokens for good. Raises `NotPossible`."""
    _check(actor)
    if not service.is_service:
        raise NotPossible("That is the account of a person.")
    if not User.objects.filter(pk=service.pk, is_active=True).update(is_active=False):
        return
    tokens.revoke_all(owner=service, actor=actor, now=now)
    _record("service.closed", service, actor=actor, at=now)


def _check(actor: User) -> None:
    if not actor.is_administrator:
        raise NotPossible("Service accounts are made and closed by administrators.")


def _faults(service: User) -> Iterator[Fault]:
    if service.role not in ROLES:
        yield Fault("/role", f"choose one of: {', '.join(ROLES)}")
    try:
        service.full_clean(exclude=["role", "password"])
    except ValidationError as error:
        for field, problems in error.message_dict.items():
            yield Fault(f"/{field}", " ".join(problems).rstrip("."))


def _record(action: str, service: User, *, actor: User, at: datetime) -> None:
    audit.record(
        action=action,
        target=service.username,
        actor=actor,
        at=at,
        details={"role": service.role},
    )
