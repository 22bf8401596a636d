"""What the description forbids is refused, and what it allows is answered."""

import json

import pytest
from django.test import Client

from tests import factories, rule_factories

pytestmark = pytest.mark.django_db

V1 = "/api/v1"


@pytest.fixture(autouse=True)
def catalogue() -> None:
    factories.saved("KF-900")
    rule_factories.saved()


def faults(client: Client, query: str) -> dict[str, str]:
    response = client.get(f"{V1}/{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    return {fault["parameter"]: fault["message"] for fault in response.json()["errors"]}


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("stories?sort=&modified_since=&limit=&cursor=&component=&kind=&status=&facets=", 8),
        ("stories?limit=0", 1),
        ("stories?limit=201", 1),
        ("stories?limit=1&limit=2", 1),
        ("stories?kind=hazard,", 1),
        ("stories?kind=hazard, incident", 1),
        ("stories?facets=1", 1),
        ("stories?facets=True", 1),
        ("stories?modified_since=2026-03-02", 1),
        ("stories?modified_since=2026-03-02T10:30:00", 1),
        ("stories?modified_since=2026-03-02T10:30:00+01:00", 1),
        ("stories?year=19,unknown", 1),
        ("stories?year=20199", 1),
        (f"stories?q={'a' * 501}", 1),
        (f"stories?component={'network/dns,' * 50}network/dns", 1),
        ("rules?kind=&level=&status=&story=&limit=&cursor=", 6),
        ("rules?limit=x", 1),
        ("rules?cursor=M-1234567", 1),
        ("stories/KF-900/revisions?limit=&cursor=", 2),
        ("stories/KF-900/revisions?cursor=0", 1),
        ("stories/KF-900/revisions?cursor=2147483648", 1),
        ("terms?facet=", 1),
        ("terms?facet=year", 1),
        ("resolve", 2),
        ("resolve?tool=&rule=", 2),
        (f"resolve?tool=soundings&rule={'a' * 501}", 1),
    ],
)
def test_what_is_not_described_is_refused(client: Client, query: str, refused: int) -> None:
    assert len(faults(client, query)) == refused


@pytest.mark.parametrize(
    "query",
    [
        "stories?q=",
        "stories?limit=1&facets=false&sort=ref",
        "stories?limit=200&facets=true",
        "stories?kind=hazard,incident&kind=unknown&severity=major,unknown&has_rule=no,unknown&year=2019,unknown",
        "stories?modified_since=2026-03-02T10:30:00%2B01:00",
        "stories?modified_since=2026-03-02t10:30:00.5z",
        "rules?kind=manifest&level=high,low&level=info&status=stable&story=KF-900&q=&limit=1&cursor=M-1",
        "stories/KF-900/revisions?limit=1&cursor=2147483647",
        "resolve?tool=SOUNDINGS&rule=m-900",
    ],
)
def test_what_is_described_is_answered(client: Client, query: str) -> None:
    response = client.get(f"{V1}/{query}")
    assert response.status_code == 200, response.content


def test_a_fault_says_what_to_write(client: Client) -> None:
    told = faults(
        client, "stories?sort=&facets=yes&limit=0&year=19&modified_since=2026-03-02T10:30:00+01:00&kin=x"
    )
    assert told["sort"] == "is empty; write a value or leave the parameter out"
    assert told["facets"] == "“yes” is not possible here; choose one of: false, true"
    assert told["limit"] == "“0” is not possible here; write a number from 1 to 200"
    assert told["year"] == "“19” is not possible here; write a year such as 2019, or unknown"
    assert told["modified_since"].endswith("“+” is written %2B in an address")
    assert told["kin"] == "is no parameter of this address; did you mean kind?"


@pytest.mark.parametrize("level", ["", "fatal", "low,high"])
def test_the_level_of_linting_is_one(client: Client, level: str) -> None:
    response = client.post(f"{V1}/lint?level={level}", "kind: Pod", content_type="application/yaml")
    assert [fault["parameter"] for fault in response.json()["errors"]] == ["level"]


@pytest.mark.parametrize("told", ["application/json", "application/vnd.kubernetes+json"])
@pytest.mark.parametrize("body", ["null", "false", "0.0", "[null]", '"x"', "[]", '[{"kind": "Pod"}]', "{}"])
def test_json_that_is_neither_a_manifest_nor_files_is_not_linted(
    client: Client, body: str, told: str
) -> None:
    response = client.post(f"{V1}/lint", body, content_type=told)
    assert response.status_code == 400
    assert [fault["pointer"] for fault in response.json()["errors"]] == [""]


@pytest.mark.parametrize(
    ("path", "body", "pointers"),
    [
        ("lint", {"files": []}, ["/files"]),
        ("lint", {"files": None}, ["/files"]),
        ("lint", {"files": [{"content": "", "path": None}]}, ["/files/0/path"]),
        ("lint", {"files": [{"content": "x"}], "level": "fatal"}, ["/level"]),
        ("lint", {"files": [{"content": "x"}] * 1001}, ["/files"]),
        ("match", {"text": ""}, ["/text"]),
        ("match", {"text": " \t\r\n"}, ["/text"]),
        ("match", {"text": "x", "mask_addresses": None}, ["/mask_addresses"]),
        (
            "resolve/batch",
            {"queries": [{"rule": None, "tool": None}]},
            ["/queries/0/tool", "/queries/0/rule"],
        ),
        ("resolve/batch", {"queries": [{"rule": "", "tool": "soundings"}]}, ["/queries/0/rule"]),
        ("resolve/batch", [None], [""]),
    ],
)
def test_a_body_that_is_not_described_is_refused(
    client: Client, path: str, body: object, pointers: list[str]
) -> None:
    response = client.post(f"{V1}/{path}", json.dumps(body), content_type="application/json")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert [fault["pointer"] for fault in response.json()["errors"]] == pointers


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("lint", {"files": [{"content": ""}]}),
        ("lint", {"files": [{"content": "\0", "path": "\0"}], "before": [], "level": "info"}),
        ("lint", {"kind": None}),
        ("lint", {"apiVersion": 1, "files": [1]}),
        ("match", {"text": "\0", "mask_addresses": True}),
        ("resolve/batch", {"queries": []}),
        ("resolve/batch", {"queries": [{"rule": "\0", "tool": "Soundings"}]}),
    ],
)
def test_a_body_that_is_described_is_answered(client: Client, path: str, body: object) -> None:
    response = client.post(f"{V1}/{path}", json.dumps(body), content_type="application/json")
    assert response.status_code == 200, response.content


@pytest.mark.parametrize("told", ["application/json", "text/plain"])
def test_files_that_are_there_twice_are_not_dropped(client: Client, told: str) -> None:
    files = json.dumps([{"content": rule_factories.BAD}])
    response = client.post(f"{V1}/lint", f'{{"files": {files}, "files": []}}', content_type=told)
    assert response.status_code == 400
    assert response.json()["errors"] == [{"pointer": "/files", "message": "appears twice; keep one"}]


def test_a_manifest_with_a_duplicate_key_is_not_checked(client: Client) -> None:
    body = '{"kind": "CronJob", "apiVersion": "batch/v1", "kind": "Pod"}'
    report = client.post(f"{V1}/lint", body, content_type="application/json").json()
    assert any("twice" in one["reason"] for one in report["unchecked"])


@pytest.mark.parametrize("path", ["match", "resolve/batch"])
def test_a_key_that_is_there_twice_is_told(client: Client, path: str) -> None:
    response = client.post(f"{V1}/{path}", '{"text": "a", "text": "b"}', content_type="application/json")
    assert {fault["pointer"] for fault in response.json()["errors"]} == {"/text"}
