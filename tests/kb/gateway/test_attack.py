"""A real web server, in both modes, under clients that send half of a request."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from kb.local import supervisor
from kb.local.address import Address
from kb.local.processes import Program

ROOT = Path(__file__).resolve().parents[3]
BOUND = 60.0
"""Seconds after which a test has failed."""
SOCKETS = 200
PLACES = ("/api/v1/lint", "/lint", "/sign-in")
LIMIT = 5 * 2**20
DEVELOPMENT = {"SOUNDINGS_PRODUCTION": "off"}
PRODUCTION = {
    "SOUNDINGS_PRODUCTION": "on",
    "SECRET_KEY": "only for this test, and long enough to be accepted " * 2,
    "SOUNDINGS_HOSTS": "localhost",
    "SOUNDINGS_URL": "https://localhost",
    "SOUNDINGS_TRUST_PROXY": "on",
}
HEAD = (
    "{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n"
    "Content-Type: text/plain\r\n{headers}\r\n"
)


def head(method: str, path: str, *headers: str) -> bytes:
    lines = "".join(f"{header}\r\n" for header in headers)
    return HEAD.format(method=method, path=path, headers=lines).encode()


class Served:
    def __init__(self, address: Address) -> None:
        self.address = address

    def connected(self) -> socket.socket:
        return socket.create_connection((self.address.host, self.address.port), timeout=BOUND)

    def sends(self, data: bytes) -> bytes:
        """Everything that comes back until the server closes the connection."""
        with self.connected() as client:
            client.sendall(data)
            return rest(client)

    def asks(self, path: str) -> int:
        client = HTTPConnection(self.address.host, self.address.port, timeout=BOUND)
        with closing(client):
            client.request("GET", path, headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
            response = client.getresponse()
            response.read()
            return response.status


def rest(client: socket.socket) -> bytes:
    received = b""
    while chunk := client.recv(65_536):
        received += chunk
    return received


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    name = f"gateway_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    address = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        for command in ("migrate", "createcachetable"):
            subprocess.run(
                [sys.executable, "manage.py", command, "--verbosity", "0"],
                cwd=ROOT,
                env=os.environ | {"DATABASE_URL": address},
                check=True,
            )
        yield address
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module", params=[DEVELOPMENT, PRODUCTION], ids=["development", "production"])
def served(
    request: pytest.FixtureRequest, database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        address = Address("127.0.0.1", probe.getsockname()[1])
    web = supervisor.web(address)
    var = tmp_path_factory.mktemp("served")
    (var / "static").mkdir()
    own = {"DATABASE_URL": database, "SOUNDINGS_VAR": str(var), "SOUNDINGS_BODY_SECONDS": "3"}
    program = Program(
        web.name,
        [*web.command[:-1], "tests.kb.gateway.site:application"],
        environment={**(web.environment or os.environ), **own, **request.param},
    )
    program.start()
    try:
        deadline = time.monotonic() + BOUND
        while not address.answers():
            assert program.exit_code() is None, "The server ended; its last words are above."
            assert time.monotonic() < deadline, "The server does not answer."
            time.sleep(0.1)
        yield Served(address)
    finally:
        program.stop()


def test_half_sent_bodies_hold_up_nobody_and_are_refused(served: Served) -> None:
    with ExitStack() as stack:
        clients = []
        for number in range(SOCKETS):
            client = stack.enter_context(served.connected())
            client.sendall(head("POST", PLACES[number % len(PLACES)], "Content-Length: 1000") + b"kind: ")
            clients.append(client)
        assert [served.asks(path) for path in ("/", "/stories/", "/api/v1/stories") * 5] == [200] * 15
        answers = [rest(client) for client in clients]
    assert {status(answer) for answer in answers} == {408}
    assert b"application/problem+json" in answers[0]
    assert b"Please send it again" in answers[1]


def test_a_body_that_drips_is_refused(served: Served) -> None:
    with served.connected() as client:
        client.sendall(head("POST", "/api/v1/lint", "Content-Length: 100000"))
        client.settimeout(0.1)
        deadline, answer = time.monotonic() + BOUND, b""
        while not answer and time.monotonic() < deadline:
            client.send(b"x")
            try:
                answer = client.recv(65_536)
            except TimeoutError:
                continue
    assert status(answer) == 408


def test_chunks_without_end_are_counted(served: Served) -> None:
    with served.connected() as client:
        client.sendall(head("POST", "/api/v1/lint", "Transfer-Encoding: chunked"))
        answer = b""
        with suppress(OSError):  # a refusal on its way may be lost with what was not read
            for _ in range(20 * LIMIT // 2**16):  # more than both sides keep on the way
                client.sendall(b"10000\r\n" + b"x" * 2**16 + b"\r\n")
            pytest.fail("The server takes twenty times its limit.")
        with suppress(OSError):
            answer = rest(client)
    assert not answer or status(answer) == 413


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(served: Served) -> None:
    answer = served.sends(head("POST", "/api/v1/lint", f"Content-Length: {LIMIT + 1}"))
    assert (status(answer), json.loads(answer.partition(b"\r\n\r\n")[2])["title"]) == (
        413,
        "The body is too large",
    )


def test_chunks_that_are_none_are_refused(served: Served) -> None:
    answer = served.sends(
        head("POST", "/api/v1/lint", "Transfer-Encoding: chunked") + b"zz\r\nkind: Pod\r\n0\r\n\r\n"
    )
    assert status(answer) == 400


@pytest.mark.parametrize(
    "body",
    [("Content-Length: 9", b"kind: Pod"), ("Transfer-Encoding: chunked", b"9\r\nkind: Pod\r\n0\r\n\r\n")],
    ids=["length", "chunked"],
)
def test_what_follows_a_body_is_the_next_request(served: Served, body: tuple[str, bytes]) -> None:
    told, sent = body
    answer = served.sends(
        head("POST", "/api/v1/lint", told) + sent + head("GET", "/api/v1/nowhere", "Connection: close")
    )
    assert re.findall(rb"HTTP/1.1 (\d+) ", answer) == [b"200", b"404"]


def test_a_head_request_and_an_unchanged_answer_have_no_body(served: Served) -> None:
    answer = served.sends(head("HEAD", "/about", "Connection: close"))
    assert (status(answer), answer.partition(b"\r\n\r\n")[2]) == (200, b"")
    found = re.search(rb"etag: (\S+)", served.sends(head("GET", "/api/v1/", "Connection: close")))
    assert found
    unchanged = served.sends(
        head("GET", "/api/v1/", f"If-None-Match: {found[1].decode()}", "Connection: close")
    )
    assert (status(unchanged), unchanged.partition(b"\r\n\r\n")[2]) == (304, b"")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_probes_ask_by_address_without_tls(served: Served, path: str, method: str) -> None:
    """As a load balancer does: it knows neither the name of the site nor the headers of the proxy."""
    asked = f"{method} {path} HTTP/1.1\r\nHost: 192.0.2.7:8000\r\nConnection: close\r\n\r\n"
    answer = served.sends(asked.encode())
    assert status(answer) == 200, answer
    assert (b'": true' in answer) is (method == "GET")


def test_probes_are_answered_while_every_thread_is_taken(served: Served) -> None:
    began = time.monotonic()
    with ThreadPoolExecutor(40) as readers:
        asked = [readers.submit(served.asks, "/stories/?q=pod") for _ in range(200)]
        probe = served.asks("/healthz")
        waited = time.monotonic() - began
        assert probe == 200
        assert {one.result() for one in asked} == {200}
    assert waited < time.monotonic() - began


def test_a_client_that_goes_leaves_nothing_behind(served: Served) -> None:
    for _ in range(20):
        with served.connected() as client:
            client.sendall(head("GET", "/stories/"))
        with served.connected() as client:
            client.sendall(head("POST", "/lint", "Content-Length: 1000") + b"kind: ")
    assert served.asks("/stories/") == 200
