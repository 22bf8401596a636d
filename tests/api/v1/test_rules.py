"""Rules over the API: the list, and each of them whole."""

from datetime import timedelta

import msgspec
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from incidents.api.v1 import responses
from incidents.rules import reading
from incidents.rules.record import StoryLink
from tests import factories, rule_factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue() -> None:
    factories.saved("KF-900")
    rule_factories.saved()
    rule_factories.saved(rule_factories.signature())
    rule_factories.saved(rule_factories.alert_rule())


def test_the_list(client: Client) -> None:
    page = client.get("/api/v1/rules").json()
    assert [rule["ref"] for rule in page["results"]] == ["A-900", "M-900", "S-900"]
    assert page["total"] == 3
    first = msgspec.convert(page["results"][1], responses.RuleSummary)
    assert (first.kind, first.level, first.proven, first.stories) == (
        "manifest",
        "high",
        True,
        ("KF-900",),
    )


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ({"kind": "signature"}, ["S-900"]),
        ({"level": "high,medium"}, ["A-900", "M-900"]),
        ({"status": "stable"}, []),
        ({"story": "kf-900", "kind": "alert"}, ["A-900"]),
        ({"story": "KF-1"}, []),
        ({"q": "PILE m-9"}, ["M-900"]),
    ],
)
def test_filters(client: Client, query: dict[str, str], refs: list[str]) -> None:
    assert [rule["ref"] for rule in client.get("/api/v1/rules", query).json()["results"]] == refs


def test_pages_follow_each_other(client: Client) -> None:
    first = client.get("/api/v1/rules", {"limit": 2}).json()
    second = client.get(first["next"]).json()
    assert [rule["ref"] for rule in second["results"]] == ["S-900"]
    assert (second["next"], second["total"]) == (None, 3)


def test_every_fault_is_named(client: Client) -> None:
    query = {"kind": "alrt", "level": "x", "status": "y", "cursor": "z", "limit": "0", "w": "1"}
    response = client.get("/api/v1/rules", query)
    assert response.status_code == 400
    assert {fault["parameter"] for fault in response.json()["errors"]} == set(query)


def test_one_rule_whole(client: Client) -> None:
    response = client.get("/api/v1/rules/m-900")
    assert reading.from_json(response.content) == rule_factories.manifest_rule()
    kept = client.get("/api/v1/rules/M-900", HTTP_IF_NONE_MATCH=response["ETag"])
    assert kept.status_code == 304
    written = client.get("/api/v1/rules/M-900.yaml").content
    assert reading.from_yaml(written) == rule_factories.manifest_rule()


@pytest.mark.parametrize("path", ["rules", "rules/M-900", "rules/M-900.yaml", "rules/M-900.json"])
def test_a_copy_that_still_stands_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(f"/api/v1/{path}")
    kept = client.get(f"/api/v1/{path}", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (kept.status_code, kept.content, kept["ETag"]) == (304, b"", first["ETag"])
    later = NOW + timedelta(hours=1)
    rule_factories.saved(rule_factories.manifest_rule(name="renamed"), based_on=1, now=later)
    changed = client.get(f"/api/v1/{path}", HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_representations_have_a_tag_each(client: Client) -> None:
    yaml_, json_ = (client.get(f"/api/v1/rules/M-900.{ending}") for ending in ("yaml", "json"))
    assert yaml_["ETag"] != json_["ETag"]
    assert yaml_["Content-Type"] == "application/yaml; charset=utf-8"


def test_an_unknown_rule_asks_back(client: Client) -> None:
    response = client.get("/api/v1/rules/M-90")
    assert response.status_code == 404
    assert "M-900" in response.json()["did_you_mean"]


@pytest.mark.parametrize("ref", ["%00", "M-900%00", "M-900%0a", "M-99999999999", "%C3%84", "a" * 3000])
@pytest.mark.parametrize("ending", ["", ".yaml"])
def test_what_is_no_reference_is_no_rule(client: Client, ref: str, ending: str) -> None:
    response = client.get(f"/api/v1/rules/{ref}{ending}")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_links_to_hidden_stories_are_left_out(client: Client) -> None:
    factories.saved("KF-901", visibility="organisation")
    links = (
        *rule_factories.manifest_rule().stories,
        msgspec.structs.replace(rule_factories.manifest_rule().stories[0], ref="KF-901"),
    )
    rule_factories.saved(rule_factories.manifest_rule("M-902", stories=links))
    assert b"KF-901" not in client.get("/api/v1/rules/M-902").content
    assert b"KF-901" not in client.get("/api/v1/rules").content


def test_a_hidden_story_finds_what_an_unknown_one_finds(client: Client) -> None:
    factories.saved("KF-901", visibility="organisation")
    links = (StoryLink("KF-900", "detects", "f1"), StoryLink("KF-901", "related"))
    rule_factories.saved(rule_factories.manifest_rule("M-902", stories=links))
    hidden, unknown = (client.get("/api/v1/rules", {"story": ref}) for ref in ("KF-901", "KF-999"))
    assert hidden.json() == unknown.json() == {"results": [], "next": None, "total": 0}


def test_the_list_is_the_one_of_the_page(client: Client) -> None:
    for asked in ({"q": "m-900"}, {"story": "kf-900"}, {"level": "high"}, {"status": "stable"}):
        found = [rule["ref"] for rule in client.get("/api/v1/rules", asked).json()["results"]]
        lines = client.get("/rules.csv", asked).getvalue().decode().splitlines()[1:]
        assert found == [line.partition(",")[0] for line in lines]


def test_queries_do_not_grow(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for asked in ({"kind": "signature"}, {}):
        # What all rules are chosen by, the rules shown, their links.
        with django_assert_num_queries(3):
            client.get("/api/v1/rules", asked)


def test_the_schema_takes_a_rule(client: Client) -> None:
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(client.get("/api/v1/schema/rule.json").json())
    for rule in (rule_factories.manifest_rule(), rule_factories.alert_rule(), rule_factories.signature()):
        assert list(validator.iter_errors(reading.plain(rule))) == []
    assert not validator.is_valid({"ref": "M-1"})
