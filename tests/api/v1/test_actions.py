"""Actions over the API: listed, planned, changed, closed and opened again by a program."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from incidents.domain import actions
from incidents.models import ActionItem, ActionItemChange, Incident, User
from tests import factories
from tests.web.statements import counted

pytestmark = pytest.mark.django_db
LIST = "/api/v1/actions"
OF_STORY = "/api/v1/stories/KF-900/actions"
ONE = f"{OF_STORY}/1"


@pytest.fixture
def author() -> User:
    return factories.user("author", role=User.Role.AUTHOR)


@pytest.fixture
def incident(author: User) -> Incident:
    return factories.saved(author=author, origin="person").incident


def headers(person: User, *scopes: str) -> dict[str, str]:
    new = factories.token(person, *(scopes or ("read", "write")), now=timezone.now(), seed=person.pk)
    return {"Authorization": f"Bearer {new.written}"}


def sent(method: str, path: str, held: dict[str, str], body: Any = None) -> HttpResponse:
    send = getattr(Client(), method)
    given: HttpResponse = send(path, body, content_type="application/json", headers=held)
    return given


def pointers(answer: Any) -> set[str]:
    return {fault["pointer"] for fault in answer.json()["errors"]}


def test_a_program_plans_an_action_and_brings_it_to_its_end(incident: Incident, author: User) -> None:
    token = headers(author)
    due = (timezone.now() + timedelta(days=9)).date().isoformat()
    planned = sent("post", OF_STORY, token, {"title": "Alert on restarts", "owner": "author", "due": due})
    assert planned.status_code == 201
    assert planned["Location"].endswith(ONE)
    read = sent("get", ONE, token)
    assert read["ETag"] == planned["ETag"]
    assert read["Cache-Control"] == "private, no-store"
    assert (read.json()["owner"], read.json()["due"], read.json()["version"]) == ("author", due, 1)
    etag = planned["ETag"]
    for deed, body, state in (
        ("start", {}, "in_progress"),
        ("pause", {}, "open"),
        ("finish", {"evidence": "It fired."}, "done"),
        ("reopen", {"reason": "It broke again."}, "open"),
        ("drop", {"reason": "The service is gone."}, "dropped"),
    ):
        done = sent("post", f"{ONE}/{deed}", {**token, "If-Match": etag}, body)
        assert (done.status_code, done.json()["state"]) == (200, state)
        etag = done["ETag"]
    assert [one.deed for one in ActionItemChange.objects.order_by("version")] == [
        *("planned", "started", "paused", "done", "reopened", "dropped")
    ]


def test_a_change_names_the_version_it_starts_from(incident: Incident, author: User) -> None:
    factories.action(incident, author)
    token = headers(author)
    body = {"title": "Alert on full disks", "type": "detect"}
    etag = sent("get", ONE, token)["ETag"]
    assert sent("put", ONE, token, body).status_code == 428
    assert sent("put", ONE, {**token, "If-Match": '"old"'}, body).status_code == 412
    changed = sent("put", ONE, {**token, "If-Match": etag}, body)
    assert (changed.status_code, changed.json()["title"]) == (200, "Alert on full disks")
    assert sent("post", f"{ONE}/start", {**token, "If-Match": etag}, {}).status_code == 412
    assert ActionItem.objects.get().version == 2


def test_every_fault_is_named_at_its_place(incident: Incident, author: User) -> None:
    token = headers(author)
    faulty = {"title": "x", "owner": "nobody", "due": "2020-01-01", "factor": "f77", "tracker_url": "here"}
    assert pointers(sent("post", OF_STORY, token, faulty)) == {"/owner", "/due", "/factor", "/tracker_url"}
    assert pointers(sent("post", OF_STORY, token, {"title": " ", "type": "x", "more": 1})) == {
        *("/title", "/type", "/more")
    }
    assert pointers(sent("post", OF_STORY, token, {"title": "x", "due": "2026-02-31"})) == {"/due"}
    factories.action(incident, author)
    held = {**token, "If-Match": sent("get", ONE, token)["ETag"]}
    assert pointers(sent("post", f"{ONE}/finish", held, {"evidence": " "})) == {"/evidence"}
    assert pointers(sent("post", f"{ONE}/finish", held, {"reason": "No time."})) == {"/reason"}
    assert sent("post", f"{ONE}/pause", held, {}).status_code == 409
    assert sent("post", f"{ONE}/explode", held).status_code == 404


def test_who_may_not_plan_may_not_over_the_api(incident: Incident, author: User) -> None:
    kim = factories.user("kim")
    factories.action(incident, author, owner="kim")
    factories.action(incident, author)
    token = headers(kim)
    assert sent("post", OF_STORY, token, {"title": "x"}).status_code == 403
    for number, status in ((1, 200), (2, 403)):
        path = f"{OF_STORY}/{number}"
        held = {**token, "If-Match": sent("get", path, token)["ETag"]}
        assert sent("put", path, held, {"title": "x"}).status_code == 403
        assert sent("post", f"{path}/start", held, {}).status_code == status
    assert ActionItem.objects.get(number=1).title == "Alert on restarts"


def test_reading_takes_one_scope_and_writing_another(incident: Incident, author: User) -> None:
    factories.action(incident, author)
    reading = headers(author, "read")
    etag = {"If-Match": sent("get", ONE, reading)["ETag"]}
    for method, path in (("post", OF_STORY), ("put", ONE), ("post", f"{ONE}/start"), ("post", f"{ONE}/drop")):
        refused = sent(method, path, reading | etag, {"title": "x"})
        assert refused["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="write"'
    assert ActionItem.objects.get().version == 1


def test_a_session_writes_nothing_without_its_form(incident: Incident, author: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post(OF_STORY, {"title": "x"}, content_type="application/json").status_code == 403
    assert not ActionItem.objects.exists()


def test_the_list_has_the_filters_of_the_page(incident: Incident, author: User) -> None:
    now = timezone.now()
    factories.user("kim")
    past, later = (now - timedelta(days=3)).date(), (now + timedelta(days=3)).date()
    factories.action(incident, author, owner="author", due=past, now=now - timedelta(days=9))
    factories.action(incident, author, owner="kim", due=later, type="detect")
    dropped = factories.action(incident, author)
    actions.drop(item=dropped, reason="No.", based_on=1, actor=author, now=now)
    token = headers(author)
    for asked, numbers in {
        "": [1, 2],
        "state=all": [1, 2, 3],
        "state=dropped": [3],
        "mine=true": [1],
        "owner=kim": [2],
        "owner=none&state=all": [3],
        "overdue=true": [1],
        "type=detect": [2],
        "story=kf-900": [1, 2],
        "story=KF-77": [],
        "team=harbour": [],
        "component=nothing": [],
    }.items():
        found = sent("get", f"{LIST}?{asked}", token).json()
        assert [row["number"] for row in found["results"]] == numbers, asked
        assert found["total"] == len(numbers)
    for wrong in ("state=closed", "mine=yes", "limit=0", "people=kim"):
        assert sent("get", f"{LIST}?{wrong}", token).status_code == 400


def test_pages_of_the_list_follow_on_each_other(incident: Incident, author: User) -> None:
    for _ in range(5):
        factories.action(incident, author)
    token, address, seen = headers(author), f"{LIST}?limit=2", []
    while address:
        page = sent("get", address, token).json()
        seen += [row["number"] for row in page["results"]]
        address = page["next"]
    assert seen == [1, 2, 3, 4, 5]


def test_the_list_asks_the_same_of_many(incident: Incident, author: User) -> None:
    token = headers(author)
    factories.action(incident, author, owner="author")
    sent("get", LIST, token)
    with counted() as one:
        sent("get", LIST, token)
    for _ in range(9):
        factories.action(incident, author, owner="author")
    with counted() as many:
        sent("get", LIST, token)
    # The token with its owner, the number of actions, the actions with their people.
    assert len(one) == len(many) == 3


def test_a_hidden_story_answers_as_one_that_is_not_there(incident: Incident, author: User) -> None:
    factories.action(incident, author)
    Incident.objects.filter(pk=incident.pk).update(visibility="people")
    token = headers(factories.user("kim"))
    for method, path in (("get", ONE), ("post", OF_STORY), ("put", ONE), ("post", f"{ONE}/start")):
        hidden = sent(method, path, token, None if method == "get" else {"title": "x"})
        absent = sent(method, path.replace("900", "901"), token, None if method == "get" else {"title": "x"})
        assert hidden.status_code == absent.status_code == 404
        assert hidden.json()["detail"].replace("900", "901") == absent.json()["detail"]
    assert sent("get", f"{LIST}?state=all", token).json()["total"] == 0
