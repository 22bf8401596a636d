"""The bundle of a server, fetched anew for each command: never older than what the server has."""

from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import build_opener

from incidents.cli.outcome import CommandFailed

BUNDLE = "/api/v1/export/bundle.json"
TIMEOUT = 20
"""Seconds without an answer."""
MOST = 64 * 2**20
"""Bytes; the bundle of two hundred rules has less than one MiB."""


def fetch(server: str) -> bytes:
    """`server`: such as `https://soundings.example.org`. Raises `CommandFailed`."""
    parts = urlsplit(server)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise CommandFailed(
            f"{server} is no address of a server; write one such as https://soundings.example.org"
        )
    address = server.rstrip("/") + BUNDLE
    try:
        with build_opener().open(address, timeout=TIMEOUT) as answer:
            found: bytes = answer.read(MOST + 1)
    except HTTPError as error:
        raise CommandFailed(f"{address} answers {error.code} {error.reason}: {ADVICE}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise CommandFailed(f"{address} cannot be read: {error}; {ADVICE}") from None
    if len(found) > MOST:
        raise CommandFailed(f"{address} answers with more than {MOST // 2**20} MiB: that is no bundle")
    return found


ADVICE = "without --server, the rules that came with the package are used"
