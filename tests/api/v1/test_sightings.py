"""Sightings over the API: reported by programs, again and again, and read by who may see the story."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from incidents.models import AccessToken, Incident, Sighting, User
from incidents.rules.record import StoryLink
from tests import factories, rule_factories
from tests.web.statements import counted

pytestmark = pytest.mark.django_db
REPORT = "/api/v1/sightings"
OF_STORY = "/api/v1/stories/KF-900/sightings"
SEEN = {
    "source": "checkov",
    "external_id": "shop/deploy.yaml",
    "started": "2026-02-01T10:00:00+01:00",
    "story": "kf-900",
}


@pytest.fixture
def pipeline() -> User:
    return factories.user("pipeline")


@pytest.fixture
def incident() -> Incident:
    return factories.saved().incident


def headers(person: User, *scopes: str) -> dict[str, str]:
    new = factories.token(
        person, *(scopes or ("report",)), now=timezone.now(), seed=person.pk * 10 + len(scopes)
    )
    return {"Authorization": f"Bearer {new.written}"}


def sent(held: dict[str, str], **body: Any) -> HttpResponse:
    given: HttpResponse = Client().post(REPORT, SEEN | body, content_type="application/json", headers=held)
    return given


def read(held: dict[str, str], query: str = "") -> Any:
    return Client().get(f"{OF_STORY}{query}", headers=held)


def pointers(answer: Any) -> set[str]:
    assert answer.status_code == 400
    return {fault["pointer"] for fault in answer.json()["errors"]}


def test_a_program_reports_and_the_story_knows(incident: Incident, pipeline: User) -> None:
    held = headers(pipeline)
    first = sent(held, environment="production", name="Checks of the shop")
    assert (first.status_code, first.json()) == (
        201,
        {
            "source": "checkov",
            "external_id": "shop/deploy.yaml",
            "started": "2026-02-01T09:00:00Z",
            "new": True,
        },
    )
    assert first["Cache-Control"] == "private, no-store"
    again = sent(held, ended="2026-02-01T09:30:00Z", started="2026-02-01T09:00:00Z")
    assert (again.status_code, again.json()["new"]) == (200, False)
    assert sent(held, started="2026-02-02T00:00:00Z").status_code == 201
    row = Sighting.objects.get(ended_at__isnull=False)
    assert (row.token, row.reported_by) == (AccessToken.objects.get(), pipeline)
    said = read(headers(factories.user("kim"), "read", "report")).json()
    assert (said["story"], said["total"], said["more"]) == ("KF-900", 2, False)
    assert said["last"] == said["results"][0]["started"] == "2026-02-02T00:00:00Z"
    assert said["results"][1] == {
        "source": "checkov",
        "external_id": "shop/deploy.yaml",
        "started": "2026-02-01T09:00:00Z",
        "ended": "2026-02-01T09:30:00Z",
        "rule": None,
        "name": "Checks of the shop",
        "environment": "production",
        "reported_by": "pipeline",
        "reported": said["results"][1]["reported"],
    }


def test_every_fault_is_named_at_its_place(incident: Incident, pipeline: User) -> None:
    held = headers(pipeline)
    assert pointers(
        sent(held, source="Check Ov", external_id="a\0", started="now", ended="2040-01-01T00:00:00Z")
    ) == {"/source", "/external_id", "/started", "/ended"}
    assert pointers(sent(held, story="KF-1", rule="A-7", environment="x" * 201)) == {
        *("/story", "/rule", "/environment")
    }
    assert pointers(sent(held, started="1999-01-01T00:00:00Z", ended="1998-01-01T00:00:00Z")) == {
        *("/started", "/ended")
    }
    assert pointers(sent(held, ended="2026-01-01T00:00:00Z")) == {"/ended"}
    assert pointers(sent(held, story="")) == {""}
    assert pointers(sent(held, external_id=" ", more=1, name=3)) == {"/external_id", "/more", "/name"}
    assert pointers(sent(held, name="\x01")) == {"/name"}
    assert not Sighting.objects.exists()


def test_a_rule_is_reported_with_its_story_or_alone(incident: Incident, pipeline: User) -> None:
    rule_factories.saved(rule_factories.alert_rule("A-3", stories=(StoryLink("KF-900", "symptom", "s1"),)))
    held = headers(pipeline, "report", "read")
    assert sent(held, rule="a-3").status_code == 201
    assert sent(held, rule="A-3", story="").status_code == 201
    assert sent(held, rule="A-3", story="").status_code == 200
    said = read(held).json()
    assert [one["rule"] for one in said["results"]] == ["A-3"]


def test_what_a_token_may_not_see_is_what_is_not_there(pipeline: User) -> None:
    owner = factories.user("owner", role="author")
    factories.saved(visibility="people", author=owner, origin="person")
    link = StoryLink("KF-900", "symptom", "s1")
    rule_factories.saved(rule_factories.alert_rule("A-3", stories=(link,)))
    held = headers(pipeline, "report", "read")
    hidden, unknown = sent(held, rule="A-3"), sent(held, story="KF-901", rule="A-4")
    assert pointers(hidden) == {"/story", "/rule"}
    assert hidden.content.replace(b"KF-900", b"KF-901").replace(b"kf-900", b"KF-901") == (
        unknown.content.replace(b"A-4", b"A-3")
    )
    assert read(held).status_code == 404
    own = headers(owner, "read", "report", "write")
    assert sent(own, rule="A-3").status_code == 201
    assert read(own).json()["total"] == 1


def test_a_rule_that_only_others_see_is_not_named(incident: Incident, pipeline: User) -> None:
    owner = factories.user("owner", role="author")
    factories.saved("KF-901", visibility="people", author=owner, origin="person")
    link = StoryLink("KF-901", "symptom", "s1")
    rule_factories.saved(rule_factories.alert_rule("A-3", stories=(link,)))
    sent(headers(owner, "read", "report"), rule="A-3")
    for person, rule in ((owner, "A-3"), (pipeline, None)):
        said = read(headers(person, "read", "write", "report")).json()
        assert [one["rule"] for one in said["results"]] == [rule]


def test_a_sighting_of_a_merged_story_is_one_of_the_other(pipeline: User) -> None:
    from incidents.domain import stories

    for ref in ("KF-900", "KF-901"):
        factories.saved(ref)
    held = headers(pipeline, "report", "read")
    sent(held, story="KF-901")
    editor = factories.user("editor", role="editor")
    stories.merge(ref="KF-901", into="KF-900", based_on=1, author=editor, reason="Same.", now=timezone.now())
    sent(held, story="KF-901", external_id="later")
    assert read(held).json()["total"] == 2
    assert Sighting.objects.filter(incident__ref="KF-900").count() == 1


def test_reporting_takes_its_own_scope(incident: Incident, pipeline: User) -> None:
    refused = sent(headers(pipeline, "read", "write"))
    assert refused.status_code == 403
    assert refused["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="report"'
    assert read(headers(pipeline)).status_code == 403
    assert Client().post(REPORT, SEEN, content_type="application/json").status_code == 401
    assert Client().get(OF_STORY).status_code == 401
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(pipeline, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post(REPORT, SEEN, content_type="application/json").status_code == 403
    assert not Sighting.objects.exists()


def test_pages_follow_each_other_and_cost_the_same(incident: Incident, pipeline: User) -> None:
    held = headers(pipeline, "report", "read")
    rule_factories.saved(rule_factories.alert_rule("A-3", stories=(StoryLink("KF-900", "symptom", "s1"),)))
    for number in range(7):
        sent(held, started=f"2026-02-0{number // 2 + 1}T00:00:00Z", external_id=f"{number}", rule="A-3")
    address, found = "?limit=3", []
    while address:
        said = read(held, address).json()
        found += [one["external_id"] for one in said["results"]]
        address = (said["next"] or "").partition("sightings")[2]
    assert found == ["6", "5", "4", "3", "2", "1", "0"]
    asked = []
    for limit in (1, 7):
        with counted() as statements:
            read(held, f"?limit={limit}&cursor=1")
        asked.append(len(statements))
    # Token, story twice, number, the row before, last, the rows, their rules.
    assert asked == [8, 8]
    assert read(held, "?cursor=x").status_code == 400


def test_a_report_costs_the_same_whatever_is_there(incident: Incident, pipeline: User) -> None:
    held = headers(pipeline)
    sent(held)
    with counted() as asked:
        sent(held, external_id="another")
    # Token, story, and the one that writes.
    assert len(asked) == 3
