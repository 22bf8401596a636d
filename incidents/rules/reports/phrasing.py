"""Words and texts as every report shows them."""

from collections.abc import Mapping

from incidents.rules.lint.findings import Finding, Report, Suppressed
from incidents.rules.record import Level


def visible(text: str) -> str:
    """Text from a file without control characters, which a terminal would interpret."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def tally(levels: Mapping[Level, int]) -> str:
    """How many findings of each level there are, such as `1 critical, 2 medium`."""
    return ", ".join(f"{number} {level}" for level, number in levels.items() if number)


def of_baseline(report: Report) -> str:
    """What a report leaves to the baseline, such as `3 known from the baseline, 1 of it gone`."""
    known = f"{report.known} known from the baseline" if report.known else ""
    if not report.gone:
        return known
    return f"{known}, {len(report.gone)} of it gone" if known else f"{len(report.gone)} of the baseline gone"


def reason_of(one: Suppressed) -> str:
    return f"{one.reason} (until {one.until})" if one.until else one.reason


def place_of(finding: Finding) -> str:
    return f"{visible(finding.path)}:{finding.line}:{finding.column}"


def subject_of(finding: Finding) -> str:
    """The object and the part of it, such as `Deployment shop/web, container nginx`."""
    return ", ".join(filter(None, [finding.subject, finding.part]))


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
