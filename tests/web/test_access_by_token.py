"""Who may open what by token: every address of the API, and every page, for each kind of token."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from incidents.domain.people import programs, tokens
from incidents.models import User
from tests import factories
from tests.web.hidden_addresses import ASKED
from tests.web.test_access import ACCESS, STANDINGS, Door
from tests.web.test_hidden_values import values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_cast")]

OWNERS = ("stranger", "owner", "team_mate", "administrator", "service")
"""Of tokens. The owner and the team mate see KF-5, and the others do not; the service account is a reader."""
WHEN = [*((name, True) for name in OWNERS), ("team_mate", False), ("administrator", False)]
"""Owners, and whether the instance is read in public."""
EVERYBODY = [name for name in (*STANDINGS, "service") if name != "anonymous"]
ENDPOINTS = {name: door for name, door in ACCESS.items() if name.startswith("api-v1:")}
PAGES = {name: door for name, door in ACCESS.items() if not door.path.startswith("/api/v1/")}
CHANGING = {"api-v1:story-actions", "api-v1:action-do"}
REPORTED = {"api-v1:alertmanager", "api-v1:sightings"}
READING = {name: door for name, door in ENDPOINTS.items() if name not in CHANGING | REPORTED}
WRITING = {name: door for name, door in ENDPOINTS.items() if name in CHANGING}
REPORTING = {name: door for name, door in ENDPOINTS.items() if name in REPORTED}
ADDRESSES = [
    address.format(**values(("KF-5", "harbour")))
    for name, some in ASKED.items()
    if name.startswith("api-v1:")
    for address in some
]
"""Lists, filters, counts, searches and exports that could tell of KF-5."""


def account(name: str) -> User:
    if name != "service":
        return User.objects.get(username=name)
    return programs.create(
        username="pipeline",
        display_name="Pipeline",
        role=User.Role.READER,
        actor=User.objects.get(username="administrator"),
        now=factories.NOW,
    )


def good(owner: User, *scopes: str) -> str:
    return factories.token(owner, *scopes, now=timezone.now()).written


def expired(owner: User) -> str:
    return factories.token(owner, now=timezone.now() - timedelta(days=2), days=1).written


def revoked(owner: User) -> str:
    new = factories.token(owner, now=timezone.now())
    tokens.revoke(token=new.token, actor=None, now=timezone.now())
    return new.written


def of_a_closed_account(owner: User) -> str:
    written = good(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    return written


def answers(written: str, doors: dict[str, Door]) -> Iterator[tuple[str, Any]]:
    """What a program gets that sends this token to each address."""
    client = Client(headers={"Authorization": f"Bearer {written}"})
    for name, door in doors.items():
        if door.method == "post":
            yield name, client.post(door.path, "kind: Pod", content_type="text/plain")
        else:
            yield name, client.get(door.path)


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("public", [True, False])
def test_a_good_token_opens_what_its_owner_opens(settings: Settings, name: str, *, public: bool) -> None:
    settings.PUBLIC_READING = public
    found = {
        at: answer.status_code
        for at, answer in answers(good(account(name), "read", "write", "report"), ENDPOINTS)
    }
    standing = "stranger" if name == "service" else name
    assert found == {at: door.status(standing) for at, door in ENDPOINTS.items()}


@pytest.mark.parametrize(
    ("name", "public"),
    [("stranger", True), ("service", True), ("team_mate", True), ("administrator", False)],
)
def test_an_answer_by_token_is_that_of_the_session(
    as_: Callable[[str], Client], settings: Settings, name: str, *, public: bool
) -> None:
    """So what tests/web/test_hidden_values.py shows of sessions holds for tokens."""
    settings.PUBLIC_READING = public
    by_token = Client(headers={"Authorization": f"Bearer {good(account(name))}"})
    session = as_("stranger" if name == "service" else name)
    differing = [path for path in ADDRESSES if _said(by_token, path) != _said(session, path)]
    assert not differing


def _said(client: Client, path: str) -> tuple[int, str | None, bytes]:
    response: Any = client.get(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, response.get("Content-Type"), body


@pytest.mark.parametrize(("name", "public"), WHEN)
@pytest.mark.parametrize("bad", [expired, revoked, of_a_closed_account])
def test_a_bad_token_opens_nothing(
    settings: Settings, name: str, bad: Callable[[User], str], *, public: bool
) -> None:
    settings.PUBLIC_READING = public
    for at, answer in answers(bad(account(name)), ENDPOINTS):
        assert (at, answer.status_code) == (at, 401)
        assert answer["WWW-Authenticate"] == "Bearer"
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("name", "public"), WHEN)
def test_a_token_without_the_scope_to_read_opens_nothing(
    settings: Settings, name: str, *, public: bool
) -> None:
    settings.PUBLIC_READING = public
    for at, answer in answers(good(account(name), "report", "write"), READING):
        assert (at, answer.status_code) == (at, 403)
        said = answer.json()["detail"]
        assert said == "This takes a token with the scope “read”; yours has: report, write."


@pytest.mark.parametrize(("name", "public"), WHEN)
def test_a_token_without_the_scope_to_write_changes_nothing(
    settings: Settings, name: str, *, public: bool
) -> None:
    settings.PUBLIC_READING = public
    for at, answer in answers(good(account(name), "read", "report"), WRITING):
        assert (at, answer.status_code) == (at, 403)
        said = answer.json()["detail"]
        assert said == "This takes a token with the scope “write”; yours has: read, report."


@pytest.mark.parametrize(("name", "public"), WHEN)
def test_a_token_without_the_scope_to_report_reports_nothing(
    settings: Settings, name: str, *, public: bool
) -> None:
    settings.PUBLIC_READING = public
    for at, answer in answers(good(account(name), "read", "write"), REPORTING):
        assert (at, answer.status_code) == (at, 403)
        said = answer.json()["detail"]
        assert said == "This takes a token with the scope “report”; yours has: read, write."


@pytest.mark.parametrize("public", [True, False])
def test_no_token_opens_a_page(settings: Settings, *, public: bool) -> None:
    settings.PUBLIC_READING = public
    every = good(account("administrator"), "read", "report", "write", "admin")
    found = {at: answer.status_code for at, answer in answers(every, PAGES)}
    assert found == dict.fromkeys(PAGES, 403)
