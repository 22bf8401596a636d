"""The gateway around small WSGI applications, without a server."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.util import FileWrapper

import pytest
from django.urls import reverse

from kb.gateway import asgi
from kb.gateway.environ import Environ
from kb.gateway.responses import BLOCK
from tests.kb.gateway.calls import CHUNKED, SMALL, Call, ask, gateway, length, run

Start = Callable[..., Any]


def echo(environ: Environ, start: Start) -> Iterable[bytes]:
    """The body that came, and its environment without what is no text."""
    start("200 OK", [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    told = {key: value for key, value in environ.items() if isinstance(value, str)}
    yield json.dumps({"body": environ["wsgi.input"].read().decode(), **told}).encode()


class TestEnvironment:
    def told(self, call: Call) -> Any:
        return json.loads(ask(echo, call).body)

    def test_it_says_who_asks_for_what(self) -> None:
        told = self.told(Call("GET", "/KF-15/caf%C3%A9?q=a%20b"))
        assert told["REQUEST_METHOD"], told["REMOTE_ADDR"] == ("GET", "192.0.2.7")
        assert told["PATH_INFO"] == "/KF-15/café".encode().decode("latin-1")
        assert told["QUERY_STRING"] == "q=a%20b"
        assert (told["wsgi.url_scheme"], told["SERVER_PORT"]) == ("http", "8000")

    def test_headers_that_come_twice_are_joined(self) -> None:
        twice = [(b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"accept", b"text/html"), (b"accept", b"*/*")]
        told = self.told(Call("GET", headers=twice))
        assert (told["HTTP_COOKIE"], told["HTTP_ACCEPT"]) == ("a=1; b=2", "text/html,*/*")

    def test_a_name_with_an_underscore_does_not_pass_for_one_with_a_hyphen(self) -> None:
        told = self.told(Call("GET", headers=[(b"x_forwarded_for", b"10.0.0.1"), (b"x-real", b"1")]))
        assert "HTTP_X_FORWARDED_FOR" not in told
        assert told["HTTP_X_REAL"] == "1"

    def test_a_proxy_header_is_no_variable_of_the_server(self) -> None:
        assert "HTTP_PROXY" not in self.told(Call("GET", headers=[(b"content-type", b"a/b")]))

    def test_text_outside_of_ascii_is_kept(self) -> None:
        told = self.told(Call("GET", headers=[(b"user-agent", "Müller".encode())]))
        assert told["HTTP_USER_AGENT"].encode("latin-1").decode() == "Müller"

    def test_a_body_in_chunks_has_a_length(self) -> None:
        told = self.told(Call(headers=CHUNKED, chunks=[b"kind: ", b"Pod"]))
        assert (told["body"], told["CONTENT_LENGTH"]) == ("kind: Pod", "9")
        assert "HTTP_TRANSFER_ENCODING" not in told


class TestBodies:
    def untouched(self, _environ: Environ, _start: Start) -> Iterable[bytes]:
        raise AssertionError("the application was called")

    @pytest.mark.parametrize("headers", [length(500), CHUNKED], ids=["length", "chunked"])
    def test_one_that_stops_coming_is_refused(self, headers: list[tuple[bytes, bytes]]) -> None:
        call = ask(self.untouched, Call(headers=headers, chunks=[b"kind: "], is_whole=False))
        assert (call.status, call.answered["connection"]) == (408, "close")

    def test_one_that_drips_is_refused(self) -> None:
        call = ask(self.untouched, Call(headers=length(500), chunks=[b"x"] * 400, pause=0.01))
        assert call.status == 408

    def test_one_that_says_it_is_too_large_is_not_read(self) -> None:
        call = Call(headers=length(SMALL.size + 1), chunks=[], is_whole=False)
        assert ask(self.untouched, call).status == 413

    def test_one_that_gets_too_large_is_refused_before_its_end(self) -> None:
        call = Call(headers=CHUNKED, chunks=[b"x" * 100] * 1000, is_whole=False)
        assert ask(self.untouched, call).status == 413

    def test_one_that_breaks_off_is_not_taken_for_whole(self) -> None:
        assert ask(self.untouched, Call(headers=CHUNKED, chunks=[b"kind: ", None])).status == 400

    def test_the_api_says_so_in_its_own_form(self) -> None:
        call = ask(self.untouched, Call(path="/api/v1/lint", headers=length(5000)))
        assert call.answered["content-type"] == "application/problem+json"
        assert json.loads(call.body)["type"].endswith("#too-large")

    def test_pages_say_it_as_a_page(self) -> None:
        call = ask(self.untouched, Call(headers=length(5000)))
        assert call.answered["content-type"] == "text/html; charset=utf-8"
        assert b"That is too large" in call.body

    def test_so_many_at_once_and_pages_go_on(self) -> None:
        async def flood() -> tuple[list[int], int, int]:
            server = gateway(echo)
            half = [Call(headers=length(500), chunks=[b"x"], is_whole=False) for _ in range(5)]
            asked = [asyncio.ensure_future(call.through(server)) for call in half]
            await asyncio.sleep(0)
            page = await Call("GET").through(server)
            await asyncio.gather(*asked)
            after = await Call(headers=length(2), chunks=[b"ok"]).through(server)
            return sorted(call.status for call in half), page.status, after.status

        assert run(flood()) == ([408, 408, 408, 503, 503], 200, 200)

    def test_they_hold_so_many_bytes_together(self) -> None:
        async def flood() -> list[int]:
            server = gateway(echo)
            half = [Call(headers=CHUNKED, chunks=[b"x" * 900], is_whole=False) for _ in range(3)]
            await asyncio.gather(*(call.through(server) for call in half))
            assert (server.bodies.count, server.bodies.size) == (0, 0)
            return sorted(call.status for call in half)

        assert run(flood()) == [408, 408, 503]


class TestLanes:
    @pytest.mark.parametrize(("method", "path"), [("POST", "/lint"), ("GET", "/export/bundle.json")])
    def test_pages_are_read_while_others_take_long(self, method: str, path: str) -> None:
        release = threading.Event()

        def application(environ: Environ, start: Start) -> Iterator[bytes]:
            if environ["PATH_INFO"] == path:
                assert release.wait(20)
            start("200 OK", [])
            yield b"read"

        async def judged() -> tuple[bytes, list[int]]:
            server = gateway(application, waiting=2)
            calls = [Call(method, path) for _ in range(5)]
            slow = [asyncio.ensure_future(call.through(server)) for call in calls]
            await asyncio.sleep(0)
            page = await Call("GET", "/KF-15").through(server)
            release.set()
            await asyncio.gather(*slow)
            return page.body, sorted(call.status for call in calls)

        # One thread, and two that wait for it.
        assert run(judged()) == (b"read", [200, 200, 200, 503, 503])

    def test_a_full_lane_says_when_to_come_again(self) -> None:
        async def refused() -> Call:
            server = gateway(echo)
            server.slow.free = 0
            return await Call(path="/api/v1/lint").through(server)

        call = run(refused())
        assert (call.status, call.answered["retry-after"]) == (503, "5")
        assert json.loads(call.body)["type"].endswith("#busy")


class TestResponses:
    def test_headers_stay_as_they_are(self) -> None:
        (_, cookie, other) = ask(echo, Call("GET")).sent[0]["headers"]
        assert [cookie, other] == [(b"Set-Cookie", b"a=1"), (b"Set-Cookie", b"b=2")]

    def test_a_small_one_goes_out_at_once(self) -> None:
        call = ask(lambda _, start: start("200 OK", []) and [b"a", b"b"], Call("GET"))
        assert [message["type"] for message in call.sent] == ["http.response.start", "http.response.body"]
        assert call.body == b"ab"

    def test_a_large_one_goes_out_in_blocks(self) -> None:
        call = ask(lambda _, start: start("200 OK", []) and [b"x" * BLOCK] * 3, Call("GET"))
        assert [message.get("more_body") for message in call.sent] == [None, True, True, False]
        assert len(call.body) == 3 * BLOCK

    def test_a_file_is_sent_by_its_path(self, tmp_path: Path) -> None:
        file = tmp_path / "style.css"
        file.write_text("body {}")

        def application(environ: Environ, start: Start) -> FileWrapper:
            start("200 OK", [])
            return FileWrapper(file.open("rb"))

        call = ask(application, Call("GET"))
        assert call.sent[1] == {"type": "http.response.pathsend", "path": str(file)}

    def test_it_is_closed_in_the_thread_that_made_it(self) -> None:
        threads = []

        class Closing(list[bytes]):
            def close(self) -> None:
                threads.append(threading.current_thread().name)

        def application(_environ: Environ, start: Start) -> Closing:
            threads.append(threading.current_thread().name)
            start("200 OK", [])
            return Closing([b"x"])

        ask(application, Call("GET"))
        assert threads == ["reading_0", "reading_0"]

    def test_an_exception_outside_of_django_is_an_error_of_the_server(self) -> None:
        def application(_environ: Environ, _start: Start) -> Iterable[bytes]:
            raise RuntimeError("broken")

        assert ask(application, Call("GET")).status == 500


def test_what_takes_long_to_read_has_an_address() -> None:
    slow = (reverse("api-v1:export", args=["bundle.json"]), reverse("single-sign-on"))
    assert all(any(address.startswith(path) for address in slow) for path in asgi.SLOW_PATHS)
