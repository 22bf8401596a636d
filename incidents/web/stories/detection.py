"""Detection of a story, for its page: rules by role, checks of other tools, or why there is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from incidents.domain.stories import RelatedCheck, RelatedContent, RelatedRule
from incidents.models import Incident
from incidents.web.parts import addresses
from incidents.web.parts.badges import Badge, Link
from incidents.web.rules import wording
from incidents.web.rules.page import Foreign

ROLES = {
    "prevents": "Obeying prevents it",
    "detects": "Finds the hazard",
    "symptom": "Fires during it",
    "related": "Related",
    "contradicts": "Contradicts it",
}
"""In the order of the page."""


@dataclass(frozen=True)
class LinkedRule:
    """A rule; `targets` are the anchors of the factors and symptoms that it is about."""

    ref: str
    name: str
    message: str
    badges: tuple[Badge, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True)
class RuleGroup:
    title: str
    rules: tuple[LinkedRule, ...]


@dataclass(frozen=True)
class StoryRules:
    roles: tuple[RuleGroup, ...]
    contradicting: tuple[Foreign, ...]
    checks: tuple[Foreign, ...]
    none_because: str

    @property
    def count(self) -> int:
        return len({rule.ref for role in self.roles for rule in role.rules})


def story_rules(incident: Incident, found: RelatedContent) -> StoryRules:
    checks = [_foreign(check, incident) for check in found.checks]
    return StoryRules(
        roles=_roles(found.rules),
        contradicting=tuple(check for check in checks if check.contradicts),
        checks=tuple(check for check in checks if not check.contradicts),
        none_because=found.no_detection or "",
    )


def _foreign(check: RelatedCheck, incident: Incident) -> Foreign:
    return Foreign(
        tool=check.tool,
        tool_slug=check.tool_slug,
        check=check.name,
        relation=wording.relation(check.relation),
        contradicts=check.relation == "contradicts",
        story=Link(incident.ref, addresses.part(incident.ref)),
        note=check.note,
    )


def _roles(links: Sequence[RelatedRule]) -> tuple[RuleGroup, ...]:
    roles = ((title, [link for link in links if link.relation == slug]) for slug, title in ROLES.items())
    return tuple(RuleGroup(title, tuple(_linked_rules(some))) for title, some in roles if some)


def _linked_rules(links: Sequence[RelatedRule]) -> Iterator[LinkedRule]:
    for ref, some in groupby(links, key=attrgetter("ref")):
        yield _linked_rule(ref, list(some))


def _linked_rule(ref: str, links: Sequence[RelatedRule]) -> LinkedRule:
    rule = links[0]
    badges = [Badge(wording.KINDS[rule.kind], "kind")]
    if rule.level:
        badges.append(wording.level(rule.level))
    if not rule.is_proven:
        badges.append(Badge("does not run", "failed"))
    targets = tuple(link.target for link in links if link.target)
    return LinkedRule(ref, rule.name, rule.message, tuple(badges), targets)
