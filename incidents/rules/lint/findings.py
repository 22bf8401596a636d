"""The report of a lint run: findings, suppressed findings, and what could not be checked."""

from collections import Counter

from msgspec import Struct

from incidents.rules.record import LEVELS, Level, StoryLink


class Finding(Struct, frozen=True):
    rule: str
    """The reference of the rule, such as `M-2`; empty for a fault of the YAML, such as a duplicate key."""
    name: str
    level: Level
    message: str
    fix: str
    stories: tuple[StoryLink, ...]
    path: str
    line: int
    """Counted from 1, as is `column`."""
    column: int
    pointer: str
    """JSON pointer into the object."""
    subject: str
    """The object, such as `CronJob shop/foobar`."""
    part: str
    """The part of it, such as `container web`; empty for the object itself."""
    namespace: str
    snippet: tuple[str, ...]
    """The offending lines; the first one is at `line`."""
    fingerprint: str
    """No other finding of a run has it. It stays when lines, containers or other named items move."""
    group: str = ""
    """Findings of one group, of a rule that is reported once per namespace, are folded where people read."""


def order(finding: Finding) -> tuple[int, str, int, int, str]:
    """A key that sorts the most severe first, then by path, line and rule."""
    severity = LEVELS.index(finding.level)
    return -severity, finding.path, finding.line, finding.column, finding.rule.rjust(10)


class Suppressed(Struct, frozen=True):
    finding: Finding
    reason: str
    until: str | None = None
    """The last day, such as `2027-01-31`, of a waiver in the configuration; an annotation has none."""


class Unchecked(Struct, frozen=True):
    """An input that no rule, or not this rule, could check: neither a finding nor all clear."""

    path: str
    reason: str
    line: int | None = None
    column: int | None = None
    rule: str = ""
    subject: str = ""


class BaselineEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A finding that a baseline holds: what people need to recognise it, and the fingerprint that decides."""

    path: str
    rule: str
    """The reference of the rule; the name of the finding where no rule is behind it."""
    level: Level
    subject: str
    """The object, and the part of it."""
    fingerprint: str


class Fold(Struct, frozen=True):
    """What people read of a group: its first finding, and where the others are."""

    first: Finding
    more: tuple[Finding, ...] = ()


class Report(Struct, frozen=True):
    findings: tuple[Finding, ...]
    """Findings at or above the requested level: the most severe first, then by path, line and rule."""
    hidden: int
    """The number of findings below that level."""
    suppressed: tuple[Suppressed, ...]
    unchecked: tuple[Unchecked, ...]
    files: int
    objects: int
    rules: int
    aside: tuple[Unchecked, ...] = ()
    """Files and documents without an object, such as the values of a chart: listed, but not faults."""
    not_judged: tuple[tuple[str, int], ...] = ()
    """Kinds that no rule is about, with the number of their objects, the most frequent first."""
    left_out: tuple[tuple[str, int], ...] = ()
    """Files of a folder that were not read, counted by their ending."""
    excluded: tuple[tuple[str, int], ...] = ()
    """Files and whole folders that were not read because somebody said so, counted by the glob."""
    off: tuple[str, ...] = ()
    """Rules that did not run because the configuration of the project turns them off."""
    known: int = 0
    """The number of findings that are not in `findings` because the baseline holds them."""
    gone: tuple[BaselineEntry, ...] = ()
    """What the baseline holds and this run looked for in vain."""

    @property
    def judged(self) -> int:
        """The number of objects that at least one rule is about."""
        return self.objects - sum(number for _, number in self.not_judged)

    @property
    def levels(self) -> dict[Level, int]:
        """The number of findings of each level, the most severe first."""
        found = Counter(finding.level for finding in self.findings)
        return {level: found[level] for level in reversed(LEVELS)}

    @property
    def folds(self) -> tuple[Fold, ...]:
        """The findings in their order, each group at the place of its first."""
        groups: dict[str | int, list[Finding]] = {}
        for number, finding in enumerate(self.findings):
            groups.setdefault(finding.group or number, []).append(finding)
        return tuple(Fold(first, tuple(more)) for first, *more in groups.values())
