"""Connections to an address that was checked, which end when the time is over.

A name is resolved once. The connection goes to what was checked, so DNS cannot change in between; the
certificate, SNI and `Host` are those of the name.
"""

import socket
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from ipaddress import ip_address
from ssl import SSLContext
from threading import Thread

import httpcore
from httpcore import SOCKET_OPTION, NetworkBackend, NetworkStream, SyncBackend

from incidents.feeds.fetch.outcomes import Unavailable
from incidents.feeds.fetch.policy import AddressPolicy, Ip

Resolver = Callable[[str, int], list[str]]
TRIED = 4
"""Addresses of a name."""


class Deadline:
    """Seconds that are left of a request; raises the errors of httpcore once there are none."""

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def left(self, timeout: float | None, error: type[httpcore.TimeoutException]) -> float:
        left = self._end - self._clock()
        if left <= 0:
            raise error("the time is over")
        return left if timeout is None else min(left, timeout)


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses of a name as this machine knows them. Raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def checked(
    host: str, port: int, *, resolve: Resolver, allows: AddressPolicy, deadline: Deadline
) -> list[Ip]:
    """The addresses of a host. Raises `Unavailable` if it has none, or one that may not be asked.

    Raises the error of `deadline` where the look-up takes too long.
    """
    _check_form(host)
    try:
        named = _in_time(lambda: resolve(host, port), deadline)
        addresses = [ip_address(one) for one in named]
    except (OSError, UnicodeError, ValueError):
        raise Unavailable("unreachable", f"The name {host} is not known.") from None
    if not addresses:
        raise Unavailable("unreachable", f"The name {host} has no address.")
    for address in addresses:
        if what := allows(address):
            raise Unavailable(
                "refused", f"{host} is {address}, {what}; feeds are fetched from the public internet."
            )
    return addresses[:TRIED]


def _in_time(look_up: Callable[[], list[str]], deadline: Deadline) -> list[str]:
    """What a look-up finds. One that takes too long cannot be ended: its thread is left alone."""
    found: Future[list[str]] = Future()

    def run() -> None:
        try:
            found.set_result(look_up())
        except (OSError, ValueError) as error:
            found.set_exception(error)

    Thread(target=run, name="look-up of a name", daemon=True).start()
    try:
        return found.result(deadline.left(None, httpcore.ConnectTimeout))
    except TimeoutError:
        if found.done():
            raise
        raise httpcore.ConnectTimeout("the time is over") from None


def _check_form(host: str) -> None:
    """Numbers that a resolver takes for an address, such as 2130706433, 0x7f.1 or 0177.0.0.1."""
    last = host.rpartition(".")[2].lower()
    if ":" in host or not (last.isdigit() or last.startswith("0x")):
        return
    try:
        ip_address(host)
    except ValueError:
        raise Unavailable(
            "refused", f"{host} is a number and no name; write the name of the server."
        ) from None


class CheckedBackend(NetworkBackend):
    """Connects to the addresses that were checked, whatever the name means by now."""

    def __init__(self, addresses: list[Ip], deadline: Deadline) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._backend = SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        failed: Exception = httpcore.ConnectError("no address")
        for address in self._addresses:
            left = self._deadline.left(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._backend.connect_tcp(str(address), port, left, local_address, socket_options)
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed


class _TimedStream(NetworkStream):
    """A slow server gets what is left of the time, not a timeout for each byte."""

    def __init__(self, stream: NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
