"""One's own news over the API."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents.domain.notifications import kinds, notify
from incidents.models import Incident, Notification, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
PATH = "/api/v1/news"


def tell(person: User, number: int = 1) -> None:
    for _ in range(number):
        notify(kinds.ROLE_CHANGED, to=[person], at=NOW, before="reader", after="author")


def token(person: User, *scopes: str) -> dict[str, str]:
    written = factories.token(person, *scopes, now=timezone.now(), seed=person.pk).written
    return {"Authorization": f"Bearer {written}"}


def told(headers: dict[str, str], address: str = PATH) -> dict[str, Any]:
    answer = Client().get(address, headers=headers)
    assert answer.status_code == 200, answer.content
    assert answer["Cache-Control"] == "private, no-store"
    found: dict[str, Any] = answer.json()
    return found


def test_a_program_reads_what_its_owner_is_told_and_marks_nothing() -> None:
    robin, kim = factories.user("robin"), factories.user("kim")
    tell(robin)
    (entry,) = told(token(robin))["results"]
    assert entry == {
        "key": Notification.objects.get().pk,
        "kind": "role.changed",
        "text": "Somebody changed your role from reader to author.",
        "page": "http://localhost:8000/profile",
        "created": "2026-03-02T10:30:00Z",
        "read": False,
    }
    assert told(token(kim)) == {"results": [], "next": None}
    assert Notification.objects.unread().exists()


def test_pages_follow_on_each_other() -> None:
    robin = factories.user()
    tell(robin, 5)
    headers, seen, address = token(robin), [], f"{PATH}?limit=2"
    while address:
        page = told(headers, address)
        seen += [entry["key"] for entry in page["results"]]
        address = page["next"]
    assert seen == list(Notification.objects.order_by("-pk").values_list("pk", flat=True))


def test_what_was_read_is_left_out_where_that_is_asked_for() -> None:
    robin = factories.user()
    tell(robin, 2)
    oldest = Notification.objects.earliest("pk")
    Notification.objects.filter(pk=oldest.pk).update(read_at=NOW)
    headers = token(robin)
    assert [entry["read"] for entry in told(headers)["results"]] == [False, True]
    assert [entry["read"] for entry in told(headers, f"{PATH}?unread=true")["results"]] == [False]


def test_news_of_a_story_that_is_closed_is_not_told() -> None:
    robin = factories.user()
    factories.saved("KF-900")
    notify(kinds.STORY_WITHDRAWN, to=[robin], at=NOW, story=Incident.objects.get())
    headers = token(robin)
    assert len(told(headers)["results"]) == 1
    Incident.objects.update(visibility="people")
    assert told(headers)["results"] == []


def test_nobody_is_told_nothing() -> None:
    answer = Client().get(PATH)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer["Content-Type"] == "application/problem+json"


def test_it_takes_the_scope_to_read() -> None:
    answer = Client().get(PATH, headers=token(factories.user(), "report"))
    assert answer.status_code == 403


@pytest.mark.parametrize("query", ["cursor=0", "cursor=x", "limit=0", "unread=perhaps", "person=kim"])
def test_what_cannot_be_read_is_named(query: str) -> None:
    answer = Client().get(f"{PATH}?{query}", headers=token(factories.user()))
    assert answer.status_code == 400
    assert query.partition("=")[0] in str(answer.json()["errors"])
