"""The list of rules: what fits the query, how often each choice occurs, and the rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from incidents.models import Rule, RuleLink
from incidents.models.incident import Reader
from incidents.models.rule import RuleQuerySet
from incidents.web.parts.badges import Badge, Link
from incidents.web.parts.labels import spoken
from incidents.web.rules import wording
from incidents.web.rules.list_query import CHOICES, RuleQuery

ON_A_PAGE = 50
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


def found(reader: Reader, query: RuleQuery) -> RuleQuerySet:
    """Those of any choice; choices are made in the list itself, so that every one can be counted."""
    rules = Rule.objects.visible_to(reader)
    if query.story:
        seen = RuleLink.objects.visible_to(reader).filter(incident__ref=query.story)
        rules = rules.filter(pk__in=seen.values("rule"))
    for word in query.text.split():
        rules = rules.filter(Q(ref__iexact=word) | Q(name__icontains=word) | Q(message__icontains=word))
    return rules.in_order_of_refs()


def shaped(reader: Reader, query: RuleQuery) -> RuleListPage:
    heads: list[dict[str, Any]] = list(found(reader, query).values("pk", *CHOICES))
    fitting = [head["pk"] for head in heads if _fits(head, query)]
    pages = max(-(-len(fitting) // ON_A_PAGE), 1)
    page = min(query.page, pages)
    shown = fitting[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return RuleListPage(
        query=query,
        total=len(fitting),
        page=page,
        pages=pages,
        rows=rows(reader, shown),
        boxes=tuple(_box(facet, heads, query) for facet in CHOICES),
        chips=tuple(
            Link(f"{LABELS[facet]}: {_said(facet, value)}", query.without(facet, value).url)
            for facet, value in query.chosen
        ),
        previous=query.at(page - 1).url if page > 1 else "",
        next=query.at(page + 1).url if page < pages else "",
    )


def rows(reader: Reader, keys: Sequence[int]) -> tuple[RuleRow, ...]:
    seen = (
        RuleLink.objects.visible_to(reader)
        .select_related("incident")
        .only("rule", "incident__ref")
        .order_by("pk")
    )
    rules = Rule.objects.filter(pk__in=keys).in_order_of_refs()
    return tuple(_row(rule) for rule in rules.prefetch_related(Prefetch("links", seen, to_attr="seen")))


def every(reader: Reader, query: RuleQuery) -> tuple[RuleRow, ...]:
    heads = found(reader, query).values("pk", *CHOICES)
    return rows(reader, [head["pk"] for head in heads if _fits(head, query)])


def _row(rule: Rule) -> RuleRow:
    links: Iterable[RuleLink] = getattr(rule, "seen", ())
    return RuleRow(
        rule=rule,
        badges=badges(rule),
        stories=tuple(dict.fromkeys(link.incident.ref for link in links)),
    )


def badges(rule: Rule) -> tuple[Badge, ...]:
    marks = [Badge(wording.KINDS[rule.kind], "kind")]
    if rule.level:
        marks.append(wording.level(rule.level))
    marks.append(Badge(rule.status, "status" if rule.status == "deprecated" else "plain"))
    marks.append(Badge(rule.confidence))
    if not rule.is_proven:
        marks.append(Badge("not proven", "failed"))
    return tuple(marks)


def _fits(head: dict[str, Any], query: RuleQuery, without: str = "") -> bool:
    return all(
        not query.values(facet) or head[facet] in query.values(facet) for facet in CHOICES if facet != without
    )


def _box(facet: str, heads: Iterable[dict[str, Any]], query: RuleQuery) -> Box:
    others = [head[facet] for head in heads if _fits(head, query, without=facet)]
    chosen = query.values(facet)
    options = (
        Option(value, _said(facet, value), others.count(value), value in chosen) for value in CHOICES[facet]
    )
    return Box(facet, LABELS[facet], tuple(options))


def _said(facet: str, value: str) -> str:
    return wording.PLURALS[value] if facet == "kind" else spoken(value)
