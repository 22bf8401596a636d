"""Waivers of the configuration: findings that are left aside until a day, and waivers whose day is over."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from msgspec import structs

from incidents.rules.configuration.globs import Globs
from incidents.rules.configuration.settings import PlacedWaiver, Waiver
from incidents.rules.lint.evidence import YAML_LEVEL
from incidents.rules.lint.findings import Finding, Report, Suppressed, order
from incidents.rules.lint.source_regions import LONGEST_LINE
from incidents.rules.record import LEVELS, Level

EXPIRED = "waiver-expired"
RENEW = "Mend what it was about, or write a later day and why it still holds."


def applied(
    report: Report,
    waivers: Sequence[PlacedWaiver],
    *,
    today: date,
    file: str,
    folder: str = "",
    level: Level = YAML_LEVEL,
) -> Report:
    """The report with the waivers of a file: what they waive is suppressed, and expired ones are findings.

    `folder`: from where the paths of the report start, as seen from where globs do.
    """
    valid: dict[str, list[tuple[Waiver, Globs]]] = defaultdict(list)
    expired = []
    for placed in waivers:
        if date.fromisoformat(placed.waiver.until) < today:
            expired.append(_expired(placed, file))
        else:
            globs = Globs([placed.waiver.path] if placed.waiver.path else [], folder=folder)
            valid[placed.waiver.rule].append((placed.waiver, globs))
    found, suppressed = [], list(report.suppressed)
    for finding in report.findings:
        if waiver := _waiver_of(finding, valid.get(finding.rule, [])):
            suppressed.append(Suppressed(finding, waiver.reason, waiver.until))
        else:
            found.append(finding)
    shown = expired if LEVELS.index(YAML_LEVEL) >= LEVELS.index(level) else []
    return structs.replace(
        report,
        findings=tuple(sorted([*found, *shown], key=order)),
        hidden=report.hidden + len(expired) - len(shown),
        suppressed=tuple(sorted(suppressed, key=lambda one: order(one.finding))),
    )


def _waiver_of(finding: Finding, waivers: list[tuple[Waiver, Globs]]) -> Waiver | None:
    for waiver, globs in waivers:
        if waiver.subject not in (None, finding.subject):
            continue
        if waiver.path is None or globs.matching(finding.path):
            return waiver
    return None


def _expired(placed: PlacedWaiver, file: str) -> Finding:
    waiver = placed.waiver
    about = "".join(
        [f" for {waiver.subject}" if waiver.subject else "", f" in {waiver.path}" if waiver.path else ""]
    )
    identity = (EXPIRED, file, waiver.rule, waiver.path or "", waiver.subject or "")
    return Finding(
        rule="",
        name=EXPIRED,
        level=YAML_LEVEL,
        message=f"The waiver of {waiver.rule}{about} ended on {waiver.until} (“{waiver.reason}”).",
        fix=RENEW,
        stories=(),
        path=file,
        line=placed.line,
        column=placed.column,
        pointer="/waivers",
        subject=f"waiver of {waiver.rule}",
        part="",
        namespace="",
        snippet=(placed.text.rstrip()[:LONGEST_LINE],),
        fingerprint=sha256("\0".join(identity).encode()).hexdigest()[:32],
    )
