"""Postmortems of others, written as documents of version 1, say the same after they were saved."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from incidents import yamltree, yamlwriting
from incidents.domain import stories, vocabulary
from incidents.domain.stories import creation
from incidents.stories import checks, export, reading
from incidents.stories.document import Story
from incidents.stories.vocabulary import Vocabulary
from tests import factories

pytestmark = pytest.mark.django_db

FILES = sorted(Path(os.environ["POSTMORTEMS"]).glob("*.yaml"))
"""`tests/conftest.py` leaves this module out where there are none."""

Steps = tuple[str | int, ...]
RENAMED = {
    "product": "name",
    "introduced": "affected_from",
    "fixed": "fixed_in",
}
ADDED = {"schema", "ref", "uuid"}


def leaves(value: Any, path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from leaves(item, (*path, key))
    else:
        yield path, value


def expected(path: Steps, value: Any, precision: str | None) -> tuple[Steps, Any]:
    """Where version 2 has a value of version 1, and what it says there."""
    match path:
        case ("organisation",):
            path = ("organisations", 0, "name")
        case ("impacts", index, "quantity", field):
            path = ("impacts", index, "quantities", 0, field)
        case ("sources", index, "published", "date"):
            path = ("sources", index, "published")
        case ("factors", index, "versions", number, field):
            path = ("factors", index, "technologies", number, RENAMED[str(field)])
            value = value.lower().replace("_", "-") if field == "product" else value
        case ("actions", _, "status") if value == "in_progress":
            value = "open"
        case (*_, "at" | "start" | "end") if precision == "hour":
            value = value.replace(":00Z", "Z")
    return path, value


def facts_of(document: Any) -> dict[Steps, Any]:
    """Every value of a document of version 1, where version 2 has it."""
    found = dict(leaves(document))
    return dict(
        expected(path, value, found.get((*path[:-1], "precision")))
        for path, value in found.items()
        if path[-1] != "precision"
    )


def is_anchor(path: Steps) -> bool:
    return len(path) == 3 and path[-1] == "id"


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def file(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def saved(file: Path, shipped_vocabulary: Vocabulary) -> Story:
    vocabulary.load(shipped=shipped_vocabulary)
    author = factories.user("robin")
    made = creation.from_file(path=file, prefix="INC", author=author, reason="", now=factories.NOW)
    return stories.current(ref=made.incident.ref)


def test_every_fact_is_kept_and_none_is_added(file: Path, saved: Story) -> None:
    facts = facts_of(yamltree.read(file.read_bytes()).value)
    kept = dict(leaves(reading.plain(saved)))

    # What equals its default is not written.
    defaults = {path: value for path, value in facts.items() if path not in kept}
    assert set(defaults.values()) <= {"stated", "primary", "other", False}
    assert {path: kept[path] for path in facts.keys() - defaults.keys()} == {
        path: value for path, value in facts.items() if path not in defaults
    }
    added = {path for path in kept.keys() - facts.keys() if not is_anchor(path)}
    assert {path[0] for path in added} <= ADDED


def test_a_saved_postmortem_has_no_fault(saved: Story) -> None:
    assert checks.faults(saved) == []


def test_yaml_and_json_round_trips_hold(saved: Story, shipped_vocabulary: Vocabulary) -> None:
    written = yamlwriting.to_yaml(saved)

    assert reading.from_yaml(written, vocabulary=shipped_vocabulary) == saved
    assert reading.from_json(reading.to_json(saved), vocabulary=shipped_vocabulary) == saved
    assert yamlwriting.to_yaml(reading.trusted(reading.to_json(saved))) == written


def test_markdown_holds_every_text_and_time(saved: Story) -> None:
    markdown = " ".join(export.to_markdown(saved).split())
    told = [
        value
        for path, value in leaves(reading.plain(saved))
        if path[-1] in {"title", "text", "summary", "gap_text", "at", "observable", "url"}
    ]

    assert [text for text in told if " ".join(text.split()) not in markdown] == []
