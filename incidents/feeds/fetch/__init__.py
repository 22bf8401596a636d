"""Fetches a feed over HTTP from the public internet, and says why where it does not."""

import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import Message
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import httpcore
import idna
from msgspec import Struct

from incidents.feeds.fetch import body, connection
from incidents.feeds.fetch.connection import CheckedBackend, Deadline, Resolver, system_resolver
from incidents.feeds.fetch.outcomes import (
    Fetched,
    FetchFailed,
    NotModified,
    Unavailable,
    Validators,
    of_status,
)
from incidents.feeds.fetch.policy import AddressPolicy, public_only

__all__ = [
    "FetchFailed",
    "FetchLimits",
    "Fetched",
    "Network",
    "NotModified",
    "Validators",
    "fetch",
    "host_key",
]

PORTS = {"http": 80, "https": 443}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
AGENT = "Soundings (reads lists of failure stories)"
ACCEPTED = "application/feed+json, application/atom+xml, application/rss+xml, text/markdown, */*;q=0.5"
IN_TARGET = "!$%&'()*+,;=:@/?-._~[]"


class FetchLimits(Struct, frozen=True):
    """`seconds` is for everything, redirects included; `bytes` for the body, as it came and unpacked."""

    bytes: int = 20 * 2**20
    seconds: float = 60
    redirects: int = 5


USUAL = FetchLimits()
NOTHING_KNOWN = Validators()


class Network(Struct, frozen=True, kw_only=True):
    """What requests are made with. Nothing but this parameter opens other addresses."""

    clock: Callable[[], float]
    now: datetime
    allows: AddressPolicy = public_only
    resolve: Resolver = system_resolver
    tls: ssl.SSLContext | None = None


class _Target(NamedTuple):
    scheme: str
    host: str
    port: int
    target: str
    address: str


class _Answer(Struct):
    status: int
    headers: dict[str, str]
    body: bytes


def host_key(address: str) -> str:
    """What requests to one host have in common, such as `example.org`. Raises ValueError for no address."""
    try:
        return _target(address).host
    except Unavailable as failed:
        raise ValueError(failed.message) from None


def fetch(
    address: str, *, network: Network, validators: Validators = NOTHING_KNOWN, limits: FetchLimits = USUAL
) -> Fetched | NotModified | FetchFailed:
    deadline = Deadline(network.clock, limits.seconds)
    here, is_permanent = address, True
    try:
        for _ in range(limits.redirects + 1):
            target = _target(here)
            # Another host is not told which version of somebody else's file is known here.
            known = validators if here == address else NOTHING_KNOWN
            answer = _ask(target, known, network, deadline, limits)
            if answer.status not in REDIRECTS:
                moved_to = here if here != address and is_permanent else None
                return _outcome(answer, here, moved_to, known, network.now)
            is_permanent = is_permanent and answer.status in PERMANENT
            here = _next(target, answer.headers.get("location", ""))
        raise Unavailable("bad_redirect", f"{address} redirects more than {limits.redirects} times.")
    except Unavailable as failed:
        return FetchFailed(kind=failed.kind, message=failed.message, address=here)


def _target(address: str) -> _Target:
    """Raises `Unavailable` for what is no address that can be asked."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        raise Unavailable("refused", f"“{address[:200]}” is no address.") from None
    if parts.scheme not in PORTS:
        raise Unavailable("refused", f"“{address[:200]}” has to begin with http:// or https://.")
    if parts.username is not None or parts.password is not None:
        raise Unavailable("refused", "The address holds a user name or password; write it without.")
    host = parts.hostname or ""
    try:
        host = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        host = ""
    if not host or len(host) > 253 or not host.isprintable() or any(sign in host for sign in " %<>\\^|`"):
        raise Unavailable("refused", f"“{address[:200]}” names no server.")
    target = quote(parts.path or "/", safe=IN_TARGET, errors="replace") + (
        f"?{quote(parts.query, safe=IN_TARGET, errors='replace')}" if parts.query else ""
    )
    return _Target(parts.scheme, host, port or PORTS[parts.scheme], target, address)


def _next(target: _Target, location: str) -> str:
    """Where a redirect leads. Raises `Unavailable`."""
    if not location:
        raise Unavailable("bad_redirect", f"{target.address} redirects and does not say where to.")
    try:
        address = urljoin(target.address, location)
    except ValueError:
        raise Unavailable("bad_redirect", f"{target.address} redirects to what is no address.") from None
    if target.scheme == "https" and address.lower().startswith("http:"):
        raise Unavailable("bad_redirect", f"{target.address} redirects from https to http ({address[:200]}).")
    return address


def _ask(
    target: _Target, known: Validators, network: Network, deadline: Deadline, limits: FetchLimits
) -> _Answer:
    """One request. Raises `Unavailable`."""
    url = httpcore.URL(
        scheme=target.scheme.encode(),
        host=target.host.encode(),
        port=target.port,
        target=target.target.encode(),
    )
    tls = network.tls or ssl.create_default_context()
    try:
        addresses = connection.checked(
            target.host, target.port, resolve=network.resolve, allows=network.allows, deadline=deadline
        )
        backend = CheckedBackend(addresses, deadline)
        with (
            httpcore.HTTPConnection(url.origin, ssl_context=tls, network_backend=backend) as connected,
            connected.stream("GET", url, headers=list(_headers(target, known).items())) as response,
        ):
            headers = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
            }
            is_read = response.status == 200
            chunks = response.iter_stream() if is_read else ()
            read = body.read(
                chunks, headers.get("content-encoding", "") if is_read else "", most=limits.bytes
            )
            return _Answer(response.status, headers, read)
    except httpcore.TimeoutException:
        message = f"{target.address} took longer than {limits.seconds:g} seconds."
        raise Unavailable("too_slow", message) from None
    except httpcore.NetworkError as error:
        raise _unreachable(target, error) from None
    except httpcore.ProtocolError as error:
        said = str(error)[:120]
        raise Unavailable("bad_answer", f"{target.address} does not answer as HTTP asks: {said}.") from None


def _unreachable(target: _Target, error: Exception) -> Unavailable:
    cause = error.__context__
    if isinstance(cause, ssl.SSLError):
        said = getattr(cause, "verify_message", "") or cause.reason or "the handshake failed"
        return Unavailable("tls", f"The certificate or encryption of {target.host} is refused: {said}.")
    return Unavailable("unreachable", f"{target.host} cannot be reached: {str(error)[:120] or 'no answer'}.")


def _headers(target: _Target, known: Validators) -> dict[str, str]:
    shown = f"[{target.host}]" if ":" in target.host else target.host
    host = shown if target.port == PORTS[target.scheme] else f"{shown}:{target.port}"
    headers = {"Host": host, "User-Agent": AGENT, "Accept": ACCEPTED, "Accept-Encoding": "gzip"}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers | {"Connection": "close"}


def _outcome(
    answer: _Answer, address: str, moved_to: str | None, known: Validators, now: datetime
) -> Fetched | NotModified | FetchFailed:
    if answer.status == 304 and known != NOTHING_KNOWN:
        return NotModified(address=address)
    if answer.status != 200:
        return of_status(answer.status, address, answer.headers.get("retry-after", ""), now)
    described = Message()
    described["content-type"] = answer.headers.get("content-type", "")
    charset = described.get_param("charset")
    return Fetched(
        body=answer.body,
        address=address,
        moved_to=moved_to,
        validators=Validators(answer.headers.get("etag"), answer.headers.get("last-modified")),
        media_type=described.get_content_type() if described["content-type"] else "",
        charset=charset if isinstance(charset, str) else None,
    )
