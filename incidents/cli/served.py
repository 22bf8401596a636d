"""Fetches the bundle of a server, once per command, so that it is never stale."""

from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import build_opener

from incidents.cli.outcome import CommandFailed

BUNDLE = "/api/v1/export/bundle.json"
TIMEOUT = 20
"""Seconds without a response."""
MAX_BYTES = 64 * 2**20
"""The bundle of two hundred rules has less than one MiB."""


def fetch(server: str) -> bytes:
    """The bundle of a server such as `https://soundings.example.org`. Raises `CommandFailed`."""
    parts = urlsplit(server)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise CommandFailed(
            f"{server} is not the address of a server; write one such as https://soundings.example.org"
        )
    address = server.rstrip("/") + BUNDLE
    try:
        with build_opener().open(address, timeout=TIMEOUT) as response:
            found: bytes = response.read(MAX_BYTES + 1)
    except HTTPError as error:
        raise CommandFailed(f"{address} answers {error.code} {error.reason}: {ADVICE}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise CommandFailed(f"{address} cannot be read: {error}; {ADVICE}") from None
    if len(found) > MAX_BYTES:
        raise CommandFailed(f"{address} answers with more than {MAX_BYTES // 2**20} MiB, which is no bundle")
    return found


ADVICE = "without --server, the rules that came with the package are used"
