from typing import Any

import pytest

from incidents.stories import durations
from incidents.stories.durations import Duration
from tests.stories.samples import draft


@pytest.mark.parametrize(
    ("times", "text"),
    [
        ({"occurred": {"start": "2018-10-21T22:52Z"}, "resolved_at": "2018-10-22T23:03Z"}, "24 h 11 min"),
        ({"occurred": {"start": "2018-10-21T22:52Z", "end": "2018-10-21T22:52:40Z"}}, "40 s"),
        ({"occurred": {"start": "2018-10-21T22:52Z"}, "resolved_at": "T+27m"}, "27 min"),
        ({"occurred": {"start": "2018-10-21"}, "resolved_at": "T+27m~"}, "about 27 min"),
        ({"occurred": {"start": "2018-10-21T22:52Z~"}, "resolved_at": "2018-10-22T00:52Z"}, "about 2 h"),
        ({"occurred": {"start": "2018-10-21"}, "resolved_at": "2018-10-24"}, "about 3 days"),
        ({"occurred": {"start": "2018-10-21T10Z"}, "resolved_at": "2018-10-21T12Z"}, "about 2 h"),
        ({"occurred": {"start": "2018-10-21T10:00Z"}, "mitigated_at": "T+90m"}, "at least 1 h 30 min"),
        (
            {
                "occurred": {"start": "2019-10-27T01:30"},
                "resolved_at": "2019-10-27T04:30",
                "time_zone": "Europe/Berlin",
            },
            "4 h",
        ),
    ],
)
def test_how_long_it_took_follows_from_the_moments(times: dict[str, Any], text: str) -> None:
    resolved = durations.of(draft(**times)).to_resolve

    assert resolved is not None
    assert resolved.text == text


@pytest.mark.parametrize(
    "times",
    [
        {},
        {"occurred": {"start": "2018"}},
        {"resolved_at": "2018-10-22T23:03Z"},
        {"occurred": {"start": "2018-10"}, "resolved_at": "2018-10-22T23:03Z"},
        {"occurred": {"start": "2018-10-22"}, "resolved_at": "2018-10-22"},
    ],
)
def test_what_is_known_too_coarsely_has_no_duration(times: dict[str, Any]) -> None:
    assert dict(durations.of(draft(**times)).known()) == {}


def test_impacts_have_their_own_durations() -> None:
    impacts = [
        {"id": "i1", "effect": "errors", "start": "2017-02-28T09:37-08:00", "end": "2017-02-28T12:26-08:00"},
        {"id": "i2", "effect": "errors"},
    ]

    assert durations.of_impacts(draft(impacts=impacts)) == {"i1": Duration(10_140)}


@pytest.mark.parametrize(
    ("seconds", "words", "length"),
    [
        (0, "0 s", "under-15-min"),
        (899, "15 min", "under-15-min"),
        (3_599, "60 min", "under-1-h"),
        (7_260, "2 h 1 min", "under-4-h"),
        (86_399, "24 h", "under-1-day"),
        (172_800, "2 days", "1-day-or-more"),
        (180_000, "2 days 2 h", "1-day-or-more"),
        (30 * 86_400, "30 days", "1-day-or-more"),
    ],
)
def test_a_duration_in_words_and_in_its_class(seconds: int, words: str, length: str) -> None:
    assert (Duration(seconds).text, Duration(seconds).length) == (words, length)


@pytest.mark.parametrize(
    ("start", "end"), [("0000", "0000"), ("2019-02-30", "2019-03-02"), ("2019-02-30T10:00", "T+5m")]
)
def test_times_that_do_not_exist_give_no_duration(start: str, end: str) -> None:
    story = draft(occurred={"start": start, "end": end}, time_zone="Europe/Atlantis")

    assert list(durations.of(story).known()) == []
