"""Requests to a provider: within a time and a size, never redirected."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import SHUT_RDWR, socket
from ssl import create_default_context
from threading import Timer
from time import monotonic
from urllib.parse import urlencode, urlsplit

from incidents.openid import SignOnFailed

CONNECTING = 3.0
WHOLE = 8.0
"""Seconds of one request."""
LARGEST = 512 * 2**10
"""Bytes of an answer."""
PIECE = 16 * 2**10
AGENT = "Soundings"


@dataclass(frozen=True)
class ProviderAnswer:
    status: int
    content: bytes


def fetch(
    address: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> ProviderAnswer:
    """Asks for an address, or sends a form there. Raises `SignOnFailed`.

    `address` is https://, or http:// on this machine: `openid` sees to that.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    ends = monotonic() + WHOLE
    connection = (
        HTTPSConnection(host, parts.port, timeout=CONNECTING, context=create_default_context())
        if parts.scheme == "https"
        else HTTPConnection(host, parts.port, timeout=CONNECTING)
    )
    sent = {"Accept": "application/json", "User-Agent": AGENT, "Connection": "close", **(headers or {})}
    if form is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    ending: Timer | None = None
    try:
        connection.connect()
        ending = _hang_up(connection.sock, ends)
        _wait(connection, ends)
        body = urlencode(form).encode() if form is not None else None
        connection.request("GET" if form is None else "POST", target, body, sent)
        response = connection.getresponse()
        content = _content(connection, response, ends)
    except TimeoutError:
        raise SignOnFailed("unreachable", f"{host} did not answer in time") from None
    except (OSError, HTTPException, ValueError) as error:
        if monotonic() >= ends:
            raise SignOnFailed("unreachable", f"{host} did not answer in time") from None
        raise SignOnFailed("unreachable", f"{host}: {type(error).__name__}: {error}"[:300]) from None
    finally:
        if ending is not None:
            ending.cancel()
        connection.close()
    if 300 <= response.status < 400:
        raise SignOnFailed("answer", f"{host} redirects from {parts.path}, which is not followed")
    return ProviderAnswer(response.status, content)


def _content(connection: HTTPConnection, response: HTTPResponse, ends: float) -> bytes:
    content = bytearray()
    while piece := response.read1(PIECE):
        content += piece
        if len(content) > LARGEST:
            raise SignOnFailed("answer", f"more than {LARGEST} bytes came")
        _wait(connection, ends)
    return bytes(content)


def _hang_up(sock: socket, ends: float) -> Timer:
    """A timeout of a socket begins anew with each byte, so a head that comes byte by byte would never end."""
    timer = Timer(max(ends - monotonic(), 0), _shut, [sock])
    timer.daemon = True
    timer.start()
    return timer


def _shut(sock: socket) -> None:
    with suppress(OSError):  # it is closed already
        sock.shutdown(SHUT_RDWR)


def _wait(connection: HTTPConnection, ends: float) -> None:
    """From now on, the next step may take what is left of the time."""
    left = ends - monotonic()
    if left <= 0:
        raise TimeoutError
    if connection.sock is not None:  # it is let go of once all has come
        connection.sock.settimeout(left)
