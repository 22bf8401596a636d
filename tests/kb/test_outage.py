"""What a request gets whose database goes away, and what the log says of it."""

import logging
from collections.abc import Iterator
from io import StringIO

import psycopg
import pytest
from django.db import OperationalError, close_old_connections, connection, connections
from django.test import Client
from pytest_django import Settings

from incidents.web.accounts.session_store import SessionStore
from kb import logs, outage
from tests import factories
from tests.kb import failing_urls

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser(settings: Settings) -> Iterator[Client]:
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    settings.ROOT_URLCONF = "tests.kb.failing_urls"
    failing_urls.ended.clear()
    yield Client(raise_request_exception=False)
    connection.close()


@pytest.fixture
def nowhere(browser: Client, settings: Settings) -> Iterator[None]:
    """No server where the settings say that there is one."""
    connection.close()
    known = connections["default"].settings_dict
    host, port = known["HOST"], known["PORT"]
    known["HOST"], known["PORT"] = "127.0.0.1", "1"
    yield
    known["HOST"], known["PORT"] = host, port


@pytest.mark.parametrize("path", ["/view", "/template", "/api/lost"])
def test_a_read_whose_backend_ended_is_answered_on_another(browser: Client, path: str) -> None:
    response = browser.get(path)
    assert response.status_code == 200
    assert failing_urls.ended
    assert int(response.content) not in failing_urls.ended


@pytest.mark.parametrize(
    ("path", "kind"), [("/view", "text/html"), ("/api/lost", "application/problem+json")]
)
def test_what_may_change_something_is_not_repeated(browser: Client, path: str, kind: str) -> None:
    response = browser.post(path)
    assert (response.status_code, response["Retry-After"]) == (503, str(outage.RETRY_SECONDS))
    assert response["Content-Type"].startswith(kind)
    assert response["Cache-Control"] == "no-store"
    assert browser.post(path).status_code == 200


def test_the_end_of_a_backend_between_two_requests_goes_unnoticed(browser: Client) -> None:
    before = failing_urls.number_of_backend()
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 2000)", [before])
    failing_urls.ended.append(before)
    close_old_connections()  # as the server does when a request begins
    response = browser.post("/view")
    assert response.status_code == 200
    assert int(response.content) != before


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize("path", ["/", "/KF-1", "/KF-1/nothing-here", "/feed.atom"])
def test_without_a_server_a_page_says_when_to_ask_again(browser: Client, path: str) -> None:
    response = browser.get(path)
    assert (response.status_code, response["Retry-After"]) == (503, str(outage.RETRY_SECONDS))
    assert "Back in a moment" in response.content.decode()


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize("path", ["stories", "stories/KF-1", "export/bundle.json", "terms"])
def test_without_a_server_the_api_says_when_to_ask_again(browser: Client, path: str) -> None:
    response = browser.get(f"/api/v1/{path}")
    assert (response.status_code, response["Retry-After"]) == (503, str(outage.RETRY_SECONDS))
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"].endswith("#unavailable")


def test_a_session_that_cannot_be_read_is_no_fault_of_the_code(browser: Client) -> None:
    """Middleware reads sessions and people, before any view and for the API as well."""
    browser.force_login(factories.user("ada"), backend="django.contrib.auth.backends.ModelBackend")
    known = connections["default"].settings_dict
    connection.close()
    host, port = known["HOST"], known["PORT"]
    known["HOST"], known["PORT"] = "127.0.0.1", "1"
    try:
        answers = [browser.get("/profile"), browser.get("/api/v1/stories"), browser.post("/sign-out")]
    finally:
        known["HOST"], known["PORT"] = host, port
    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert browser.get("/profile").status_code == 200
    assert SessionStore(session_key=browser.session.session_key).exists(browser.session.session_key)


@pytest.mark.usefixtures("nowhere")
def test_an_outage_is_one_line_of_the_log(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LINES_IN_A_WINDOW", 1000)
    (handler,) = (one for one in logging.getLogger().handlers if one.name == "stderr")
    log = StringIO()
    monkeypatch.setattr(handler, "stream", log)
    browser.get("/KF-1")
    lines = [line.split(": ", 1)[1] for line in log.getvalue().splitlines()]
    assert lines == ["Service Unavailable: /KF-1"] * 2


@pytest.mark.parametrize(("path", "kind"), [("/bug", "text/html"), ("/api/bug", "application/problem+json")])
def test_a_bug_is_none_and_not_told(
    browser: Client, caplog: pytest.LogCaptureFixture, path: str, kind: str
) -> None:
    with caplog.at_level(logging.ERROR):
        response = browser.get(path)
    assert response.status_code == 500
    assert response["Content-Type"].startswith(kind)
    assert "Retry-After" not in response
    assert "tiller" not in response.content.decode()
    assert "tiller" in caplog.text


def raised(sql: str) -> OperationalError:
    with pytest.raises(OperationalError) as caught, connection.cursor() as cursor:
        cursor.execute(sql)
    return caught.value


def test_what_the_server_says_of_a_statement_is_no_outage() -> None:
    too_slow = raised("SET statement_timeout = 1; SELECT pg_sleep(1)")
    assert not outage.met_by(too_slow)
    assert not outage.met_by(ValueError("no"))
    assert not outage.met_by(None)
    connection.close()
