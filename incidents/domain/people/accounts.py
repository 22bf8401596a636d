"""People who may sign in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from incidents.domain import audit
from incidents.errors import NotPossible
from incidents.models import User

FIRST_USERNAME = "admin"


@transaction.atomic
def create_first_login(*, password: str) -> str:
    """Makes an administrator where there is nobody yet; answers its name, or nothing."""
    if User.objects.exists():
        return ""
    return User.objects.create_superuser(username=FIRST_USERNAME, password=password).username


@transaction.atomic
def rename(*, user: User, display_name: str, now: datetime) -> None:
    """The name shown to others; empty: the user name."""
    details = {"from": user.display_name, "to": display_name}
    if display_name == user.display_name:
        return
    user.display_name = display_name
    user.save(update_fields=["display_name"])
    audit.record(action="account.renamed", target=user.username, actor=user, at=now, details=details)


@contextmanager
def keeping_an_administrator() -> Iterator[None]:
    """A transaction that changes or removes accounts; the last administrator stays one.

    It locks the rows of all administrators in one order, so that two cannot remove each other at once.
    Raises `NotPossible`, and takes back what was done.
    """
    with transaction.atomic():
        administrators = User.objects.administrators()
        were = list(administrators.order_by("pk").select_for_update().values_list("pk", flat=True))
        yield
        if were and not administrators.exists():
            raise NotPossible("Nobody would be left who may administer this instance. Nothing was changed.")
