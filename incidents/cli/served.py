"""Fetches the bundle of a server, once per command, so that it is never stale."""

import os
import re
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import BaseHandler, Request, build_opener

from incidents.cli.outcome import CommandFailed

VARIABLE = "SOUNDINGS_TOKEN"
"""Of the environment, and never an argument: other users of a machine see arguments."""
PRINTABLE = re.compile("[!-~]*")
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
    opener = build_opener(TokenHandler((parts.scheme, parts.netloc)))
    try:
        with opener.open(address, timeout=TIMEOUT) as response:
            found: bytes = response.read(MAX_BYTES + 1)
    except HTTPError as error:
        raise CommandFailed(f"{address} answers {error.code} {error.reason}: {ADVICE}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise CommandFailed(f"{address} cannot be read: {error}; {ADVICE}") from None
    if len(found) > MAX_BYTES:
        raise CommandFailed(f"{address} answers with more than {MAX_BYTES // 2**20} MiB, which is no bundle")
    return found


class TokenHandler(BaseHandler):
    """Sends the token of the environment to the server that was named, and to no other it redirects to."""

    def __init__(self, origin: tuple[str, str]) -> None:
        self.origin = origin
        self.token = os.environ.get(VARIABLE, "").strip()
        if not PRINTABLE.fullmatch(self.token):
            raise CommandFailed(f"What {VARIABLE} holds is no token")

    def http_request(self, request: Request) -> Request:
        if self.token and (request.type, request.host) == self.origin:
            request.add_unredirected_header("Authorization", f"Bearer {self.token}")
        return request

    https_request = http_request


ADVICE = "without --server, the rules that came with the package are used"
