"""How long a page takes under attack, beside the same server when it is quiet; and what the gateway costs."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from http.client import HTTPConnection, HTTPException
from statistics import median
from urllib.parse import urlencode, urlsplit

import msgspec
from django.conf import settings
from django.test import Client

from benchmarks import load, site
from benchmarks.results import HEAD, Result
from benchmarks.site import BACKEND, Site
from incidents import yamlwriting
from incidents.domain import rules
from incidents.models import Rule, User
from incidents.rules import reading
from incidents.rules.record import AlertRule, AlertTest

PAGE = "/KF-15"
SECONDS = 4.0
ROUNDS = 3
MOST = 1.5
"""Times what the page takes on a quiet server."""
HALF_SENT, SIGNING_IN, TRIALS = 200, 16, 2
HALF = b"POST /api/v1/lint HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nkind: "
TIMEOUT = 60.0
Attack = Callable[[Site, threading.Event], None]
"""What one attacker does until the event is set."""


def main() -> None:
    print(f"Load of the machine before: {os.getloadavg()[0]:.1f}\n\n{HEAD}", flush=True)
    with site.served() as served:
        _editor(), _endless_alert()  # once, before there are threads
        for name, attackers, attack in ATTACKS:
            print(_under(served, name, attackers, attack), flush=True)
        with site.served(without_gateway=True) as bare:
            for result in _costs(served, bare):
                print(result, flush=True)
    print(f"\nLoad after: {os.getloadavg()[0]:.1f}")


def _under(served: Site, name: str, attackers: int, attack: Attack) -> Result:
    quiet, attacked, slowest = [], [], 0.0
    _times(served)  # to warm up
    for _ in range(ROUNDS):
        quiet += _times(served)
        with _running(served, attackers, attack):
            found = _times(served)
        attacked += found
        slowest = max(slowest, *found)
    ratio = median(attacked) / median(quiet)
    note = f"{median(attacked):.0f} ms, quiet {median(quiet):.0f} ms; the slowest {slowest:.0f} ms"
    return Result(f"a page beside {attackers} {name} : quiet", ratio, MOST, note=note)


def _times(served: Site) -> list[float]:
    """Milliseconds of a page, asked for one after the other over one connection."""
    client = HTTPConnection(urlsplit(served.address).netloc, timeout=TIMEOUT)
    found = []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        began = time.perf_counter()
        client.request("GET", PAGE)
        response = client.getresponse()
        response.read()
        assert response.status == 200
        found.append((time.perf_counter() - began) * 1e3)
    client.close()
    return found


@contextmanager
def _running(served: Site, attackers: int, attack: Attack) -> Iterator[None]:
    stop = threading.Event()
    threads = [threading.Thread(target=attack, args=[served, stop], daemon=True) for _ in range(attackers)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(TIMEOUT)


def _half_sent(served: Site, stop: threading.Event) -> None:
    """Another one, as soon as the server has refused the last."""
    parts = urlsplit(served.address)
    while not stop.is_set():
        with suppress(OSError), socket.create_connection((parts.hostname, parts.port), timeout=0.5) as client:
            client.sendall(HALF)
            while not stop.is_set():
                with suppress(TimeoutError):
                    client.recv(4096)
                    break


def _signing_in(served: Site, stop: threading.Event) -> None:
    number = 0
    while not stop.is_set():
        number += 1
        form = {"username": f"nobody-{threading.get_ident()}-{number}", "password": "guessed"}
        _post(served, "/sign-in", form)


def _trying_rules(served: Site, stop: threading.Event) -> None:
    while not stop.is_set():
        _post(served, "/rules/new/A", {"text": _endless_alert(), "try": "1"}, cookie=_editor())


def _post(served: Site, path: str, form: dict[str, str], *, cookie: str = "") -> None:
    token = "a" * 32
    cookies = f"{settings.CSRF_COOKIE_NAME}={token}; {cookie}"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
    client = HTTPConnection(urlsplit(served.address).netloc, timeout=TIMEOUT)
    with suppress(OSError, HTTPException):
        client.request("POST", path, urlencode(form | {"csrfmiddlewaretoken": token}), headers)
        response = client.getresponse()
        response.read()
        assert response.status in {200, 422, 429, 503}, f"{path}: {response.status}"
        if response.status in {429, 503}:
            time.sleep(0.1)
    client.close()


@cache
def _editor() -> str:
    editor, _ = User.objects.get_or_create(username="editor", defaults={"role": "editor"})
    client = Client()
    client.force_login(editor, backend=BACKEND)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@cache
def _endless_alert() -> str:
    """An alert whose tests keep promtool busy until its limits."""
    revision = Rule.objects.filter(kind="A").latest("pk").revision
    rule = reading.trusted(revision.document) if revision else None
    assert isinstance(rule, AlertRule)
    tests = tuple(AlertTest({"up": "0x60"}, at="900000h", fires=fires) for fires in (True, False))
    return yamlwriting.to_yaml(
        msgspec.structs.replace(rule, ref=rules.next_ref(letter="A"), name="endless", tests=tests)
    )


ATTACKS: tuple[tuple[str, int, Attack], ...] = (
    ("half-sent bodies", HALF_SENT, _half_sent),
    ("signing in with made-up names", SIGNING_IN, _signing_in),
    ("trying rules", TRIALS, _trying_rules),
)


def _costs(served: Site, bare: Site) -> Iterator[Result]:
    for name, path in (
        ("one story", "/api/v1/stories/KF-15"),
        ("list of 50", "/api/v1/stories?limit=50"),
        ("story page", PAGE),
    ):

        def rate(of: Site, path: str = path) -> Callable[[], float]:
            return lambda: load.requests(f"{of.address}{path}").rate

        found = load.alternate({"gateway": rate(served), "without": rate(bare)})
        note = f"{found['gateway']:,.0f}/s, without {found['without']:,.0f}/s"
        ratio = found["gateway"] / found["without"]
        yield Result(f"{name} : without the gateway", ratio, 0.9, is_least=True, note=note)
