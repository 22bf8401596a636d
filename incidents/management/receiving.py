"""What a command is to read: an address, a file or a folder."""

import time
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from incidents.errors import Refused
from incidents.feeds import fetch, files
from incidents.feeds.fetch import Fetched, FetchFailed, NotModified
from incidents.feeds.received import Received

NOTHING = 2
"""The exit status where nothing could be read."""


def received(place: str, *, folder: str) -> Received:
    """Raises `CommandError` with what is wrong."""
    if "://" in place:
        return _fetched(place, folder)
    try:
        return files.received(Path(place), folder=folder)
    except OSError as error:
        raise CommandError(f"{place}: {error.strerror}", returncode=NOTHING) from None
    except Refused as error:
        raise CommandError(f"{place} {error.faults[0].message}.", returncode=NOTHING) from None


def _fetched(address: str, folder: str) -> Received:
    outcome = fetch.fetch(address, network=fetch.Network(clock=time.monotonic, now=timezone.now()))
    match outcome:
        case Fetched():
            return Received(
                data=outcome.body, address=outcome.address, charset=outcome.charset, folder=folder
            )
        case FetchFailed():
            later = f" It wants to be asked again in {outcome.wait} seconds." if outcome.wait else ""
            raise CommandError(f"{outcome.message}{later}", returncode=NOTHING)
        case NotModified():
            raise CommandError(f"{address} says that nothing has changed.", returncode=NOTHING)
