"""Checks of the times of a story: that they exist and are in order, and what may be meant otherwise."""

from collections.abc import Iterator
from itertools import pairwise

from incidents.errors import Fault
from incidents.stories import moments
from incidents.stories.document import Story
from incidents.stories.durations import clock_of
from incidents.stories.fields import Moment
from incidents.stories.moments import Clock

Times = Iterator[tuple[str, Moment]]


def faults(story: Story) -> Iterator[Fault]:
    clock = clock_of(story)
    if story.time_zone and clock.zone is None:
        yield Fault("/time_zone", f"{story.time_zone} is no time zone of the IANA database")
    unreal = {at for _, at in _all(story) if not moments.is_real(at, clock)}
    for pointer, at in _all(story):
        if at in unreal:
            yield Fault(pointer, _why_not(at, clock))
    yield from _order(story, clock, unreal)


def doubts(story: Story) -> Iterator[tuple[str, str]]:
    """Pointer and message of times that are possible, but perhaps not what was meant."""
    with_clock = [(pointer, at) for pointer, at in _all(story) if moments.has_clock(at)]
    without = [(pointer, at) for pointer, at in with_clock if not moments.has_offset(at)]
    if without and len(without) < len(with_clock) and not story.time_zone:
        pointer, at = without[0]
        yield pointer, f"{at} has no offset, other times have one; add it, or say time_zone"
    clock = clock_of(story)
    timed = [(index, event.at) for index, event in enumerate(story.timeline) if event.at]
    for (_, before), (index, at) in pairwise(timed):
        if moments.is_before(at, before, clock):
            yield f"/timeline/{index}/at", f"{at} is before {before} of an event above; is the order right?"


def _why_not(at: Moment, clock: Clock) -> str:
    if moments.is_relative(at) and clock.start is None:
        return f"{at} counts from the start; say occurred: {{start: …}}, or write the time itself"
    return f"there is no such day or time: {at}"


def _all(story: Story) -> Times:
    given = [
        ("/occurred/start", story.occurred.start),
        ("/occurred/end", story.occurred.end),
        ("/detected_at", story.detected_at),
        ("/mitigated_at", story.mitigated_at),
        ("/resolved_at", story.resolved_at),
        *((f"/timeline/{index}/at", event.at) for index, event in enumerate(story.timeline)),
        *((f"/impacts/{index}/start", impact.start) for index, impact in enumerate(story.impacts)),
        *((f"/impacts/{index}/end", impact.end) for index, impact in enumerate(story.impacts)),
        *((f"/disagreements/{index}/at", one.at) for index, one in enumerate(story.disagreements)),
        *((f"/actions/{index}/due", action.due) for index, action in enumerate(story.actions)),
        *((f"/actions/{index}/as_of", action.as_of) for index, action in enumerate(story.actions)),
        *((f"/sources/{index}/published", source.published) for index, source in enumerate(story.sources)),
    ]
    return ((pointer, at) for pointer, at in given if at)


def _order(story: Story, clock: Clock, unreal: set[Moment]) -> Iterator[Fault]:
    steps = [
        ("/occurred/start", "the start", story.occurred.start),
        ("/detected_at", "the detection", story.detected_at),
        ("/mitigated_at", "the mitigation", story.mitigated_at),
        ("/resolved_at", "the resolution", story.resolved_at),
    ]
    given = [(pointer, name, at) for pointer, name, at in steps if at and at not in unreal]
    for (_, name, before), (pointer, _, at) in pairwise(given):
        if moments.is_before(at, before, clock):
            yield Fault(pointer, f"{at} is before {name}, {before}")
    spans = [("/occurred/end", story.occurred.start, story.occurred.end)]
    spans += [(f"/impacts/{index}/end", one.start, one.end) for index, one in enumerate(story.impacts)]
    for pointer, start, end in spans:
        if start and end and not unreal & {start, end} and moments.is_before(end, start, clock):
            yield Fault(pointer, f"{end} is before the start, {start}")
