import math
from itertools import combinations
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from incidents.stories import picture
from incidents.stories.document import Story
from incidents.stories.picture import Timeline
from tests.stories.samples import draft
from tests.stories.strategies import stories

DAY = "2019-05-21T"


def timeline(*events: tuple[str, str | None], **fields: Any) -> Timeline | None:
    parts = [
        {"id": f"e{number}", "phase": phase, "text": "a"} | ({"at": at} if at else {})
        for number, (phase, at) in enumerate(events, start=1)
    ]
    return picture.timeline(draft(timeline=parts, **fields))


def drawn(*events: tuple[str, str | None], **fields: Any) -> Timeline:
    shown = timeline(*events, **fields)
    assert shown is not None
    return shown


def places(shown: Timeline) -> list[float]:
    return [marker.x for marker in shown.markers]


def assert_fits(shown: Timeline) -> None:
    lanes = {lane.phase: lane for lane in shown.lanes}
    for marker in shown.markers:
        assert marker.radius <= marker.x <= shown.width - marker.radius
        lane = lanes[marker.phase]
        assert lane.y <= marker.y - marker.radius
        assert marker.y + marker.radius <= lane.y + lane.height <= shown.height
    for one, other in combinations(shown.markers, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) > 2 * one.radius


def test_times_are_to_scale() -> None:
    shown = drawn(("start", f"{DAY}10:00Z"), ("detect", f"{DAY}10:15:00Z"), ("resolve", f"{DAY}13:00+02:00"))
    first, second, third = places(shown)

    assert (second - first) / (third - first) == pytest.approx(0.25)
    assert shown.ticks[0].label == f"{DAY}10:00Z"
    assert (shown.left_out, shown.breaks) == (0, ())
    assert [lane.phase for lane in shown.lanes] == ["start", "detect", "resolve"]
    assert_fits(shown)


def test_what_is_known_to_the_day_is_not_on_the_clock() -> None:
    shown = drawn(
        ("lead_up", "2019-05-21"),
        ("start", f"{DAY}10:00Z"),
        ("detect", None),
        ("mitigate", f"{DAY}10:30Z"),
        ("resolve", f"{DAY}11:00Z"),
        ("follow_up", "2019-06"),
        ("follow_up", f"{DAY}12Z"),
    )

    assert [marker.key for marker in shown.markers] == ["e2", "e4", "e5"]
    assert shown.left_out == 4


@pytest.mark.parametrize(
    "times",
    [
        (),
        (None, None, None),
        (f"{DAY}10:00Z", f"{DAY}11:00Z", None),
        (f"{DAY}10:00Z", f"{DAY}10:00Z", f"{DAY}11:00Z"),
        ("2019-05-21", "2019-05-22", "2019-05-23"),
        (f"{DAY}10:00", f"{DAY}11:00Z", f"{DAY}12:00Z"),
    ],
)
def test_a_picture_that_would_say_nothing_is_not_drawn(times: tuple[str | None, ...]) -> None:
    assert timeline(*(("start", at) for at in times)) is None


def test_relative_times_are_placed_from_the_start() -> None:
    events = (("start", f"{DAY}10:00Z"), ("detect", "T+15m"), ("resolve", "T+60m"))
    first, second, third = places(drawn(*events, occurred={"start": f"{DAY}10:00Z"}))

    assert (second - first) / (third - first) == pytest.approx(0.25)
    apart = drawn(*events[1:], ("verify", "T+120m"), occurred={"start": "2019-05-21"})
    assert [marker.key for marker in apart.markers] == ["e1", "e2", "e3"]
    assert timeline(*events, occurred={"start": "2019-05-21"}) is None


def test_a_long_gap_breaks_the_axis() -> None:
    minutes = [("diagnose", f"{DAY}10:{minute:02}Z") for minute in range(0, 50, 10)]
    shown = drawn(("lead_up", "2019-05-07T10:00Z"), *minutes)
    before, *others = places(shown)

    assert [gap.seconds for gap in shown.breaks] == [14 * 86_400]
    assert before < shown.breaks[0].x < others[0]
    assert others[-1] - others[0] > 0.8 * (others[-1] - before)
    assert_fits(shown)


def test_simultaneous_events_are_in_different_rows() -> None:
    shown = drawn(*[("start", f"{DAY}10:00Z")] * 4, ("resolve", f"{DAY}11:00Z"), ("verify", f"{DAY}11:30Z"))

    assert len({marker.y for marker in shown.markers[:4]}) == 4
    assert_fits(shown)


def test_ticks_do_not_overlap() -> None:
    shown = drawn(*(("respond", f"{DAY}10:{minute:02}Z") for minute in range(60)))

    assert 2 <= len(shown.ticks) <= 14
    assert all(tick.x <= shown.width - 40 for tick in shown.ticks)
    assert_fits(shown)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories())
def test_no_story_has_a_timeline_in_which_something_overlaps(story: Story) -> None:
    story = msgspec.structs.replace(story, time_zone=None)  # generated ones do not exist
    shown = picture.timeline(story)

    if shown:
        assert_fits(shown)
    assert picture.timeline(story) == shown
