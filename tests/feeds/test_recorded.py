"""States of a list, read one after another. What they hold is counted here by simpler means."""

import re
from pathlib import Path

import pytest

from incidents.feeds.found import FoundStory
from incidents.feeds.parsing import parse
from incidents.feeds.received import Received
from tests.feeds import states

BULLET = re.compile(r"^ ?\* \[", re.MULTILINE)


def found(path: Path) -> tuple[FoundStory, ...]:
    parsed = parse("k8s-af", Received(data=path.read_bytes()))
    assert parsed.faults == ()
    return parsed.stories


def of_list(path: Path) -> str:
    return path.read_text().partition("\n# Why")[0]


@pytest.mark.parametrize("path", [path for folder in states.FOLDERS for path in states.of(folder)], ids=str)
def test_every_entry_and_every_word_of_it_is_found_once(path):
    stories = found(path)
    text = of_list(path)
    assert len(stories) == len(BULLET.findall(text))
    assert len({(one.addresses[0].canonical, one.addresses[0].locator) for one in stories}) == len(stories)
    for name, words in (
        ("involved", [", ".join(one.terms_raw) for one in stories if one.terms_raw]),
        ("impact", [", ".join(one.impacts_raw) for one in stories if one.impacts_raw]),
    ):
        written = re.findall(rf"^    \* {name}: (.*)$", text, re.MULTILINE)
        assert words == [row.rstrip().rstrip(",") for row in written]


@pytest.mark.parametrize("path", [path for folder in states.FOLDERS for path in states.of(folder)], ids=str)
def test_each_entry_has_lines_of_its_own(path):
    lines = path.read_text().splitlines()
    for story in found(path):
        excerpt = "\n".join(lines[story.locator.first - 1 : story.locator.last])
        assert story.title_raw in excerpt
        assert story.addresses[0].written in excerpt
        assert len(BULLET.findall(excerpt)) == 1
