"""News of somebody who is told very much: pages with 100,000 notifications, and mails to many."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from benchmarks.results import HEAD, Result
from benchmarks.site import BACKEND
from incidents.domain.notifications import kinds, mailing, notify, preferences
from incidents.models import Incident, Notification, User
from tests import factories

NOTIFICATIONS, PEOPLE = 100_000, 1_000
ROUNDS = 15
MOST = 100.0  # milliseconds
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    person = _fill()
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(person, backend=BACKEND)
    print(HEAD)
    for result in _measured(browser):
        print(result)


def _measured(browser: Client) -> Iterator[Result]:
    middle = Notification.objects.order_by("pk")[NOTIFICATIONS // 2].pk
    yield _result("the first page, with what is unread", browser, "/")
    yield _result("all news", browser, "/profile/news")
    yield _result("unread news", browser, "/profile/news?show=unread")
    yield _result("news, far into the list", browser, f"/profile/news?before={middle}")
    Incident.objects.update(visibility="people")
    yield _result("all news, most of it about a story that was closed since", browser, "/profile/news")
    with transaction.atomic():
        began = perf_counter()
        written = mailing.write_due(now=NOW + preferences.GATHERED, limit=PEOPLE)
        spent = (perf_counter() - began) * 1e3
    assert written == PEOPLE, written
    yield Result("a mail that is due, mean", spent / written, MOST, unit="ms", note=f"{PEOPLE:,} of them")


def _result(name: str, browser: Client, path: str) -> Result:
    times = [_milliseconds(browser, path) for _ in range(ROUNDS + 2)][2:]
    note = f"slowest of {ROUNDS}: {max(times):.0f} ms"
    return Result(f"{name}, median", median(times), MOST, unit="ms", note=note)


def _milliseconds(browser: Client, path: str) -> float:
    began = perf_counter()
    response = browser.get(path)
    spent = (perf_counter() - began) * 1e3
    assert response.status_code == 200, path
    return spent


def _fill() -> User:
    """Somebody with a tenth of the news unread and most of it about one story; others who are due a mail."""
    person = User.objects.create_user("robin", role=User.Role.AUTHOR)
    story = factories.saved("KF-900").incident
    Notification.objects.bulk_create(
        (
            Notification(
                recipient=person,
                kind=kinds.STORY_CHANGED.name if number % 10 else kinds.TEAM_LEFT.name,
                story=story if number % 10 else None,
                details={} if number % 10 else {"team": "Harbour"},
                at=NOW - timedelta(minutes=number),
                read_at=None if number % 10 == 1 else NOW,
            )
            for number in range(NOTIFICATIONS)
        ),
        batch_size=5_000,
    )
    others = User.objects.bulk_create(
        User(username=f"person-{number}", email=f"person-{number}@harbour.example")
        for number in range(PEOPLE)
    )
    notify(kinds.TEAM_LEFT, to=others, at=NOW, team="Harbour")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return person
