import gzip
import socket
import threading
import time
import zlib

import msgspec
import pytest

from incidents.feeds.fetch import (
    Fetched,
    FetchFailed,
    FetchLimits,
    NotModified,
    Validators,
    fetch,
)
from tests.feeds.fetch.servers import Handler, answer, network, serving


def sends(*parts: bytes, pause: float = 0) -> Handler:
    def handle(connection: socket.socket, asked: str) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)

    return handle


def fetched(handle: Handler, path: str = "/list.md", **more: object) -> Fetched | NotModified | FetchFailed:
    with serving(handle) as port:
        return fetch(f"http://harbour.example:{port}{path}", network=network(), **more)


def failed(handle: Handler, **more: object) -> FetchFailed:
    outcome = fetched(handle, **more)
    assert isinstance(outcome, FetchFailed), outcome
    return outcome


def test_a_feed_is_fetched_with_what_tells_its_version():
    asked: list[str] = []

    def handle(connection: socket.socket, request: str) -> None:
        asked.append(request)
        kind = "text/markdown; charset=ISO-8859-1"
        connection.sendall(
            answer("200 OK", b"# List", ETag='"1"', Last_Modified="yesterday", Content_Type=kind)
        )

    outcome = fetched(handle, "/the list?ü=1#part")
    assert isinstance(outcome, Fetched)
    assert (outcome.body, outcome.media_type, outcome.charset) == (b"# List", "text/markdown", "ISO-8859-1")
    assert outcome.validators == Validators('"1"', "yesterday")
    assert outcome.moved_to is None
    lines = asked[0].split("\r\n")
    assert lines[0] == "GET /the%20list?%C3%BC=1 HTTP/1.1"
    assert any(line.startswith("Host: harbour.example:") for line in lines)


def test_what_has_not_changed_is_not_sent_again():
    def handle(connection: socket.socket, request: str) -> None:
        assert 'If-None-Match: "1"' in request
        assert "If-Modified-Since: yesterday" in request
        connection.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n")

    assert isinstance(fetched(handle, validators=Validators('"1"', "yesterday")), NotModified)


def test_an_answer_that_nothing_has_changed_needs_a_question():
    assert failed(sends(b"HTTP/1.1 304 Not Modified\r\n\r\n")).kind == "bad_answer"


@pytest.mark.parametrize(
    ("status", "kind", "may_pass"),
    [
        (404, "not_found", False),
        (410, "gone", False),
        (401, "denied", False),
        (403, "denied", False),
        (429, "too_many", True),
        (500, "server_error", True),
        (503, "server_error", True),
        (204, "bad_answer", False),
        (418, "bad_answer", False),
    ],
)
def test_other_answers_are_failures_with_a_sentence(status, kind, may_pass):
    outcome = failed(sends(answer(f"{status} No")))
    assert (outcome.kind, outcome.status, outcome.may_pass) == (kind, status, may_pass)
    assert outcome.message.startswith("http://harbour.example:")
    assert outcome.message.endswith(f"(HTTP {status}).")


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", 120),
        ("Thu, 01 Jan 2026 00:02:00 GMT", 120),
        ("Wed, 31 Dec 2025 00:00:00 GMT", 0),
        ("99999999999999", 604_800),
        ("-5", None),
        ("soon", None),
    ],
)
def test_a_server_says_when_it_wants_to_be_asked_again(said, wait):
    assert failed(sends(answer("429 Too Many", Retry_After=said))).wait == wait


def test_redirects_are_followed_and_permanent_ones_remembered():
    def handle(connection: socket.socket, request: str) -> None:
        path = request.split()[1]
        places = {"/a": ("301 Moved", "/b"), "/b": ("308 Moved", "c"), "/t": ("302 Found", "/c")}
        if path in places:
            status, location = places[path]
            connection.sendall(answer(status, Location=location))
        else:
            assert "If-None-Match" not in request, "another address has another version"
            connection.sendall(answer("200 OK", b"here"))

    with serving(handle) as port:
        moved = fetch(f"http://h.example:{port}/a", network=network(), validators=Validators('"1"'))
        passing = fetch(f"http://h.example:{port}/t", network=network())
    assert isinstance(moved, Fetched)
    assert isinstance(passing, Fetched)
    assert (moved.body, moved.moved_to) == (b"here", f"http://h.example:{port}/c")
    assert (passing.address, passing.moved_to) == (f"http://h.example:{port}/c", None)


def test_an_endless_redirect_ends():
    outcome = failed(sends(answer("302 Found", Location="/list.md")))
    assert (outcome.kind, "more than 5 times" in outcome.message) == ("bad_redirect", True)


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("http://10.0.0.1/", "refused"),
        ("http://169.254.169.254/latest/meta-data/", "refused"),
        ("file:///etc/passwd", "refused"),
        ("gopher://h.example/", "refused"),
        ("http://me:secret@h.example/", "refused"),
        ("http://[::1", "bad_redirect"),
        ("", "bad_redirect"),
    ],
)
def test_each_redirect_is_checked_like_the_first_address(location, kind):
    def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1" if host.endswith(".example") else host]

    with serving(sends(answer("302 Found", Location=location))) as port:
        only_names = network()
        only_names = type(only_names)(
            clock=only_names.clock, now=only_names.now, allows=only_names.allows, resolve=resolve
        )
        outcome = fetch(f"http://h.example:{port}/", network=only_names)
    assert isinstance(outcome, FetchFailed)
    assert outcome.kind == kind


def test_a_name_is_resolved_once_for_each_request():
    """What a name means later does not matter: the connection goes to what was checked."""
    meanings = iter([["127.0.0.1"], ["10.0.0.1"]])
    with serving(sends(answer("200 OK", b"here"))) as port:
        usual = network()
        changing = type(usual)(
            clock=usual.clock, now=usual.now, allows=usual.allows, resolve=lambda host, port: next(meanings)
        )
        first = fetch(f"http://h.example:{port}/", network=changing)
        second = fetch(f"http://h.example:{port}/", network=changing)
    assert isinstance(first, Fetched)
    assert isinstance(second, FetchFailed)
    assert second.kind == "refused"


SMALL = FetchLimits(bytes=10_000, seconds=5)


def test_a_body_without_end_is_cut_off():
    endless = sends(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 1_000] * 100)
    assert failed(endless, limits=SMALL).kind == "too_large"
    chunked = sends(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *[b"3e8\r\n" + b"x" * 1_000 + b"\r\n"] * 99
    )
    assert failed(chunked, limits=SMALL).kind == "too_large"


def test_a_bomb_is_not_unpacked():
    bomb = gzip.compress(b"\0" * 5_000_000)
    assert len(bomb) < SMALL.bytes
    assert failed(sends(answer("200 OK", bomb, Content_Encoding="gzip")), limits=SMALL).kind == "too_large"


@pytest.mark.parametrize(
    ("body", "encoding", "says"),
    [
        (b"brotli?", "br", "compressed as br"),
        (gzip.compress(gzip.compress(b"x")), "gzip, gzip", "compressed as gzip, gzip"),
        (b"no gzip at all", "gzip", "says it is gzip"),
        (gzip.compress(b"x" * 1_000)[:-9], "gzip", "ends in the middle"),
        (zlib.compress(b"x"), "deflate", "compressed as deflate"),
    ],
    ids=["brotli", "twice", "not at all", "cut off", "deflate"],
)
def test_what_is_compressed_otherwise_is_refused(body, encoding, says):
    outcome = failed(sends(answer("200 OK", body, Content_Encoding=encoding)))
    assert outcome.kind == "bad_answer"
    assert says in outcome.message


def test_gzip_is_unpacked():
    outcome = fetched(sends(answer("200 OK", gzip.compress(b"# List"), Content_Encoding="gzip")))
    assert isinstance(outcome, Fetched)
    assert outcome.body == b"# List"


QUICK = FetchLimits(seconds=0.4)


@pytest.mark.parametrize(
    "handle",
    [
        sends(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 30, pause=0.1),
        sends(b"HTTP/1.1 200 OK\r\n", *[b"A: b\r\n"] * 30, pause=0.1),
        sends(*[b"HTTP/1.1 100 Continue\r\n\r\n"] * 30, pause=0.1),
        lambda connection, asked: time.sleep(2),
    ],
    ids=["body", "headers", "continue", "silence"],
)
def test_drops_that_come_slowly_end_with_the_time(handle):
    outcome = failed(handle, limits=QUICK)
    assert (outcome.kind, outcome.may_pass) == ("too_slow", True)
    assert "took longer than 0.4 seconds" in outcome.message


@pytest.mark.parametrize(
    ("handle", "kind"),
    [
        (sends(b"SSH-2.0-OpenSSH\r\n\r\n"), "bad_answer"),
        (sends(b"HTTP/1.1 200 OK\r\n" + b"A: " + b"b" * 300_000 + b"\r\n\r\n"), "bad_answer"),
        (sends(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"), "bad_answer"),
        (sends(), "bad_answer"),
    ],
    ids=["another protocol", "a large header", "a short body", "nothing"],
)
def test_what_is_no_http_is_a_failure(handle, kind):
    assert failed(handle).kind in {kind, "unreachable"}


def test_a_port_that_nobody_listens_on_may_be_served_later():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    outcome = fetch(f"http://h.example:{port}/", network=network())
    assert isinstance(outcome, FetchFailed)
    assert (outcome.kind, outcome.may_pass) == ("unreachable", True)


def test_a_name_that_is_looked_up_for_too_long_is_given_up():
    over = threading.Event()

    def never(host: str, port: int) -> list[str]:
        over.wait(30)
        return ["127.0.0.1"]

    there = msgspec.structs.replace(network(), resolve=never)
    outcome = fetch("http://harbour.example/list.md", network=there, limits=FetchLimits(seconds=0.2))
    over.set()
    assert isinstance(outcome, FetchFailed)
    assert (outcome.kind, outcome.may_pass) == ("too_slow", True)
