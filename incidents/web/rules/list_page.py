"""The list of rules: the matching rows, and how often each choice occurs."""

from dataclasses import dataclass

from incidents.domain.rules import ListedRule, RuleKey, RuleList, listing
from incidents.models import Rule
from incidents.models.reader import Reader
from incidents.web.parts.badges import Badge, Link
from incidents.web.parts.labels import spoken
from incidents.web.rules import wording
from incidents.web.rules.list_query import CHOICES, RuleQuery

ON_A_PAGE = 50
STATUSES = ("stable", "test", "experimental", "deprecated")
"""In the order of the list."""
LABELS = {"kind": "Kind", "level": "Level", "status": "Status", "confidence": "Confidence"}


@dataclass(frozen=True)
class Option:
    slug: str
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Box:
    slug: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class RuleRow:
    rule: Rule
    badges: tuple[Badge, ...]
    stories: tuple[str, ...]


@dataclass(frozen=True)
class RuleListPage:
    query: RuleQuery
    total: int
    page: int
    pages: int
    rows: tuple[RuleRow, ...]
    boxes: tuple[Box, ...]
    chips: tuple[Link, ...]
    previous: str
    next: str

    @property
    def results(self) -> "RuleListPage":
        """Where the links to pages look for their numbers."""
        return self


def build(reader: Reader, query: RuleQuery) -> RuleListPage:
    found = listing.rules(reader=reader, asked=query.filter)
    total = len(found.keys)
    pages = max(-(-total // ON_A_PAGE), 1)
    page = min(query.page, pages)
    keys = sorted(found.keys, key=_weight)
    shown = keys[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    by_ref = {listed.rule.ref: listed for listed in listing.rows(reader=reader, keys=shown)}
    return RuleListPage(
        query=query,
        total=total,
        page=page,
        pages=pages,
        rows=tuple(_row(by_ref[key.ref]) for key in shown if key.ref in by_ref),
        boxes=tuple(_box(facet, found, query) for facet in CHOICES),
        chips=tuple(
            Link(f"{LABELS[facet]}: {_said(facet, value)}", query.without(facet, value).url)
            for facet, value in query.chosen
        ),
        previous=query.at(page - 1).url if page > 1 else "",
        next=query.at(page + 1).url if page < pages else "",
    )


def _weight(key: RuleKey) -> tuple[int, int]:
    """Stable rules come first, deprecated ones last, and the highest level first among those of a status."""
    levels = CHOICES["level"]
    level = levels.index(key.level) if key.level in levels else len(levels)
    return STATUSES.index(key.status), level


def _row(listed: ListedRule) -> RuleRow:
    return RuleRow(rule=listed.rule, badges=badges(listed.rule), stories=listed.stories)


def badges(rule: Rule) -> tuple[Badge, ...]:
    marks = [Badge(wording.KINDS[rule.kind], "kind")]
    if rule.level:
        marks.append(wording.level(rule.level))
    marks.append(Badge(rule.status, "status" if rule.status == "deprecated" else "plain"))
    marks.append(Badge(rule.confidence))
    if not rule.is_proven:
        marks.append(Badge("not proven", "failed"))
    return tuple(marks)


def _box(facet: str, found: RuleList, query: RuleQuery) -> Box:
    chosen = query.values(facet)
    options = (
        Option(value, _said(facet, value), found.count(facet, value), value in chosen)
        for value in CHOICES[facet]
    )
    return Box(facet, LABELS[facet], tuple(options))


def _said(facet: str, value: str) -> str:
    return wording.PLURALS[value] if facet == "kind" else spoken(value)
