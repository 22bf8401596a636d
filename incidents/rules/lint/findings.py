"""The report of a lint run: findings, suppressed findings, and what could not be checked."""

from msgspec import Struct

from incidents.rules.record import Level, StoryLink


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
    namespace: str
    snippet: tuple[str, ...]
    """The offending lines; the first one is at `line`."""
    fingerprint: str
    """Does not change when the lines above move."""
    others: int = 0
    """How many further findings this one represents, for a rule that is reported once per namespace."""


class Suppressed(Struct, frozen=True):
    finding: Finding
    reason: str


class Unchecked(Struct, frozen=True):
    """An input that no rule, or not this rule, could check: neither a finding nor all clear."""

    path: str
    reason: str
    line: int | None = None
    column: int | None = None
    rule: str = ""
    subject: str = ""


class Report(Struct, frozen=True):
    findings: tuple[Finding, ...]
    """Findings at or above the requested level, by path, line and rule."""
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

    @property
    def judged(self) -> int:
        """The number of objects that at least one rule is about."""
        return self.objects - sum(number for _, number in self.not_judged)
