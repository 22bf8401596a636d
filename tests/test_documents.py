"""What docs/ says about variables, addresses and commands is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from kb import env

DOCUMENTS = sorted((Path(__file__).parents[1] / "docs").glob("*.md"))
SECURITY = (Path(__file__).parents[1] / "docs" / "security.md").read_text()
ADDRESS = re.compile(r"`(/[a-z][a-z0-9/._-]*)`")
PARTS = {"2": range(1, 11), "3": (1, 2, 3, 4, 5, 7), "4": (1, 2, 3), "7": (1, 2, 3, 4)}
"""Sections of the standard with points of level 2."""


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_what_there_is(path: Path) -> None:
    text = path.read_text()
    assert set(re.findall(r"\bSOUNDINGS_[A-Z_]+\b", text)) <= set(env.VARIABLES)
    assert set(re.findall(r"\./manage\.py (\w+)", text)) <= set(get_commands())


def test_every_page_named_is_there() -> None:
    assert [address for address in ADDRESS.findall(SECURITY) if not is_address(address)] == []


def is_address(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def test_every_section_of_the_standard_is_gone_through() -> None:
    rows = {match[1] for match in re.finditer(r"^\| (\d\.\d+)\.", SECURITY, re.MULTILINE)}
    assert rows == {f"{chapter}.{section}" for chapter, sections in PARTS.items() for section in sections}


def test_the_shipped_gaps_are_those_of_the_tables() -> None:
    """Each point that does not hold is in the first table, so that nobody has to look for it."""
    first, rest = SECURITY.split("## 2 Authentication")
    gaps = {
        point
        for points, verdict in re.findall(
            r"^\| ([\d., ]+) \| [^|]+\| (no|in part|set it) \|", rest, re.MULTILINE
        )
        for point in points.split(", ")
    }
    listed = set(re.findall(r"^\| (\d\.\d+\.\d+) \|", first, re.MULTILINE))
    assert gaps == listed
