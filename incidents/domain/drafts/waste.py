"""Drafts that are discarded: they can be had back for a while, and are deleted then."""

from datetime import datetime, timedelta

from incidents.errors import NotPossible
from incidents.models import Draft

KEPT_FOR = timedelta(days=30)


def discard(*, draft: Draft, now: datetime) -> None:
    """Raises `NotPossible` where it is discarded already."""
    if not Draft.objects.filter(pk=draft.pk).open().update(discarded_at=now):
        raise NotPossible("This draft is discarded already.")


def restore(*, draft: Draft) -> None:
    """Raises `NotPossible` where it is open or deleted."""
    if not Draft.objects.filter(pk=draft.pk, discarded_at__isnull=False).update(discarded_at=None):
        raise NotPossible("This draft is not discarded.")


def forget(*, now: datetime) -> int:
    """Deletes those that were discarded too long ago; returns how many."""
    number, _ = Draft.objects.discarded_before(now - KEPT_FOR).delete()
    return number
