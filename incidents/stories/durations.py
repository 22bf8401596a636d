"""What follows from the moments of a story: how long each step took, and when it was reported."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from incidents.stories import moments
from incidents.stories.document import Story
from incidents.stories.fields import Moment
from incidents.stories.moments import Clock

Qualifier = Literal["exact", "about", "at_least"]

MINUTE, HOUR, DAY = 60, 3_600, 86_400
FINE = frozenset({"minute", "second"})
"""Precisions of moments between which a duration is more than a guess."""
BOUNDS = ((15 * MINUTE, "under-15-min"), (HOUR, "under-1-h"), (4 * HOUR, "under-4-h"), (DAY, "under-1-day"))
LONGEST = "1-day-or-more"
CLASSES = (*(name for _, name in BOUNDS), LONGEST)
"""The classes of durations that lists count, shortest first."""


@dataclass(frozen=True)
class Duration:
    """`at_least`: the last moment that is known is not the end."""

    seconds: int
    qualifier: Qualifier = "exact"

    @property
    def text(self) -> str:
        words = {"exact": "", "about": "about ", "at_least": "at least "}
        return words[self.qualifier] + spoken(self.seconds)

    @property
    def length(self) -> str:
        """Its class, one of `CLASSES`."""
        return next((name for bound, name in BOUNDS if self.seconds < bound), LONGEST)


@dataclass(frozen=True)
class Durations:
    to_detect: Duration | None = None
    to_mitigate: Duration | None = None
    to_resolve: Duration | None = None

    def known(self) -> Iterator[tuple[str, Duration]]:
        for name in ("to_detect", "to_mitigate", "to_resolve"):
            duration: Duration | None = getattr(self, name)
            if duration:
                yield name, duration


def of(story: Story) -> Durations:
    clock = clock_of(story)
    start = story.occurred.start
    mitigated = between(start, story.mitigated_at, clock)
    resolved = between(start, story.resolved_at or story.occurred.end, clock)
    if resolved is None and mitigated:
        resolved = Duration(mitigated.seconds, "at_least")
    return Durations(between(start, story.detected_at, clock), mitigated, resolved)


def of_impacts(story: Story) -> dict[str, Duration]:
    """By anchor, of those with a start and an end."""
    clock = clock_of(story)
    found = {part.id: between(part.start, part.end, clock) for part in story.impacts}
    return {anchor: duration for anchor, duration in found.items() if duration}


def clock_of(story: Story) -> Clock:
    """Without the zone if there is none of that name."""
    zone = story.time_zone if story.time_zone and moments.is_zone(story.time_zone) else None
    return Clock(zone=zone, start=story.occurred.start)


def between(start: Moment | None, end: Moment | None, clock: Clock) -> Duration | None:
    """None where a moment is missing or there is none such, or where both may be the same.

    The latter where they are known too coarsely. Between moments that are not known to the minute it is
    about the distance of their middles.
    """
    if start is None or end is None or not (moments.is_real(start, clock) and moments.is_real(end, clock)):
        return None
    (first, after_first), (last, after_last) = clock.span(start), clock.span(end)
    is_fine = {moments.precision(start), moments.precision(end)} <= FINE
    if is_fine or moments.is_relative(end):
        seconds = round((last - first).total_seconds())
    else:
        middles = (last - first) + ((after_last - last) - (after_first - first)) / 2
        seconds = round(middles.total_seconds())
        if last < after_first:
            return None
    if seconds < 0:
        return None
    is_about = not is_fine or moments.is_about(start) or moments.is_about(end)
    if moments.is_relative(end):
        is_about = moments.is_about(end)
    return Duration(seconds, "about" if is_about else "exact")


def spoken(seconds: int) -> str:
    """The duration in its two largest units: `24 h 11 min`, `3 days 2 h`, `45 s`."""
    if seconds < MINUTE:
        return f"{seconds} s"
    if seconds < HOUR:
        return f"{round(seconds / MINUTE)} min"
    if seconds < 2 * DAY:
        hours, minutes = divmod(round(seconds / MINUTE), 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(round(seconds / HOUR), 24)
    return f"{days} days {hours} h" if hours and days < 7 else f"{days} days"


def reported_at(story: Story) -> str:
    """When the earliest of its primary sources was published; without one, of the others."""
    dated = [source for source in story.sources if source.published]
    primary = [source for source in dated if source.role == "primary"]
    published = [source.published for source in primary or dated if source.published]
    return min(published, key=moments.first_day, default="")
