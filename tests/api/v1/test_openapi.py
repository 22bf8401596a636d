from collections.abc import Iterator
from typing import Any, get_args

import jsonschema
import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema

from incidents.domain import stories
from incidents.stories.vocabulary import Vocabulary
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def description(client: Client) -> dict[str, Any]:
    answered: dict[str, Any] = client.get("/api/v1/schema").json()
    return answered


def shape_of(description: dict[str, Any], path: str, status: str = "200") -> dict[str, Any]:
    contents = description["paths"][path]["get"]["responses"][status]["content"]
    media_type = "application/json" if status == "200" else "application/problem+json"
    return contents[media_type]["schema"] | {"components": description["components"]}


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    for inside in node if isinstance(node, list) else ():
        yield from references(inside)


def test_the_description_is_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    validate_schema(description)


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    shapes = description["components"]["schemas"]
    # A schema that is itself an answer refers to its own definitions, in the example.
    own = {name for name in references(description) if not name.startswith("#/$defs/")}
    assert {name.rpartition("/")[2] for name in own} <= set(shapes)
    assert any(name.startswith("#/components/schemas/") for name in own)
    assert {"Story", "StorySummary", "Tombstone", "Problem"} <= set(shapes)


def test_every_parameter_of_the_list_is_described(description: dict[str, Any]) -> None:
    from incidents.api.v1.story_query import StoryParameters

    described = {entry["name"] for entry in description["paths"]["/api/v1/stories"]["get"]["parameters"]}
    assert described == set(StoryParameters.__struct_fields__)


def test_what_is_written_out_for_the_description_is_what_the_domain_knows() -> None:
    from incidents.api.v1 import story_query
    from incidents.domain.search import facets, paging

    assert set(facets.FACETS) <= set(story_query.StoryParameters.__struct_fields__)
    assert set(get_args(story_query.Sort)) == set(paging.ORDERS)


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/api/v1/", "/api/v1/"),
        ("/api/v1/stories", "/api/v1/stories?facets=true&q=restart&modified_since=2020-01-01T00:00:00Z"),
        ("/api/v1/stories", "/api/v1/stories?status=withdrawn"),
        ("/api/v1/stories/{name}", "/api/v1/stories/KF-1"),
        ("/api/v1/stories/{name}.{ending}", "/api/v1/stories/KF-1.json"),
        ("/api/v1/stories/{ref}/revisions", "/api/v1/stories/KF-1/revisions"),
        ("/api/v1/stories/{ref}/revisions/{number}", "/api/v1/stories/KF-1/revisions/1"),
        ("/api/v1/terms", "/api/v1/terms"),
        ("/api/v1/schema/story.json", "/api/v1/schema/story.json"),
    ],
)
def test_answers_are_as_described(
    client: Client, vocabulary: Vocabulary, description: dict[str, Any], path: str, address: str
) -> None:
    factories.saved("KF-1", organisation="Harbour")
    factories.saved("KF-2")
    editor = factories.user("editor", role="editor")
    stories.withdraw(ref="KF-2", based_on=1, author=editor, reason="Not ours.", now=factories.NOW)
    response = client.get(address)
    assert response.status_code == 200
    jsonschema.Draft202012Validator(shape_of(description, path)).validate(response.json())


@pytest.mark.parametrize(
    ("path", "status", "address"),
    [
        ("/api/v1/stories", "400", "/api/v1/stories?limt=1&kind=x"),
        ("/api/v1/stories/{name}", "404", "/api/v1/stories/KF-77"),
        ("/api/v1/terms", "400", "/api/v1/terms?facet=x"),
    ],
)
def test_problems_are_as_described(
    client: Client, description: dict[str, Any], path: str, status: str, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == int(status)
    jsonschema.Draft202012Validator(shape_of(description, path, status)).validate(response.json())


def test_the_root_leads_to_every_endpoint(client: Client) -> None:
    root = client.get("/api/v1/").json()
    statuses = {
        endpoint["url"].rpartition("/")[2]: client.get(endpoint["url"]).status_code
        for endpoint in root["endpoints"]
    }
    # These want to be asked or sent something, or to know who asks.
    asked = ("actions", "alertmanager", "check", "find", "lint", "match", "news", "resolve", "sightings")
    assert {name: statuses.pop(name) for name in asked} == {
        "actions": 401,
        "alertmanager": 405,
        "check": 405,
        "find": 400,
        "lint": 405,
        "match": 405,
        "news": 401,
        "resolve": 400,
        "sightings": 405,
    }
    assert set(statuses.values()) == {200}


@pytest.mark.parametrize(
    "path", ["", "schema", "schema/story.json", "schema/rule.json", "schema/configuration.json"]
)
def test_a_copy_that_stands_is_not_sent_again(client: Client, path: str) -> None:
    etag = client.get(f"/api/v1/{path}")["ETag"]
    assert client.get(f"/api/v1/{path}", headers={"If-None-Match": etag}).status_code == 304
