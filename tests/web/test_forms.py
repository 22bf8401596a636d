"""No form answers with an error of ours, whatever is typed into it."""

from html.parser import HTMLParser
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client

from incidents.domain import feeds
from incidents.models import Candidate, User
from tests import cast
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_cast")]

HOSTILE = {
    "a NUL": b"a\0b",
    "half of a surrogate pair": b"a\xed\xa0\x80b",
    "a number of thousands of digits": b"9" * 5_000,
    "a number beyond the database": b"99999999999999999999",
    "a number without an end": b"1e999999999",
    "a negative number": b"-1",
    "a digit of another script": "\u0663".encode(),
    "a long text": b"a" * 100_000,
    "letters that turn around": "\u202e\u2066\ufeff\u2028".encode(),
}
PAGES = [
    *("/sign-in/password", "/profile/sessions"),
    *("/", "/stories/", "/profile", "/profile/password", "/find", "/lint", "/rules/", "/glossary/"),
    *("/train/", "/KF-1/drill"),
    *("/KF-1", "/KF-1/history", "/KF-1/history/1", "/KF-1/compare", "/KF-1/withdraw", "/KF-1/merge"),
    *("/KF-1/publish", "/KF-1/review", "/KF-1/readers", "/KF-1/comments", "/write/paste", "/write/import"),
    *("/rules/M-1", "/rules/M-1/edit", "/rules/M-1/history", "/rules/M-1/history/1"),
    *("/rules/new/M", "/rules/new/A", "/rules/new/S", "/feeds/ships", "/feeds/ships/runs/1"),
    *("/candidates/", "/candidates/900"),
    *("/admin/incidents/user/add/", "/admin/incidents/term/add/"),
]
SENT_BY_NO_PAGE = {
    "/KF-1/restore": ["number", "based_on"],
    "/rules/M-1/restore": ["number", "based_on"],
}
"""Where a page has a button only if there is something to restore."""


class Forms(HTMLParser):
    """`found`: of each form its method, its address, and its fields with what stands in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[tuple[str, str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            address = given.get("action") or self.page
            self.found.append((given.get("method", "get").lower(), address, {}))
        elif self.found and given.get("name") and tag in {"input", "textarea", "select", "button"}:
            self.found[-1][2].setdefault(given["name"], given.get("value", ""))


def listed(person: User) -> None:
    """A feed, and a run that somebody asked for."""
    feed = feeds.named(name="Ships", kind="k8s-af", address="https://harbour.example/list.md", now=NOW)
    feeds.ask(feed=feed, actor=person, now=NOW)
    Candidate.objects.create(pk=900, title="Fog", created_at=NOW)


@pytest.fixture
def admin(gathered: cast.Cast) -> Client:
    """Somebody who may see every form."""
    person = gathered.people["editor"]
    person.role = "administrator"
    person.save()
    listed(person)
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(client: Client, method: str, address: str, fields: dict[str, bytes]) -> int:
    typed = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields.items())
    if method == "get":
        return client.generic("GET", address.partition("?")[0], QUERY_STRING=typed).status_code
    form = "application/x-www-form-urlencoded"
    return client.generic("POST", address, typed, content_type=form).status_code


def answers(client: Client, method: str, address: str, fields: dict[str, str]) -> dict[tuple[str, str], int]:
    """The status of each answer: every value in every field alone, and in all of them at once."""
    whole = {name: value.encode() for name, value in fields.items()}
    found = {}
    for what, value in HOSTILE.items():
        for name in fields:
            found[name, what] = sent(client, method, address, whole | {name: value})
        found["all", what] = sent(client, method, address, dict.fromkeys(fields, value))
    return found


def broken(client: Client, page: str) -> dict[tuple[str, ...], int]:
    """The answers with an error of ours, by method, address, field and value, of every form on the page."""
    forms = Forms(page)
    forms.feed(client.get(page).content.decode())
    assert forms.found
    return {
        (method, address, *place): status
        for method, address, fields in forms.found
        if address != "/sign-out"
        for place, status in answers(client, method, address, fields).items()
        if status >= 500
    }


@pytest.mark.parametrize("page", PAGES)
def test_what_is_typed_into_a_form_breaks_nothing(admin: Client, page: str) -> None:
    assert broken(admin, page) == {}


def test_what_is_typed_into_the_form_that_signs_in_breaks_nothing() -> None:
    assert broken(Client(raise_request_exception=False), "/sign-in") == {}


@pytest.mark.parametrize("address", SENT_BY_NO_PAGE)
def test_what_is_sent_without_a_page_breaks_nothing(admin: Client, address: str) -> None:
    found = answers(admin, "post", address, dict.fromkeys(SENT_BY_NO_PAGE[address], "1"))
    assert {place: status for place, status in found.items() if status >= 500} == {}
