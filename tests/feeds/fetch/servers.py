"""Servers on this machine that answer as a test says, byte by byte."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from incidents.feeds.fetch import Network
from incidents.feeds.fetch.policy import Ip

Handler = Callable[[socket.socket, str], None]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""What requests see as the present."""


def this_machine(address: Ip) -> str | None:
    """The policy of tests: this machine and no other."""
    return None if address.is_loopback else "not this machine"


def everywhere(host: str, port: int) -> list[str]:
    """The resolver of tests: every name is this machine."""
    return ["127.0.0.1"]


def network(tls: ssl.SSLContext | None = None) -> Network:
    return Network(clock=time.monotonic, now=NOW, allows=this_machine, resolve=everywhere, tls=tls)


def answer(status: str, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode("latin-1") + body


@contextmanager
def serving(handle: Handler, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """The port of a server that hands each connection, and what was asked, to `handle`."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        over = threading.Event()
        thread = threading.Thread(target=_accept, args=(listening, handle, tls, over), daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            thread.join(5)


def _accept(
    listening: socket.socket, handle: Handler, tls: ssl.SSLContext | None, over: threading.Event
) -> None:
    while not over.is_set():
        try:
            connection, _ = listening.accept()
        except TimeoutError:
            continue
        connection.settimeout(5)
        try:
            with tls.wrap_socket(connection, server_side=True) if tls else connection as served:
                handle(served, _asked(served))
        except OSError:
            connection.close()  # the client has gone, which is what some tests want


def _asked(connection: socket.socket) -> str:
    asked = b""
    while b"\r\n\r\n" not in asked and (more := connection.recv(4_096)):
        asked += more
    return asked.decode("latin-1")
