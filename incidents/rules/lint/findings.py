"""What linting found, what it could not judge and what it was told to leave aside."""

from dataclasses import dataclass

from incidents.rules.record import Level, StoryLink


@dataclass(frozen=True)
class Finding:
    rule: str
    """Reference, such as `M-2`; of faults in the YAML itself, such as a doubled key, empty."""
    name: str
    level: Level
    message: str
    fix: str
    stories: tuple[StoryLink, ...]
    path: str
    line: int
    """From 1, as `column`."""
    column: int
    pointer: str
    """JSON pointer into the object."""
    subject: str
    """The object, such as `CronJob shop/foobar`."""
    namespace: str
    snippet: tuple[str, ...]
    """The offending line and those that belong to it; the first one stands at `line`."""
    fingerprint: str
    """Stays the same when lines above move."""
    others: int = 0
    """How many more of the kind this one stands for, where a rule is told once for a namespace."""


@dataclass(frozen=True)
class Suppressed:
    finding: Finding
    reason: str


@dataclass(frozen=True)
class Unjudged:
    """Something no rule, or not this one, could judge. Neither a finding nor all clear."""

    path: str
    reason: str
    line: int | None = None
    column: int | None = None
    rule: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Report:
    findings: tuple[Finding, ...]
    """At or above the level asked for, by path, line and rule."""
    hidden: int
    """Findings below that level."""
    suppressed: tuple[Suppressed, ...]
    unjudged: tuple[Unjudged, ...]
    files: int
    objects: int
    rules: int
    aside: tuple[Unjudged, ...] = ()
    """Files and documents that hold no object, such as the values of a chart: said, but no fault."""
