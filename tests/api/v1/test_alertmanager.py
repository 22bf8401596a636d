"""Alerts as Alertmanager delivers them: repeated, out of order, from two replicas, matched by labels."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from incidents.domain.rules import tools
from incidents.models import Sighting, User
from incidents.rules import folder
from incidents.rules.record import StoryLink
from tests import factories, rule_factories
from tests.web.statements import counted

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/alertmanager"
NEVER = "0001-01-01T00:00:00Z"
START = "2026-03-01T10:00:00.123456789Z"
END = "2026-03-01T10:20:00.5Z"


@pytest.fixture
def held() -> dict[str, str]:
    token = factories.token(factories.user("alertmanager"), "report", now=timezone.now())
    return {"Authorization": f"Bearer {token.written}"}


@pytest.fixture(autouse=True)
def stories() -> None:
    """An alert from here about one story, and alerts of others that are mapped to stories."""
    for ref in ("KF-1", "KF-2", "KF-3"):
        factories.saved(ref)
    links = (StoryLink("KF-2", "related", "f1"), StoryLink("KF-1", "symptom", "s1"))
    rule_factories.saved(rule_factories.alert_rule("A-1", alert="RunsPileUp", stories=links))
    checks = (
        folder.RecordedCheck("KubePodCrashLooping", "KF-2", "symptom"),
        folder.RecordedCheck("KubePodCrashLooping", "KF-3", "symptom"),
        folder.RecordedCheck("KubeQuotaExceeded", "KF-3", "related"),
        folder.RecordedCheck("RunsPileUp", "KF-3", "symptom"),
    )
    tools.replace(tool=folder.ToolFile("kube-mixin", checks), now=factories.NOW)


def alert(name: str = "RunsPileUp", *, fingerprint: str = "", **fields: Any) -> dict[str, Any]:
    labels = {"alertname": name, "severity": "warning"} | fields.pop("labels", {})
    return {
        "status": "firing",
        "labels": labels,
        "annotations": {},
        "startsAt": START,
        "endsAt": NEVER,
        "generatorURL": "http://prometheus.example/graph",
        "fingerprint": fingerprint or f"of {name}",
    } | fields


def resolved(**fields: Any) -> dict[str, Any]:
    return alert(**{"status": "resolved", "endsAt": END} | fields)


def sent(held: dict[str, str], *alerts: Any, **more: Any) -> HttpResponse:
    body = {"version": "4", "groupKey": "{}:{}", "status": "firing", "alerts": alerts} | more
    given: HttpResponse = Client().post(ADDRESS, body, content_type="application/json", headers=held)
    return given


def taken(answer: Any) -> tuple[int, int]:
    assert answer.status_code == 202
    assert answer["Cache-Control"] == "private, no-store"
    return answer.json()["matched"], answer.json()["unmatched"]


def rows() -> set[tuple[str | None, str | None, str, str]]:
    found = Sighting.objects.values_list("incident__ref", "rule__ref", "name", "environment")
    return set(found)


def test_firing_and_resolved_are_one_episode(held: dict[str, str]) -> None:
    assert taken(sent(held, alert())) == (1, 0)
    assert Sighting.objects.get().ended_at is None
    assert taken(sent(held, resolved())) == (1, 0)
    row = Sighting.objects.get()
    assert row.ended_at is not None
    assert row.ended_at - row.started_at == timedelta(minutes=20, microseconds=376543)
    assert (row.source, row.external_id) == ("alertmanager", "of RunsPileUp")


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_deliveries_in_any_order_leave_the_same(held: dict[str, str], order: tuple[int, ...]) -> None:
    again = "2026-03-02T10:00:00Z"
    deliveries = [
        [alert()],
        [resolved(), alert("KubePodCrashLooping")],
        [resolved(endsAt="2026-03-01T10:20:04Z")],  # of the other replica
        [alert(startsAt=again), alert(startsAt=again)],
    ]
    for number in (*order, *order):
        sent(held, *deliveries[number])
    found = Sighting.objects.filter(rule__ref="A-1").order_by("started_at")
    assert [(one.started_at.day, one.ended_at and one.ended_at.second) for one in found] == [
        (1, 0),
        (2, None),
    ]
    assert Sighting.objects.count() == 4


def test_labels_go_before_the_name(held: dict[str, str]) -> None:
    by_story = alert("Anything", labels={"incident_id": "kf-3", "env": "prod"}, fingerprint="1")
    by_both = alert("RunsPileUp", labels={"incident_id": "KF-2", "rule_id": "A-1"}, fingerprint="2")
    by_rule = alert("Anything", labels={"rule_id": "a-1", "cluster": "eu-1"}, fingerprint="3")
    wrong = alert("RunsPileUp", labels={"incident_id": "KF-77", "rule_id": "A-77"}, fingerprint="4")
    assert taken(sent(held, by_story, by_both, by_rule, wrong)) == (4, 0)
    assert rows() == {
        ("KF-3", None, "Anything", "prod"),
        ("KF-2", "A-1", "RunsPileUp", ""),
        (None, "A-1", "Anything", "eu-1"),
        ("KF-1", "A-1", "RunsPileUp", ""),
    }


def test_a_name_leads_to_rules_from_here_and_then_to_mapped_stories(held: dict[str, str]) -> None:
    names = ("runspileup", "KUBEPODCRASHLOOPING", "KubeQuotaExceeded", "Unheard")
    assert taken(sent(held, *map(alert, names))) == (2, 2)
    assert {(story, rule) for story, rule, *_ in rows()} == {
        ("KF-1", "A-1"),
        ("KF-2", None),
        ("KF-3", None),
    }


def test_what_the_token_may_not_see_is_unmatched(held: dict[str, str]) -> None:
    owner = factories.user("owner", role="author")
    factories.saved("KF-9", visibility="people", author=owner, origin="person")
    link = StoryLink("KF-9", "symptom", "s1")
    rule_factories.saved(rule_factories.alert_rule("A-9", alert="Secret", stories=(link,)))
    checks = (folder.RecordedCheck("Mapped", "KF-9", "symptom"),)
    tools.replace(tool=folder.ToolFile("own-mixin", checks), now=factories.NOW)
    hidden = [
        alert("Secret"),
        alert("Mapped"),
        alert("x", labels={"incident_id": "KF-9"}),
        alert("y", labels={"rule_id": "A-9"}),
    ]
    assert taken(sent(held, *hidden)) == (0, 4)
    own = factories.token(owner, "report", now=timezone.now(), seed=7)
    assert taken(sent({"Authorization": f"Bearer {own.written}"}, *hidden)) == (4, 0)
    assert {story for story, *_ in rows()} == {"KF-9", None}


def test_every_alert_that_cannot_be_read_is_named(held: dict[str, str]) -> None:
    answer = sent(
        held,
        alert(),
        alert(startsAt="yesterday"),
        alert(labels={"alertname": 3}),
        resolved(endsAt="1970-01-01T00:00:00Z"),
        alert(startsAt="2100-01-01T00:00:00Z"),
        alert(status="perhaps"),
        3,
    )
    assert answer.status_code == 400
    assert [one["pointer"] for one in answer.json()["errors"]] == [
        *("/alerts/1/startsAt", "/alerts/2/labels", "/alerts/3/endsAt"),
        *("/alerts/4/startsAt", "/alerts/5/status", "/alerts/6"),
    ]
    for body in ("[]", "{}", '{"alerts": {}}', "null"):
        refused: Any = Client().post(ADDRESS, body, content_type="application/json", headers=held)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/alerts")
    assert not Sighting.objects.exists()


def test_strange_words_are_kept_as_far_as_they_go(held: dict[str, str]) -> None:
    strange = alert("RunsPileUp", labels={"env": "a\0" + "b" * 500, "x\0": "\x01"}, fingerprint="f" * 500)
    assert taken(sent(held, strange, strange)) == (2, 0)
    row = Sighting.objects.get()
    assert (len(row.environment), row.environment[:3], len(row.external_id)) == (200, "a\ufffdb", 200)
    early = resolved(fingerprint="early", endsAt="2026-03-01T09:00:00Z")
    sent(held, early)
    early_row = Sighting.objects.get(external_id="early")
    assert early_row.ended_at == early_row.started_at


def test_nothing_fires(held: dict[str, str]) -> None:
    assert taken(sent(held)) == (0, 0)


def test_a_delivery_of_many_costs_as_much_as_one(held: dict[str, str]) -> None:
    names = ("RunsPileUp", "KubePodCrashLooping")
    asked = []
    sent(held, alert())  # rules and mappings are compiled once
    for number in (1, 50):
        many = [alert(name, fingerprint=f"{number} {one}") for one in range(number) for name in names]
        with counted() as statements:
            assert taken(sent(held, *many)) == (2 * number, 0)
        asked.append(len(statements))
    # Token, state of the rules, stories, rules, and the one that writes.
    assert asked == [5, 5]


def test_reporting_takes_its_own_scope() -> None:
    assert sent({}, alert()).status_code == 401
    reader = factories.token(User.objects.create(username="x"), "read", "write", now=timezone.now(), seed=3)
    refused = sent({"Authorization": f"Bearer {reader.written}"}, alert())
    assert refused["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="report"'
    assert not Sighting.objects.exists()
