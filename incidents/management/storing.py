"""What commands say of a database that does not take what they bring."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import Error


@contextmanager
def database_errors_in_one_line(saved: str) -> Iterator[None]:
    """Turns an error of the database into a CommandError that ends with `saved`, which says what is kept."""
    try:
        yield
    except Error as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise CommandError(f"The database refused: {reason.rstrip('.')}. {saved}") from error
