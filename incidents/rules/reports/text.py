"""A report as text for a terminal."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from incidents.rules.bundle import LintBundle
from incidents.rules.lint.findings import BaselineEntry, Finding, Fold, Report, Unchecked
from incidents.rules.record import Level
from incidents.rules.reports.phrasing import (
    counted,
    of_baseline,
    place_of,
    reason_of,
    subject_of,
    tally,
    visible,
)
from incidents.rules.reports.sources import Stories

COLOURS: dict[Level, str] = {"critical": "1;31", "high": "31", "medium": "33", "low": "36", "info": "2"}
FAINT, BOLD = "2", "1"
MAX_STORIES = 3
MAX_NAMES, MAX_NAME = 6, 60


class _Paint:
    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text


def write(report: Report, bundle: LintBundle, *, colour: bool = False) -> str:
    paint, stories = _Paint(colour), Stories(bundle)
    blocks = []
    for path, folds in groupby(report.folds, key=attrgetter("first.path")):
        blocks.append(paint(visible(path), BOLD))
        blocks += [_fold(fold, stories, paint) for fold in folds]
    if report.unchecked:
        blocks.append(paint("Could not be checked", BOLD))
        blocks += [_unchecked(one) for one in report.unchecked]
    if report.aside:
        blocks.append(paint("Skipped: no Kubernetes objects", BOLD))
        blocks.append("\n".join(_unchecked(one) for one in report.aside))
    if report.suppressed:
        blocks.append(paint("Suppressed", BOLD))
        blocks += [
            f"  {place_of(one.finding)}  {_name(one.finding)}: {visible(reason_of(one))}"
            for one in report.suppressed
        ]
    if report.gone:
        blocks.append(paint("Gone from the baseline", BOLD))
        blocks.append("\n".join(_gone(one) for one in report.gone))
    if blocks:
        blocks.insert(0, paint(headline(report), BOLD))
    blocks.append(summary(report))
    return "\n\n".join(blocks) + "\n"


def headline(report: Report) -> str:
    """How much there is, by level, for the first line of a report that has more."""
    unchecked = f"; {len(report.unchecked)} could not be checked" if report.unchecked else ""
    return f"{_found(report)}{unchecked}."


def summary(report: Report) -> str:
    """The counts of a report in one sentence."""
    counts = [
        _found(report),
        f"in {counted(report.objects, 'object')} of {counted(report.files, 'file')},",
        f"checked by {counted(report.rules, 'rule')}",
    ]
    left = [
        f"{report.hidden} below the level" if report.hidden else "",
        of_baseline(report),
        f"{len(report.suppressed)} suppressed" if report.suppressed else "",
        f"{len(report.unchecked)} could not be checked" if report.unchecked else "",
        *_left(report),
    ]
    more = "; ".join(filter(None, left))
    return f"{' '.join(filter(None, counts))}{'; ' + more if more else ''}."


def _found(report: Report) -> str:
    levels = f" ({tally(report.levels)})" if report.findings else ""
    return counted(len(report.findings), "finding") + levels


def _left(report: Report) -> Iterator[str]:
    if report.not_judged:
        kinds = named(report.not_judged)
        yield f"{report.objects - report.judged} not judged, of kinds no rule is about ({kinds})"
    if report.left_out:
        files = counted(sum(number for _, number in report.left_out), "file")
        yield f"{files} left out by ending ({named(report.left_out)})"
    if report.off:
        yield f"{counted(len(report.off), 'rule')} off in the configuration ({', '.join(report.off)})"
    if report.excluded:
        yield f"{sum(number for _, number in report.excluded)} excluded ({named(report.excluded)})"


def named(counts: tuple[tuple[str, int], ...]) -> str:
    """The first names with their numbers, such as `Role 3, ServiceAccount 1`."""
    shown = [f"{visible(name)[:MAX_NAME]} {number}" for name, number in counts[:MAX_NAMES]]
    return ", ".join([*shown, *(["…"] if len(counts) > MAX_NAMES else [])])


def _name(finding: Finding) -> str:
    return " ".join(filter(None, [finding.rule, finding.name]))


def _fold(fold: Fold, stories: Stories, paint: _Paint) -> str:
    lines = [_finding(fold.first, stories, paint)]
    if fold.more:
        lines.append(f"    And {len(fold.more)} more {_where(fold.first)}:")
        lines += [f"      {place_of(one)}  {visible(subject_of(one))}" for one in fold.more]
    return "\n".join(lines)


def _where(finding: Finding) -> str:
    return f"in namespace {visible(finding.namespace)}" if finding.namespace else "without a namespace"


def _finding(finding: Finding, stories: Stories, paint: _Paint) -> str:
    head = (
        f"  {finding.line}:{finding.column}  {paint(finding.level, COLOURS[finding.level])}  "
        f"{paint(_name(finding), BOLD)}  {visible(subject_of(finding))}"
    )
    refs = list(dict.fromkeys(one.ref for one in stories.linked(finding.stories)))[:MAX_STORIES]
    why = [f"    Why: {ref} {stories.title(ref)} {paint(stories.url(ref), FAINT)}" for ref in refs]
    lines = [head, *_snippet(finding, paint), f"    {finding.message}", f"    Do: {finding.fix}", *why]
    return "\n".join(lines)


def _snippet(finding: Finding, paint: _Paint) -> list[str]:
    width = len(str(finding.line + len(finding.snippet)))
    lines = []
    for offset, line in enumerate(finding.snippet):
        lines.append(f"    {paint(f'{finding.line + offset:>{width}} │', FAINT)} {_spaced(line)}")
        if not offset:
            before = _spaced(line[: finding.column - 1])
            lines.append(f"    {paint(' ' * width + ' │', FAINT)} {' ' * len(before)}^")
    return lines


def _spaced(line: str) -> str:
    return visible(line.replace("\t", "  "))


def _gone(one: BaselineEntry) -> str:
    return "  ".join(["", visible(one.path), one.rule, visible(one.subject)]).rstrip()


def _unchecked(one: Unchecked) -> str:
    place = ":".join(str(part) for part in (visible(one.path), one.line, one.column) if part)
    subject = " ".join(filter(None, [one.rule, visible(one.subject)]))
    return f"  {place}  {subject + ': ' if subject else ''}{visible(one.reason)}"
