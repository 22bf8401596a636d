"""What is known of a story beside its parts: one line at its head, and a list of facts."""

from collections.abc import Iterator
from dataclasses import dataclass

from incidents.stories import durations, moments
from incidents.stories.document import Story
from incidents.templatetags.times import moment, moment_after
from incidents.web.parts.badges import Link
from incidents.web.stories.page import shown
from incidents.web.stories.page.items import Items

UNSAID = frozenset({"unknown", "not_applicable", "none"})
"""Values that are not worth a word."""


@dataclass(frozen=True)
class Fact:
    label: str
    links: tuple[Link, ...] = ()
    """A `Link` without an address is only a word."""
    html: str = ""
    anchor: str = ""


def head(items: Items, organisation: Link | None) -> Iterator[Link]:
    """What kind of event, of whom, when, how long, how bad, and for whom to read."""
    story, labels = items.story, items.labels
    yield Link(labels.of("kind", story.kind), "")
    if described := _described(story):
        yield Link(described, "")
    elif organisation:
        yield organisation
    if words := when(story):
        yield Link(words, "")
    if words := _how_long(story):
        yield Link(words, "")
    if story.severity and story.severity.level not in UNSAID:
        reading = " (our reading)" if story.severity.basis == "inferred" else ""
        yield Link(f"{labels.of('severity', story.severity.level).lower()}{reading}", "")
    if story.status != "published":
        yield Link(labels.of("status", story.status).lower(), "")
    if story.visibility != "public":
        yield Link(f"visible to {labels.of('visibility', story.visibility).lower()}", "")


def _described(story: Story) -> str:
    """Who was affected, if no one of them has a name."""
    affected = [party for party in story.organisations if party.role == "affected"]
    if any(party.name for party in affected):
        return ""
    return next((party.description for party in affected if party.description), "")


def when(story: Story) -> str:
    """When it happened, or else when its source was published."""
    start, end = story.occurred.start, story.occurred.end
    if start:
        return f"{moment(start)}{_until(story, start, end)}{_of_zone(story, start)}"
    if end:
        return f"until {moment(end)}"
    published = durations.reported_at(story)
    if not published:
        return ""
    return f"reported {'on' if moments.precision(published) == 'day' else 'in'} {moment(published)}"


def _until(story: Story, start: str, end: str | None) -> str:
    if end is None or end == start:
        return ""
    if moments.is_relative(end):
        taken = durations.between(start, end, durations.clock_of(story))
        return f" for {taken.text}" if taken else ""
    return f" to {moment_after(end, start if moments.has_clock(start) else None)}"


def _of_zone(story: Story, start: str) -> str:
    """Whose clock it is, where the time itself does not say so."""
    if not story.time_zone or not moments.has_clock(start) or moments.has_offset(start):
        return ""
    place = story.time_zone.rpartition("/")[2].replace("_", " ")
    return f" {place}" if place == "UTC" else f", {place} time"


def _how_long(story: Story) -> str:
    taken = durations.of(story)
    if taken.to_resolve:
        return f"resolved in {taken.to_resolve.text}"
    return f"mitigated in {taken.to_mitigate.text}" if taken.to_mitigate else ""


def facts(items: Items) -> Iterator[Fact]:
    story = items.story
    yield from _timed(story)
    yield from _noticed(items)
    if story.trigger and (story.trigger.text or story.trigger.type not in UNSAID):
        link = () if story.trigger.type in UNSAID else (items.labels.link("trigger", story.trigger.type),)
        yield Fact("Set off by", link, items.html("trigger"))
    if story.environment not in UNSAID:
        yield Fact("Environment", shown.words(items.labels.of("environment", story.environment)))
    if story.severity and story.severity.original:
        yield Fact("Severity in its own words", shown.words(story.severity.original))
    yield from _classified(items)


def _timed(story: Story) -> Iterator[Fact]:
    taken = durations.of(story)
    for label, at, duration in (
        ("Detected", story.detected_at, taken.to_detect),
        ("Mitigated", story.mitigated_at, taken.to_mitigate),
        ("Resolved", story.resolved_at, taken.to_resolve),
    ):
        if at:
            taken_so_long = [f"after {duration.text}"] if duration and not moments.is_relative(at) else []
            yield Fact(label, shown.words(moment(at), *taken_so_long))


def _noticed(items: Items) -> Iterator[Fact]:
    detection = items.story.detection
    if detection is None:
        return
    said = []
    if detection.method not in UNSAID:
        said.append(items.labels.of("detection", detection.method))
    if detection.alert_fired is not None:
        said.append("an alert fired" if detection.alert_fired else "no alert fired")
    if detection.pointed_to_problem is not None:
        said.append("it pointed to the problem" if detection.pointed_to_problem else "it pointed elsewhere")
    words, html = shown.words(*said), items.html("detection")
    if words or html:
        yield Fact("Noticed by", words, html, anchor="detection")


def _classified(items: Items) -> Iterator[Fact]:
    story, labels = items.story, items.labels
    modes = dict.fromkeys(factor.failure_mode for factor in story.factors)
    in_head = {_described(story), story.organisation}
    others = [
        party
        for party in story.organisations
        if party.role != "affected" or (party.name or party.description) not in in_head
    ]
    if others:
        said = (f"{party.name or party.description} ({_role(items, party.role)})" for party in others)
        yield Fact("Organisations", shown.words(*said))
    for label, facet, slugs in (
        ("Components", "component", story.components),
        ("Failure modes", "failure_mode", modes),
    ):
        links = tuple(labels.link(facet, slug) for slug in slugs if slug not in UNSAID)
        if links:
            yield Fact(label, links)
    if story.technologies:
        yield Fact("Technologies", tuple(items.technologies(story.technologies)))
    for label, lines in (
        ("Regions", story.regions),
        ("Products", story.products),
        ("Keywords", story.keywords),
    ):
        if lines:
            yield Fact(label, shown.words(*lines))


def _role(items: Items, role: str) -> str:
    return items.labels.of("organisation_role", role).lower()
