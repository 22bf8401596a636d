"""One detection rule as a document: what it looks for, which stories justify it, and its own examples."""

import re
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

from incidents.refs import RULE_PATTERN, STORY_PATTERN

TARGET_PATTERN = r"^[fs][1-9][0-9]{0,3}$"
NAME_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ALERT_PATTERN = r"^[A-Za-z_][A-Za-z0-9_]*$"
DURATION_PATTERN = r"^([0-9]+(ms|[smhdwy]))+$"
ADMISSION_PATTERN = r"^(yes|no: [\s\S]*\S[\s\S]*)$"
VERSION_PATTERN = r"^1\.[0-9]{1,2}$"
URL_PATTERN = r"^https?://[^\s]+$"
LONGEST_EXPRESSION = 4096
OBJECTS = re.compile(r"\b(?:object|objects|oldObject)\b")
"""The variables of a condition that show more than the pod template."""

Ref = Annotated[str, Meta(pattern=RULE_PATTERN)]
Line = Annotated[str, Meta(pattern=r"^[^\n\r]*$", max_length=500)]
Text = Annotated[str, Meta(max_length=20_000)]
Url = Annotated[str, Meta(pattern=URL_PATTERN, max_length=2000)]
Duration = Annotated[str, Meta(pattern=DURATION_PATTERN, max_length=30)]
Expression = Annotated[str, Meta(max_length=LONGEST_EXPRESSION)]

Status = Literal["experimental", "test", "stable", "deprecated"]
Level = Literal["info", "low", "medium", "high", "critical"]
Confidence = Literal["exact", "heuristic", "contested"]
Relation = Literal["detects", "prevents", "symptom", "related", "contradicts"]
"""`detects`: the hazard is present. `prevents`: obeying the rule removes the hazard. `symptom`: fires during
the incident. `contradicts`: obeying re-creates the hazard."""

LEVELS: tuple[Level, ...] = get_args(Level)
"""From the least to the most severe."""


class StoryLink(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Why the rule exists; `target` is the anchor of the factor (`f1`) or symptom (`s1`) that it concerns."""

    ref: Annotated[str, Meta(pattern=STORY_PATTERN)]
    relation: Relation
    target: Annotated[str, Meta(pattern=TARGET_PATTERN)] | None = None
    note: Line | None = None
    answer: Line | None = None
    """Only for a signature with a question: the answer that speaks for this story."""


class Reference(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    kind: Literal["article", "documentation", "source", "issue", "talk"]
    url: Url
    title: Line | None = None


class _Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    ref: Ref
    name: Annotated[str, Meta(pattern=NAME_PATTERN, max_length=80)]
    status: Status
    confidence: Confidence
    stories: tuple[StoryLink, ...]
    message: Line
    """One sentence: what happens."""
    fix: Line
    """One sentence: what to do; for a signature, what to check next."""
    false_positives: tuple[Line, ...]
    """When it fires without a hazard. “none known” is possible, an empty list is not."""
    references: tuple[Reference, ...] = ()
    replaced_by: Ref | None = None
    """Only for a deprecated rule."""


class ManifestTests(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Examples as YAML text: the rule is evaluated over the first document, the others are its context."""

    bad: tuple[Text, ...]
    good: tuple[Text, ...]


class ManifestRule(_Rule, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A condition (CEL) over one Kubernetes object; true means that the hazard is there."""

    level: Level
    kinds: tuple[Line, ...]
    """The kinds of objects that the rule applies to; `*` means every kind."""
    context: tuple[Line, ...] = ()
    """Kinds of the other objects of the same bundle that the condition sees as `objects`."""
    expr: Expression
    at: Line
    """Path of the finding in the object, such as `spec.concurrencyPolicy`. `containers` means each."""
    compares: bool = False
    """Whether the condition needs `oldObject`, the object before the change. The first document of an example
    is then the old object and the second the new one."""
    once_per_namespace: bool = False
    """Whether people read the findings of one namespace as one that names the others, for a rule that fires
    often."""
    admission: Annotated[str, Meta(pattern=ADMISSION_PATTERN, max_length=500)]
    """`yes`, or `no: ` and why the API server cannot evaluate the rule at admission."""
    minimum_kubernetes: Annotated[str, Meta(pattern=VERSION_PATTERN)] | None = None
    tests: ManifestTests

    def applies_to(self, kind: object) -> bool:
        return kind in self.kinds or self.kinds == ("*",)

    def is_about_pods_alone(self) -> bool:
        """Whether the condition looks at nothing but the pod template, which other workloads have, too."""
        return "Deployment" in self.kinds and not OBJECTS.search(self.expr)


class AlertTest(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Series in the notation of promtool, a sample a minute; whether the alert fires `at` that time."""

    series: dict[str, str]
    at: Duration
    fires: bool


class AlertRule(_Rule, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A Prometheus alert (PromQL)."""

    alert: Annotated[str, Meta(pattern=ALERT_PATTERN, max_length=80)]
    level: Level
    expr: Expression
    lasting: Duration | None = None
    """How long the condition has to hold before the alert fires (`for` in Prometheus)."""
    exporter: Line
    """Where the metrics come from, such as `kube-state-metrics`."""
    tests: tuple[AlertTest, ...]


class SignatureTests(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    bad: tuple[Text, ...]
    good: tuple[Text, ...]


class Signature(_Rule, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A pattern (RE2) over text that somebody pasted: logs, events, output of kubectl."""

    source: Line
    """The kind of text to expect it in, such as `event` or `kernel`."""
    pattern: Expression
    recovery: Expression | None = None
    """A pattern of lines that say it is over: nothing counts where such a line follows the last hit."""
    weight: Annotated[int, Meta(ge=1, le=5)]
    """How strongly a hit points to the stories: 5 only they have it, 3 typical, 1 a mere word."""
    min: Annotated[int, Meta(ge=1, le=1000)] = 1
    """The number of lines with hits that it needs."""
    command: Line | None = None
    """The command for what to check next. It only reads."""
    question: Line | None = None
    """What tells the stories apart; the links hold the answers."""
    tests: SignatureTests


Rule = ManifestRule | AlertRule | Signature
KINDS: dict[str, type[Rule]] = {"M": ManifestRule, "A": AlertRule, "S": Signature}
"""The type of a rule by the first letter of its reference."""


class Mapping(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One check of an existing tool and its relation to one story."""

    tool: Line
    check: Line
    story: Annotated[str, Meta(pattern=STORY_PATTERN)]
    relation: Relation
    note: Line | None = None


class NoDetectionReason(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A story for which no automated detection makes sense, and why."""

    story: Annotated[str, Meta(pattern=STORY_PATTERN)]
    reason: Line
