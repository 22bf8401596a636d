"""Checking a text or a document over the API."""

import json

import pytest
from django.test import Client

from incidents.api.v1.views import check

pytestmark = pytest.mark.django_db

CHECK = "/api/v1/check"
STORY = {
    "ref": "KF-1",
    "slug": "a",
    "kind": "incident",
    "title": "A title",
    "status": "draft",
    "summary": "The root cause was a full disk.",
}


def posted(body: object, content_type: str = "application/json") -> tuple[int, dict[str, object]]:
    data = body if isinstance(body, str) else json.dumps(body)
    response = Client().post(CHECK, data, content_type=content_type)
    return response.status_code, response.json()


@pytest.mark.parametrize("content_type", ["text/plain", "text/markdown"])
def test_text_is_checked(content_type: str) -> None:
    status, answer = posted("The team forgot the region. The pod failed to start.", content_type)
    assert status == 200
    (finding,) = answer["findings"]
    assert (finding["kind"], finding["start"], finding["line"]) == ("counterfactual", 9, 1)


def test_text_may_be_a_field_of_json() -> None:
    status, answer = posted({"text": "The team forgot the region."})
    assert (status, len(answer["findings"])) == (200, 1)


def test_a_document_is_checked_field_by_field() -> None:
    status, answer = posted(STORY)
    (finding,) = answer["findings"]
    assert (status, finding["pointer"], finding["quote"]) == (200, "/summary", "root cause")


def test_a_document_with_faults_is_refused_with_all_of_them() -> None:
    status, answer = posted(STORY | {"kind": "party", "status": "lost"})
    assert status == 400
    assert {fault["pointer"] for fault in answer["errors"]} == {"/kind", "/status"}


@pytest.mark.parametrize("body", ["[", "[]", "{}", '{"text": " "}', '{"text": 5}'])
def test_what_is_neither_is_refused(body: str) -> None:
    assert posted(body)[0] == 400


def test_what_is_too_large_is_refused() -> None:
    status, answer = posted("a" * (check.MOST + 1), "text/plain")
    assert status == 413
    assert "1 MiB" in str(answer["detail"])
