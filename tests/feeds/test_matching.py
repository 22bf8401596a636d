from pathlib import Path

import pytest

from incidents.feeds import verdict
from incidents.feeds.found import FoundStory, Locator
from incidents.feeds.matching import KnownEntries, KnownEntry, Matching, at, known_of
from incidents.feeds.parsing import parse
from incidents.feeds.received import Received
from tests.feeds import states

KNOWN = KnownEntries(
    [
        KnownEntry(
            key=1,
            external_id="a",
            addresses=at("https://quay.example/crane"),
            title="The crane that waited",
            organisation="Quay Works",
            year=2019,
        ),
        KnownEntry(
            key=2,
            addresses=at("https://lock.example/report#first"),
            title="Gate one",
            organisation="Lock Labs",
        ),
        KnownEntry(
            key=3,
            addresses=at("https://lock.example/report#second"),
            title="Gate two",
            organisation="Lock Labs",
        ),
        KnownEntry(
            key=4,
            external_id="b",
            addresses=at("https://tide.example/1"),
            title="Outage",
            organisation="Tide Co",
            year=2017,
        ),
        KnownEntry(
            key=5, addresses=at("https://tide.example/2"), title="Outage", organisation="Tide Co", year=2018
        ),
    ]
)


def matched(
    title: str = "Something else", address: str = "", organisation: str | None = None, **more: str
) -> Matching:
    return KNOWN.match(
        FoundStory(
            title_raw=title,
            title=title,
            locator=Locator(1, 1),
            addresses=at(address) if address else (),
            organisation=organisation,
            **more,
        )
    )


@pytest.mark.parametrize(
    ("found", "key", "by"),
    [
        ({"external_id": "a", "address": "https://quay.example/crane"}, 1, "external_id"),
        ({"external_id": "a", "title": "THE CRANE, that waited"}, 1, "external_id"),
        ({"external_id": "new", "address": "http://www.quay.example/crane/?utm_source=x"}, 1, "address"),
        ({"address": "https://lock.example/report#second"}, 3, "address"),
        ({"address": "https://lock.example/report#other", "title": "Gate one"}, 2, "address"),
        (
            {"title": "The crane that waited", "organisation": "quay works", "published": "2020-01"},
            1,
            "title",
        ),
        ({"title": "The crane that waited", "organisation": "Quay Works"}, 1, "title"),
        ({"title": "Outage", "organisation": "Tide Co", "published": "2019"}, 5, "title"),
    ],
)
def test_an_entry_is_recognised(found, key, by):
    assert (matched(**found).key, matched(**found).by) == (key, by)


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"title": "The crane that waited", "organisation": "Quay Works", "published": "2021"},
        {"title": "The crane that waited", "organisation": "Tide Co"},
        {"title": "The crane that waited"},
        {"address": "https://lock.example/report#third"},
    ],
)
def test_a_new_entry_is_none_of_the_known_ones(found):
    assert matched(**found).key is None


def test_an_identifier_that_is_used_again_identifies_nothing():
    outcome = matched(external_id="a", title="Fog", address="https://quay.example/fog")
    assert outcome.key is None
    assert "its identifier was another entry's" in (outcome.obstacle or "")


def test_what_fits_several_is_for_people_to_decide():
    outcome = matched(title="Outage", organisation="Tide Co")
    assert (outcome.key, outcome.obstacle) == (None, "2 known entries have the same title")
    assert {one.key for one in outcome.suggested} == {4, 5}


def test_what_is_similar_is_suggested():
    outcome = matched(title="The crane that never waited")
    assert outcome.key is None
    assert [(one.key, one.reason) for one in outcome.suggested] == [
        (1, "80% of the words of both titles are the same")
    ]


def stories(path: Path) -> tuple[FoundStory, ...]:
    return parse("k8s-af", Received(data=path.read_bytes())).stories


@pytest.mark.parametrize("folder", states.FOLDERS, ids=str)
def test_states_of_a_list_lose_and_double_nothing(folder):
    known: dict[int, KnownEntry] = {}
    for path in [twice for state in states.of(folder) for twice in (state, state)]:
        found, before = stories(path), dict(known)
        by_key = KnownEntries(before.values())
        keys = [by_key.match(story).key for story in found]
        recognised = [key for key in keys if key is not None]
        assert len(recognised) == len(set(recognised)), "two entries are taken for one"
        for story, key in zip(found, keys, strict=True):
            place = len(known) if key is None else int(key)
            known[place] = known_of(story, place)
        gone = len(before) - len(recognised)
        assert not verdict.of_run(found=len(found), known=len(before), vanished=gone, is_window=False).halts
    assert len(known) == len({(one.title, one.addresses) for one in known.values()})
    last = KnownEntries(known.values())
    assert {last.match(story).by for story in stories(states.of(folder)[-1])} == {"address"}


def test_moves_of_our_list_are_recognised():
    first, second, third = (stories(path) for path in states.of(states.OURS))
    known = KnownEntries(known_of(story, story.title) for story in first)
    assert {story.title: known.match(story).by for story in second if known.match(story).by != "address"} == {
        "Gate two": None,
        "Fog in the lock": "title",
    }
    known = KnownEntries(known_of(story, story.title) for story in second)
    assert known.match(next(story for story in third if story.title == "Ropes at night")).by == "title"


@pytest.mark.parametrize(
    ("found", "known", "vanished", "is_window", "halts"),
    [
        (10, 0, 0, False, False),
        (8, 10, 2, False, False),
        (7, 10, 3, False, True),
        (7, 10, 3, True, False),
        (20, 10, 10, False, True),
        (0, 10, 10, True, True),
        (0, 0, 0, False, True),
    ],
)
def test_a_run_halts_if_much_vanishes_or_nothing_is_found(found, known, vanished, is_window, halts):
    outcome = verdict.of_run(found=found, known=known, vanished=vanished, is_window=is_window)
    assert outcome.halts == halts == bool(outcome.reason)
