"""What watches for a story, shaped for its page: rules by role, checks of other tools, or why none does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from incidents.domain import rule_reading
from incidents.models import Incident, NoDetection, RuleLink
from incidents.models.incident import Reader
from incidents.web import rule_labels, rule_page
from incidents.web.marks import Badge
from incidents.web.rule_page import Foreign

ROLES = {
    "prevents": "Obeying prevents it",
    "detects": "Finds the hazard",
    "symptom": "Fires during it",
    "related": "Related",
    "contradicts": "Contradicts it",
}
"""In the order of the page."""


@dataclass(frozen=True)
class Watch:
    """A rule; `targets` are the anchors of the factors and symptoms that it is about."""

    ref: str
    name: str
    message: str
    badges: tuple[Badge, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Role:
    title: str
    watches: tuple[Watch, ...]


@dataclass(frozen=True)
class Detection:
    roles: tuple[Role, ...]
    contradicting: tuple[Foreign, ...]
    checks: tuple[Foreign, ...]
    none_because: str

    @property
    def count(self) -> int:
        return len({watch.ref for role in self.roles for watch in role.watches})


def of(incident: Incident, reader: Reader) -> Detection:
    links = RuleLink.objects.filter(incident=incident).select_related("rule")
    found = rule_reading.foreign_checks(incidents=[incident.pk], reader=reader)
    checks = [rule_page.foreign(check) for check in found]
    reasons = NoDetection.objects.filter(incident=incident).values_list("reason", flat=True)
    return Detection(
        roles=_roles(list(links.order_by("rule__kind", "rule__number", "target"))),
        contradicting=tuple(check for check in checks if check.contradicts),
        checks=tuple(check for check in checks if not check.contradicts),
        none_because=reasons.first() or "",
    )


def _roles(links: Sequence[RuleLink]) -> tuple[Role, ...]:
    roles = ((title, [link for link in links if link.relation == slug]) for slug, title in ROLES.items())
    return tuple(Role(title, tuple(_watches(its))) for title, its in roles if its)


def _watches(links: Sequence[RuleLink]) -> Iterable[Watch]:
    for ref in dict.fromkeys(link.rule.ref for link in links):
        its = [link for link in links if link.rule.ref == ref]
        yield _watch(its)


def _watch(links: Sequence[RuleLink]) -> Watch:
    rule = links[0].rule
    badges = [Badge(rule_labels.KINDS[rule.kind], "kind")]
    if rule.level:
        badges.append(rule_labels.level(rule.level))
    if not rule.is_proven:
        badges.append(Badge("does not run", "failed"))
    targets = tuple(link.target for link in links if link.target)
    return Watch(rule.ref, rule.name, rule.message, tuple(badges), targets)
