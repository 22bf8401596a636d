"""What linting found, shaped for its page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from incidents.models import Incident
from incidents.models.reader import Reader
from incidents.rules.lint.findings import Finding, Fold, Report, Suppressed, Unchecked
from incidents.rules.reports import phrasing
from incidents.web.parts import addresses
from incidents.web.parts.badges import Badge, Link
from incidents.web.rules import wording

MOST = 500
"""Findings on one page, of which each may stand for others."""
MOST_NAMED = 100
"""Others of a group that a finding names."""


@dataclass(frozen=True)
class CodeLine:
    number: int
    text: str
    is_place: bool


@dataclass(frozen=True)
class StoryReference:
    relation: str
    ref: str
    title: str
    url: str
    targets: tuple[Link, ...]


@dataclass(frozen=True)
class ShownFinding:
    finding: Finding
    badge: Badge
    lines: tuple[CodeLine, ...]
    why: tuple[StoryReference, ...]
    more: tuple[Finding, ...]
    """Others of its group."""
    not_named: int
    """How many of the group are not even in `more`."""

    @property
    def others(self) -> int:
        return len(self.more) + self.not_named


@dataclass(frozen=True)
class LevelFindings:
    level: str
    findings: tuple[ShownFinding, ...]


@dataclass(frozen=True)
class LintPage:
    report: Report
    groups: tuple[LevelFindings, ...]
    levels: str
    """How many findings of each level, such as `1 critical, 2 medium`."""
    left_out: int
    unchecked: tuple[Unchecked, ...]
    suppressed: tuple[Suppressed, ...]

    @property
    def is_clear(self) -> bool:
        """Never where something could not be checked, or where there was nothing to check."""
        return not (self.report.findings or self.report.unchecked) and self.report.judged > 0

    @property
    def not_judged(self) -> int:
        """Objects of kinds that no rule is about."""
        return self.report.objects - self.report.judged


def build(reader: Reader, report: Report) -> LintPage:
    folds = report.folds
    shown = folds[:MOST]
    titles = _titles(reader, (fold.first for fold in shown))
    return LintPage(
        report=report,
        groups=tuple(
            LevelFindings(level, tuple(_shown(fold, titles) for fold in found))
            for level, found in groupby(shown, key=attrgetter("first.level"))
        ),
        levels=phrasing.tally(report.levels),
        left_out=sum(1 + len(fold.more) for fold in folds[MOST:]),
        unchecked=report.unchecked[:MOST],
        suppressed=report.suppressed[:MOST],
    )


def _titles(reader: Reader, findings: Iterable[Finding]) -> dict[str, str]:
    """Of the stories that the reader may see; the others are not named."""
    refs = {link.ref for finding in findings for link in finding.stories}
    return dict(Incident.objects.visible_to(reader).filter(ref__in=refs).values_list("ref", "title"))


def _shown(fold: Fold, titles: dict[str, str]) -> ShownFinding:
    finding = fold.first
    return ShownFinding(
        finding=finding,
        badge=wording.level(finding.level),
        lines=tuple(
            CodeLine(finding.line + offset, text, is_place=offset == 0)
            for offset, text in enumerate(finding.snippet)
        ),
        why=tuple(_why(finding, titles)),
        more=fold.more[:MOST_NAMED],
        not_named=len(fold.more[MOST_NAMED:]),
    )


def _why(finding: Finding, titles: dict[str, str]) -> Iterator[StoryReference]:
    """Each story once, those that are only related last."""
    links = sorted(finding.stories, key=lambda link: link.relation == "related")
    for ref in dict.fromkeys(link.ref for link in links if link.ref in titles):
        its = [link for link in links if link.ref == ref]
        relations = dict.fromkeys(wording.RELATIONS[link.relation] for link in its)
        targets = dict.fromkeys(link.target for link in its if link.target)
        places = tuple(Link(target, addresses.part(ref, target)) for target in targets)
        yield StoryReference(" and ".join(relations), ref, titles[ref], addresses.part(ref), places)
