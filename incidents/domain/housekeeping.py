"""Deletion of rows that have expired."""

from datetime import datetime

from incidents.models import Session


def clear_sessions(*, now: datetime) -> None:
    """Drops expired sessions."""
    Session.objects.filter(expire_date__lte=now).delete()
