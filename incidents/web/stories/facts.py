"""The facts at the head of a story's page."""

from collections.abc import Iterator
from dataclasses import dataclass

from incidents.models import Incident
from incidents.stories.document import Story
from incidents.templatetags.times import moment
from incidents.web.parts import addresses
from incidents.web.parts.badges import Badge, Link
from incidents.web.parts.labels import Labels


@dataclass(frozen=True)
class Fact:
    label: str
    text: str = ""
    links: tuple[Link, ...] = ()
    badges: tuple[Badge, ...] = ()


def badges(story: Story, labels: Labels) -> tuple[Badge, ...]:
    found = [Badge(labels.of("kind", story.kind), "kind")]
    if story.severity and story.severity.level not in {"unknown", "not_applicable"}:
        level = story.severity.level
        found.append(Badge(f"{labels.of('severity', level)} severity", level))
        if story.severity.basis == "inferred":
            found.append(Badge("severity inferred", "inferred"))
    if story.status != "published":
        found.append(Badge(labels.of("status", story.status), "status"))
    if story.visibility != "public":
        found.append(Badge(f"Visible to: {labels.of('visibility', story.visibility)}", "status"))
    return tuple(found)


def facts(incident: Incident, story: Story, labels: Labels) -> Iterator[Fact]:
    organisation = incident.organisation
    link = (Link(organisation.name, addresses.organisation(organisation.slug)),) if organisation else ()
    yield Fact("Organisation", "" if link else "not named", link)
    yield Fact("When", _when(story))
    for label, at in (
        ("Detected", story.detected_at),
        ("Mitigated", story.mitigated_at),
        ("Resolved", story.resolved_at),
    ):
        if at:
            yield Fact(label, moment(at))
    yield Fact("Environment", labels.of("environment", story.environment))
    if story.severity and story.severity.original:
        yield Fact("Severity in its own words", story.severity.original)
    trigger = story.trigger.type if story.trigger else "unknown"
    yield Fact("Trigger", links=(labels.link("trigger", trigger),))
    yield Fact("Components", links=tuple(labels.link("component", slug) for slug in story.components))
    modes = dict.fromkeys(factor.failure_mode for factor in story.factors)
    yield Fact("Failure modes", links=tuple(labels.link("failure_mode", slug) for slug in modes))


def _when(story: Story) -> str:
    start, end = moment(story.occurred.start), moment(story.occurred.end)
    if not start:
        return "date unknown"
    return f"{start} to {end}" if end and end != start else start


def detection(story: Story, labels: Labels) -> tuple[Badge, ...]:
    if story.detection is None:
        return ()
    method = story.detection.method
    known = "Detection unknown" if method == "unknown" else labels.of("detection", method)
    found = [Badge(known)]
    if story.detection.alert_fired is not None:
        found.append(
            Badge("an alert fired", "worked")
            if story.detection.alert_fired
            else Badge("no alert fired", "failed")
        )
    if story.detection.pointed_to_problem is not None:
        pointed = story.detection.pointed_to_problem
        found.append(
            Badge("pointed to the problem", "worked")
            if pointed
            else Badge("did not point to the problem", "failed")
        )
    return tuple(found)
