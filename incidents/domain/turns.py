"""Saves take turns: names, references and circles are checked across all stories, and stay as checked."""

from django.db import connection

SAVING = 5_190_417
"""Key of the advisory lock; any number nobody else uses."""


def take() -> None:
    """Waits for the save that is under way. Lasts until the transaction ends; safe to repeat within it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SAVING])
