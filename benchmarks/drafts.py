"""Writing: opening the editor on the longest story of the catalogue, and saving while one types."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from statistics import median
from time import process_time
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.management import call_command
from django.db.models.functions import Length
from django.test import Client
from django.utils import timezone

from benchmarks.results import HEAD, Result
from benchmarks.site import BACKEND
from incidents.domain import drafts
from incidents.models import Incident, User

ROUNDS = 30


def main(*_: str) -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_catalogue", verbosity=0)
    author = User.objects.create(
        username=f"author-{uuid4().hex}", password=UNUSABLE_PASSWORD_PREFIX, role=User.Role.EDITOR
    )
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(author, backend=BACKEND)
    longest = Incident.objects.order_by(Length("revision__document").desc()).first()
    assert longest
    draft = drafts.start_from(incident=longest, author=author, key=uuid4(), now=timezone.now())
    address = f"/write/{draft.key}"
    kilobytes = len(json.dumps(draft.content)) / 1000
    note = f"{longest.ref}, {kilobytes:.0f} kB typed; slowest of {ROUNDS}: "
    print(HEAD)
    _report("opening the editor, median of processor time", 250, note, lambda: _open(browser, address))
    save = Saving(browser, address, _fields(browser, address))
    _report("saving while one types, median of processor time", 15, note, save)


def _report(what: str, bound: float, note: str, step: Callable[[], None]) -> None:
    times = [_milliseconds(step) for _ in range(ROUNDS + 2)][2:]
    print(Result(what, median(times), bound, unit="ms", note=f"{note}{max(times):.0f} ms"), flush=True)


def _milliseconds(step: Callable[[], None]) -> float:
    """Of processor time here, which a busy machine leaves alone; that of the database is not in it."""
    began = process_time()
    step()
    return (process_time() - began) * 1e3


def _open(browser: Client, address: str) -> None:
    assert browser.get(address).status_code == 200


def _fields(browser: Client, address: str) -> list[tuple[str, str]]:
    reading = Fields()
    reading.feed(browser.get(address).content.decode().partition('class="editor"')[2])
    return reading.found


class Saving:
    """One save of the script after the other."""

    def __init__(self, browser: Client, address: str, fields: list[tuple[str, str]]) -> None:
        self.browser, self.address, self.fields = browser, address, fields
        self.number = 0

    def __call__(self) -> None:
        self.number += 1
        body = urlencode([*self.fields, ("number", self.number)])
        kind = "application/x-www-form-urlencoded"
        headers = {"Accept": "application/json"}
        answer = self.browser.post(self.address, body, content_type=kind, headers=headers)
        assert answer.json()["number"] == self.number


class Fields(HTMLParser):
    """Names and values of the fields of a form, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.name = ""
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        name = attributes.get("name") or ""
        if tag == "input" and name and (attributes.get("type") != "checkbox" or "checked" in attributes):
            self.found.append((name, attributes.get("value") or ""))
        if tag in {"textarea", "select"}:
            self.name, self.text = name, ""
        if tag == "option" and "selected" in attributes:
            self.text = attributes.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self.name:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"textarea", "select"} and self.name:
            self.found.append((self.name, self.text.removeprefix("\n")))
            self.name = ""
