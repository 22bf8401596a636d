import math
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from incidents.stories import picture
from incidents.stories.document import Story
from incidents.stories.picture.times import Timeline
from tests.stories.samples import draft
from tests.stories.strategies import stories


def timeline(*events: tuple[str, str | None], **fields: Any) -> Timeline:
    parts = [
        {"id": f"e{number}", "phase": phase, "text": "a"} | ({"at": at} if at else {}) | fields
        for number, (phase, at) in enumerate(events, start=1)
    ]
    return picture.timeline(draft(timeline=parts))


def places(drawn: Timeline) -> list[float]:
    return [marker.x for marker in drawn.markers]


def assert_fits(drawn: Timeline) -> None:
    lanes = {lane.phase: lane for lane in drawn.lanes}
    for marker in drawn.markers:
        assert marker.radius <= marker.x <= drawn.width - marker.radius
        lane = lanes[marker.phase]
        assert lane.y <= marker.y - marker.radius
        assert marker.y + marker.radius <= lane.y + lane.height <= drawn.height
    for one, other in combinations(drawn.markers, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) > 2 * one.radius


def test_events_without_times_are_spread_evenly() -> None:
    drawn = timeline(("start", None), ("detect", None), ("resolve", None))
    first, second, third = places(drawn)

    assert not drawn.to_scale
    assert drawn.ticks == ()
    below = drawn.height - max(lane.y + lane.height for lane in drawn.lanes)
    assert below == drawn.lanes[0].y, "no room is kept for an axis that is not there"
    assert second - first == pytest.approx(third - second)
    assert_fits(drawn)


def test_lanes_are_in_the_order_of_the_phases() -> None:
    drawn = timeline(("resolve", None), ("start", None), ("detect", None), ("start", None))

    assert [lane.phase for lane in drawn.lanes] == ["start", "detect", "resolve"]
    assert [lane.y for lane in drawn.lanes] == sorted(lane.y for lane in drawn.lanes)


def test_comparable_times_are_to_scale() -> None:
    drawn = timeline(
        ("start", "2019-05-21T10:00Z"),
        ("detect", "2019-05-21T10:15:00Z"),
        ("resolve", "2019-05-21T13:00+02:00"),
    )
    first, second, third = places(drawn)

    assert drawn.to_scale
    assert (second - first) / (third - first) == pytest.approx(0.25)
    assert drawn.ticks[0].label == "2019-05-21T10:00Z"
    assert_fits(drawn)


def test_events_without_time_are_between_their_neighbours() -> None:
    drawn = timeline(
        ("start", None),
        ("start", "2019-05-01"),
        ("detect", None),
        ("resolve", "2019-05-03"),
        ("verify", None),
    )
    before, first, between, last, after = places(drawn)

    assert (before, after) == (first, last)
    assert between == pytest.approx((first + last) / 2)


@pytest.mark.parametrize(
    "times",
    [
        ("2019", None),
        ("2019-05-21", "2019-05-21"),
        ("2019", "2019-05-21"),
        ("2019-05-21T10:00", "2019-05-21T11:00Z"),
        ("2019-02-30", "2019-02-31"),
    ],
)
def test_incomparable_times_give_only_the_order(times: tuple[str, str | None]) -> None:
    drawn = timeline(*(("start", at) for at in times))

    assert not drawn.to_scale
    assert places(drawn) == sorted(set(places(drawn)))


def test_simultaneous_events_are_in_different_rows() -> None:
    drawn = timeline(*[("start", "2019-05-21")] * 4, ("resolve", "2019-05-22"))

    assert len({marker.y for marker in drawn.markers[:4]}) == 4
    assert_fits(drawn)


@pytest.mark.parametrize(("last", "room"), [("2019-05-21", 130), ("2019-05-21T10:00:30Z", 200)])
def test_every_tick_is_inside_the_picture(last: str, room: int) -> None:
    drawn = timeline(("start", last.replace("2019", "2018")), ("resolve", last))

    assert [tick.label for tick in drawn.ticks][1:] == [last]
    assert drawn.ticks[-1].x == drawn.width - room / 2


def test_ticks_do_not_overlap() -> None:
    drawn = timeline(*(("respond", f"2019-05-21T10:{minute:02}Z") for minute in range(60)))

    assert 2 <= len(drawn.ticks) <= 8
    assert_fits(drawn)


def test_a_timeline_may_have_one_event_or_none() -> None:
    assert len(timeline(("start", "2019")).markers) == 1
    assert timeline().markers == ()


def test_a_marker_has_the_fields_of_the_event(flood: Story) -> None:
    first, second = picture.timeline(flood).markers

    assert (first.key, first.label, first.at, first.starred) == ("e1", "the job is changed", "", False)
    assert second.starred


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories())
def test_every_story_has_a_timeline_in_which_nothing_overlaps(story: Story) -> None:
    drawn = picture.timeline(story)

    assert_fits(drawn)
    assert picture.timeline(story) == drawn
