from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from incidents.api.v1 import story_query
from incidents.api.v1.story_query import StoryParameters
from incidents.domain import stories
from incidents.domain.search import facets
from incidents.stories.document import Factor, Impact, Occurred
from incidents.stories.vocabulary import Vocabulary
from tests import factories

pytestmark = pytest.mark.django_db

STORIES = "/api/v1/stories"
HOUR = timedelta(hours=1)


def refs(client: Client, **query: Any) -> list[str]:
    response = client.get(STORIES, query)
    assert response.status_code == 200, response.content
    return [row["ref"] for row in response.json()["results"]]


def faults(client: Client, **query: Any) -> dict[str, str]:
    response = client.get(STORIES, query)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    return {fault["parameter"]: fault["message"] for fault in response.json()["errors"]}


def test_a_summary_holds_what_a_list_shows(client: Client) -> None:
    factories.saved(organisation="Harbour")
    page = client.get(STORIES).json()
    (row,) = page.pop("results")
    assert page == {"next": None, "total": 1, "suggestions": [], "facets": None}
    assert row["url"].endswith("/api/v1/stories/KF-900")
    assert client.get(row["url"]).status_code == 200
    assert {name: row[name] for name in ("type", "ref", "organisation", "revision", "snippet")} == {
        "type": "story",
        "ref": "KF-900",
        "organisation": "Harbour",
        "revision": 1,
        "snippet": [],
    }
    assert row["components"] == ["workload/resources"]
    assert row["published"] == "2026-03-02T10:30:00Z"


def test_an_organisation_with_hidden_stories_only_is_not_known(client: Client) -> None:
    factories.saved(organisation="Secret Yard", visibility="organisation")
    answer = faults(client, organisation="secret-yard")["organisation"]
    assert answer == faults(client, organisation="no-such-yard")["organisation"].replace(
        "no-such-yard", "secret-yard"
    )


def test_filters(client: Client, vocabulary: Vocabulary) -> None:
    hang = Factor(id="f1", dimension="code", failure_mode="hang", text="It hangs")
    factories.saved("KF-1", organisation="Harbour", kind="hazard", components=("network/dns",))
    factories.saved(
        "KF-2", factors=(hang,), symptoms=factories.document().symptoms, impacts=(Impact(effect="cost"),)
    )
    assert refs(client, component="network") == ["KF-1"]
    assert sorted(refs(client, component="network/dns,workload/resources")) == ["KF-1", "KF-2"]
    assert refs(client, component="network/dns,workload/resources", all_of="component") == ["KF-1"]
    assert refs(client, failure_mode="hang") == ["KF-2"]
    assert refs(client, effect="cost") == ["KF-2"]
    assert refs(client, effect="unknown") == ["KF-1"]
    assert refs(client, organisation="harbour") == ["KF-1"]
    assert refs(client, kind="hazard") == ["KF-1"]
    assert refs(client, kind="hazard", effect="cost") == []
    assert sorted(refs(client, severity="unknown", year="unknown", has_rule="no", trigger="unknown")) == [
        "KF-1",
        "KF-2",
    ]
    assert refs(client, q="hangs") == ["KF-2"]


def test_words_found_are_marked(client: Client) -> None:
    factories.saved()
    (row,) = client.get(STORIES, {"q": "lowered"}).json()["results"]
    assert [part["text"] for part in row["snippet"] if part["marked"]] == ["lowered"]


def test_every_fault_is_named_at_once(client: Client, vocabulary: Vocabulary) -> None:
    answered = faults(
        client,
        limt="1",
        limit="0",
        component="network/dsn",
        kind="hazzard",
        year="19",
        has_rule="maybe",
        sort="oldst",
        facets="perhaps",
        all_of="components",
        status="gone",
        modified_since="yesterday",
        cursor="abc",
        q="a" * 501,
    )
    assert set(answered) == {
        *("limt", "limit", "component", "kind", "year", "has_rule", "sort", "facets", "all_of", "status"),
        *("modified_since", "cursor", "q"),
    }
    assert answered["limt"].endswith("did you mean limit?")
    assert "network/dns" in answered["component"]
    assert "did you mean hazard?" in answered["kind"]


@pytest.mark.parametrize("name", [*facets.FACETS, "status", "all_of"])
def test_a_value_that_the_database_refuses_is_told(client: Client, name: str) -> None:
    assert "U+0000" in faults(client, **{name: "a\0b"})[name]


def test_a_filter_leaves_out_what_has_a_hyphen_before_it(client: Client, vocabulary: Vocabulary) -> None:
    factories.saved("KF-1", kind="hazard", components=("network/dns",))
    factories.saved("KF-2", components=("network/dns",))
    factories.saved("KF-3")
    assert refs(client, component="-network/dns") == ["KF-3"]
    assert refs(client, component="network,-workload/resources") == []
    assert refs(client, component="network", kind="-hazard") == ["KF-2"]
    assert set(refs(client, q="limit", kind="-hazard")) == {"KF-2", "KF-3"}
    assert len(refs(client, technology="-etcd")) == 3
    assert "did you mean hazard?" in faults(client, kind="-hazzard")["kind"]
    assert "network/dns" in faults(client, component="-network/dsn")["component"]


def test_a_list_has_durations_and_an_order_by_them(client: Client) -> None:
    start = Occurred(start="2019-05-21T10:00Z")
    factories.saved("KF-1", occurred=start, detected_at="T+2m", resolved_at="2019-05-21T10:27Z")
    factories.saved("KF-2", occurred=start, mitigated_at="T+3h")
    factories.saved("KF-3")
    answer = client.get(STORIES, {"sort": "longest"}).json()
    assert [row["ref"] for row in answer["results"]] == ["KF-2", "KF-1", "KF-3"]
    assert answer["results"][0]["durations"]["to_resolve"] == {
        "seconds": 10_800,
        "qualifier": "at_least",
        "text": "at least 3 h",
    }
    assert answer["results"][1]["durations"]["to_detect"]["text"] == "2 min"
    assert answer["results"][2]["durations"] == {}
    found = client.get(STORIES, {"lasted": "under-1-h"}).json()["results"]
    assert [row["ref"] for row in found] == ["KF-1"]


def test_a_parameter_is_given_once(client: Client) -> None:
    assert faults(client, limit=["1", "2"]) == {"limit": "is given 2 times; give it once"}


def test_pages_follow_each_other_whatever_is_inserted(client: Client) -> None:
    for number in range(1, 6):
        factories.saved(f"KF-{number}", now=factories.NOW + number * HOUR)
    first = client.get(STORIES, {"limit": 2}).json()
    factories.saved("KF-6", now=factories.NOW + 6 * HOUR)
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    pages = [[row["ref"] for row in page["results"]] for page in (first, second, third)]
    assert pages == [["KF-5", "KF-4"], ["KF-3", "KF-2"], ["KF-1"]]
    assert third["next"] is None


def test_a_cursor_belongs_to_its_order(client: Client) -> None:
    factories.saved("KF-1")
    factories.saved("KF-2")
    onwards = client.get(STORIES, {"limit": 1, "sort": "ref"}).json()["next"]
    assert [row["ref"] for row in client.get(onwards).json()["results"]] == ["KF-2"]
    response = client.get(onwards.replace("sort=ref", "sort=newest"))
    assert [fault["parameter"] for fault in response.json()["errors"]] == ["cursor"]


def test_a_cursor_is_taken_as_it_was_given(client: Client) -> None:
    factories.saved("KF-1")
    factories.saved("KF-2")
    cursor = story_query.signed("WyJyZWYiLCB7fSwgW11d")
    assert set(faults(client, cursor=cursor[:-1])) == {"cursor"}


def test_those_who_mirror_are_told_what_ended(client: Client) -> None:
    editor = factories.user("editor", role="editor")
    for number in range(1, 5):
        factories.saved(f"KF-{number}")
    since = factories.NOW + HOUR
    stories.withdraw(ref="KF-2", based_on=1, author=editor, reason="Not ours.", now=since)
    stories.merge(ref="KF-3", into="KF-1", based_on=1, author=editor, reason="One.", now=since + HOUR)
    assert sorted(refs(client)) == ["KF-1", "KF-4"]
    page = client.get(STORIES, {"modified_since": since.isoformat()}).json()
    ended = [(row["type"], row["ref"], row["status"], row["merged_into"]) for row in page["results"]]
    assert ended == [
        ("tombstone", "KF-3", "merged", "KF-1"),
        ("tombstone", "KF-2", "withdrawn", None),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_list(
    client: Client, vocabulary: Vocabulary, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        factories.saved(f"KF-{number + 1}", organisation=f"Harbour {number}")
    factories.entries_are_known()
    # The rows of the page, their number with them.
    with django_assert_num_queries(1):
        client.get(STORIES)
    # Values that exist, the state of the index, the rows of the page.
    with django_assert_num_queries(3):
        client.get(
            STORIES, {"q": "restart", "facets": "true", "component": "workload", "organisation": "harbour-0"}
        )


def test_a_copy_of_a_list_that_stands_is_not_sent_again(client: Client) -> None:
    factories.saved("KF-1")
    etag = client.get(STORIES)["ETag"]
    assert client.get(STORIES, headers={"If-None-Match": etag}).status_code == 304
    factories.saved("KF-2")
    assert client.get(STORIES, headers={"If-None-Match": etag}).status_code == 200


@examples(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    query=st.dictionaries(
        st.sampled_from(StoryParameters.__struct_fields__) | st.text(max_size=8),
        st.text(max_size=30),
        max_size=4,
    )
)
def test_rubbish_is_answered_with_stories_or_with_its_faults(client: Client, query: dict[str, str]) -> None:
    response = client.get(STORIES, query)
    assert response.status_code in {200, 400}
    if response.status_code == 400:
        assert {fault["parameter"] for fault in response.json()["errors"]} <= set(query)
