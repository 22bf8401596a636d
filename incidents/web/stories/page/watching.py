"""What watches for a story: rules, checks of other tools, or why there is nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from incidents.domain.stories import RelatedCheck, RelatedContent, RelatedRule
from incidents.web.parts import addresses
from incidents.web.parts.badges import Badge, Link
from incidents.web.rules import wording

CONTRADICTS = "contradicts"
ROLES = {
    "prevents": "prevents it",
    "detects": "finds the hazard",
    "symptom": "fires during it",
    "related": "is related",
    "contradicts": "contradicts it",
}
"""In the order of the page, as in “M-2 prevents it and finds the hazard”."""
COUNTED = {
    "prevents": ("{} prevents it", "{} prevent it"),
    "detects": ("{} finds the hazard", "{} find the hazard"),
    "symptom": ("{} fires during it", "{} fire during it"),
}


@dataclass(frozen=True)
class LinkedRule:
    """A rule, once; `targets` are the anchors of the parts that it is about."""

    ref: str
    message: str
    roles: tuple[str, ...]
    kind: str
    level: Badge | None
    runs: bool
    targets: tuple[str, ...]

    @property
    def does(self) -> str:
        return " and ".join(ROLES[role] for role in self.roles)


@dataclass(frozen=True)
class ToolChecks:
    """Checks of one tool that have the same to do with the story."""

    tool: str
    relation: str
    checks: tuple[Link, ...]


@dataclass(frozen=True)
class BadAdvice:
    """Checks of other tools that demand what caused the story, and in what way."""

    checks: tuple[Link, ...]
    note: str


@dataclass(frozen=True)
class Watching:
    rules: tuple[LinkedRule, ...]
    contradicting: tuple[BadAdvice, ...]
    tools: tuple[ToolChecks, ...]
    none_because: str

    @property
    def summary(self) -> str:
        """How many rules do what: `4 prevent it · 3 find the hazard`."""
        counts = {role: sum(role in rule.roles for rule in self.rules) for role in COUNTED}
        said = [COUNTED[role][count != 1].format(count) for role, count in counts.items() if count]
        checks = sum(len(some.checks) for some in self.tools)
        said += [f"{checks} of other tools"] if checks else []
        return " · ".join(said) or ("nothing, and why" if self.none_because else "")

    @property
    def contradictions(self) -> int:
        return sum(len(advice.checks) for advice in self.contradicting)

    @property
    def is_known(self) -> bool:
        return bool(self.rules or self.tools or self.none_because)


def of(found: RelatedContent) -> Watching:
    contradicting = [check for check in found.checks if check.relation == CONTRADICTS]
    return Watching(
        rules=tuple(sorted(_rules(found.rules), key=lambda rule: min(map(_place, rule.roles)))),
        contradicting=tuple(_advice(contradicting)),
        tools=tuple(_tools([check for check in found.checks if check.relation != CONTRADICTS])),
        none_because=found.no_detection or "",
    )


def _place(role: str) -> int:
    return list(ROLES).index(role)


def _rules(links: Sequence[RelatedRule]) -> Iterator[LinkedRule]:
    for ref, some in groupby(links, key=attrgetter("ref")):
        linked = list(some)
        rule = linked[0]
        yield LinkedRule(
            ref=ref,
            message=rule.message,
            roles=tuple(sorted({link.relation for link in linked}, key=_place)),
            kind=wording.KINDS[rule.kind],
            level=wording.level(rule.level) if rule.level else None,
            runs=rule.is_proven,
            targets=tuple(dict.fromkeys(link.target for link in linked if link.target)),
        )


def _tools(checks: Sequence[RelatedCheck]) -> Iterator[ToolChecks]:
    def key(check: RelatedCheck) -> tuple[int, str]:
        return _place(check.relation), check.tool_slug

    for _, some in groupby(sorted(checks, key=key), key=key):
        same = list(some)
        links = tuple(Link(check.name, addresses.tool(check.tool_slug)) for check in same)
        yield ToolChecks(same[0].tool, wording.RELATIONS[same[0].relation], links)


def _advice(checks: Sequence[RelatedCheck]) -> Iterator[BadAdvice]:
    by_note: dict[str, list[Link]] = {}
    for check in checks:
        link = Link(f"{check.tool} {check.name}", addresses.tool(check.tool_slug))
        by_note.setdefault(check.note, []).append(link)
    return (BadAdvice(tuple(links), note) for note, links in by_note.items())
