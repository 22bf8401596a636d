import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from kb.local.address import Address, AddressError


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_named_with_a_way_out(taken: int) -> None:
    with pytest.raises(AddressError, match=rf"port {taken}: .*in use.*PORT={taken + 1} ./run"):
        Address("127.0.0.1", taken).check_is_free()


@pytest.mark.parametrize("host", ["127.0.0.1", "::", "localhost"])
def test_a_free_port_is_fine(host: str) -> None:
    Address(host, 0).check_is_free()


def test_a_port_that_cannot_be_and_a_host_that_is_not_here_are_told() -> None:
    for address in (Address("127.0.0.1", 99_999), Address("192.0.2.1", 8000)):
        with pytest.raises(AddressError, match=f"Cannot listen on {address.host} port {address.port}"):
            address.check_is_free()


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://localhost:8000"),
        ("::", "http://localhost:8000"),
        ("kb.example", "http://kb.example:8000"),
    ],
)
def test_the_address_shown_can_be_opened(host: str, shown: str) -> None:
    assert str(Address(host, 8000)) == shown


def test_an_answer_is_an_answer_even_if_it_refuses() -> None:
    class Refusing(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_error(404)

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing to say."""

    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        assert Address("127.0.0.1", server.server_port).answers()
        thread.join()


def test_it_asks_for_the_host_it_is_told_of() -> None:
    asked: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            asked.append(self.headers["Host"])
            self.send_error(404)

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing to say."""

    with HTTPServer(("127.0.0.1", 0), Noting) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        Address("127.0.0.1", server.server_port).answers("soundings.example")
        thread.join()
    assert asked == ["soundings.example"]


def test_nobody_there_is_no_answer(taken: int) -> None:
    assert not Address("127.0.0.1", 1).answers()
