"""The story document. Validation, JSON Schema, YAML, JSON and the tables derive from these structs.

Texts are Markdown. A missing value means unknown; empty strings are refused.
Vocabulary fields (`_term(...)`) hold slugs of a `Vocabulary`; closed choices are `Literal`s.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from incidents.refs import STORY_PATTERN

SLUG_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
TERM_PATTERN = r"^[a-z0-9]+(?:[-_/][a-z0-9]+)*$"
FILE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$"
MOMENT_PATTERN = (
    r"^[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$"
)

Ref = Annotated[str, Meta(pattern=STORY_PATTERN, examples=["KF-15"], description="prefix and running number")]
Slug = Annotated[str, Meta(pattern=SLUG_PATTERN, max_length=80)]
Alias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$")]
Uuid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Line = Annotated[str, Meta(min_length=1, max_length=300, pattern=r"^[^\n\r]*$")]
Text = Annotated[str, Meta(min_length=1, max_length=5_000)]
LongText = Annotated[str, Meta(min_length=1, max_length=100_000)]
Url = Annotated[str, Meta(pattern=r"^https?://[^\s<>\"]+$", max_length=2_000)]
Moment = Annotated[
    str,
    Meta(
        pattern=MOMENT_PATTERN,
        description="ISO 8601 as far as it is known: 2019, 2019-05, 2019-05-21, 2019-05-21T11:58Z",
    ),
]


def _term(facet: str) -> Meta:
    return Meta(
        pattern=TERM_PATTERN,
        max_length=80,
        extra={"facet": facet},
        extra_json_schema={"x-vocabulary": facet},
    )


def _anchor(letters: str) -> Meta:
    """The anchor of a part. It may be missing in an input; saving assigns the next free one."""
    return Meta(pattern=rf"^[{letters}][1-9][0-9]{{0,3}}$", extra={"anchor": letters})


Component = Annotated[str, _term("component")]
FailureMode = Annotated[str, _term("failure_mode")]
Dimension = Annotated[str, _term("dimension")]
TriggerType = Annotated[str, _term("trigger")]
DetectionMethod = Annotated[str, _term("detection")]
Effect = Annotated[str, _term("effect")]
Scope = Annotated[str, _term("scope")]
SymptomKind = Annotated[str, _term("symptom_kind")]
Environment = Annotated[str, _term("environment")]

SymptomId = Annotated[str, _anchor("s")]
FactorId = Annotated[str, _anchor("f")]
FixId = Annotated[str, _anchor("x")]
TakeawayId = Annotated[str, _anchor("t")]
EventId = Annotated[str, _anchor("e")]
ImpactId = Annotated[str, _anchor("i")]
EvidenceId = Annotated[str, _anchor("v")]
ActionId = Annotated[str, _anchor("a")]

Kind = Literal["incident", "near_miss", "hazard", "failed_change", "exercise_finding"]
Status = Literal["imported", "draft", "in_review", "changes_requested", "published", "withdrawn", "merged"]
Visibility = Literal["public", "organisation", "team", "people"]
Level = Literal["catastrophic", "critical", "major", "minor", "negligible", "unknown", "not_applicable"]
Basis = Literal["stated", "inferred"]
Confidence = Literal["high", "medium", "low"]
Precision = Literal["year", "month", "day", "hour", "minute", "second", "ordered", "unknown"]
FixPhase = Literal["mitigation", "remediation", "prevention", "workaround", "upstream"]
Outcome = Literal["worked", "partial", "failed", "reverted", "unknown"]
EventPhase = Literal[
    "lead_up", "start", "detect", "respond", "diagnose", "mitigate", "resolve", "verify", "follow_up"
]
EvidenceKind = Literal["log", "kubectl", "graph", "manifest", "diff", "alert", "screenshot", "link", "script"]
EvidenceRole = Literal["bad", "fixed", "observed"]
SourceKind = Literal[
    "talk_video",
    "slides",
    "article",
    "postmortem",
    "issue",
    "pull_request",
    "documentation",
    "status_page",
    "other",
]
SourceRole = Literal["primary", "secondary", "background"]
RelationType = Literal[
    "same_mechanism",
    "recurrence_of",
    "fix_incomplete",
    "caused_by_fix_of",
    "hazard_of",
    "variant_of",
    "duplicate_of",
    "see_also",
]
ActionType = Literal["detect", "prevent", "mitigate", "process", "document", "investigate", "other"]
ActionStatus = Literal["open", "in_progress", "done", "dropped"]
Priority = Literal["high", "medium", "low"]


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of the document; fields with default values are not encoded."""


class Severity(Part, frozen=True, kw_only=True):
    level: Level
    basis: Basis = "stated"
    original: Line | None = None
    """The severity in the words of the source."""


class Occurred(Part, frozen=True, kw_only=True):
    """When the incident happened. `end` is not before `start` at the coarser precision of the two."""

    precision: Precision
    start: Moment | None = None
    end: Moment | None = None


class Trigger(Part, frozen=True, kw_only=True):
    type: TriggerType
    text: Text | None = None


class Detection(Part, frozen=True, kw_only=True):
    method: DetectionMethod
    alert_fired: bool | None = None
    pointed_to_problem: bool | None = None
    gap_text: Text | None = None


class Withdrawal(Part, frozen=True, kw_only=True):
    reason: Text
    successor: Ref | None = None


class Symptom(Part, frozen=True, kw_only=True):
    id: SymptomId = ""
    kind: SymptomKind
    text: Text
    component: Component | None = None
    observable: LongText | None = None
    """Verbatim what a person would see, such as a line of a log."""
    basis: Basis = "stated"
    leads_to: tuple[Annotated[str, _anchor("si")], ...] = ()


class ProductVersion(Part, frozen=True, kw_only=True):
    product: Line
    introduced: Line | None = None
    fixed: Line | None = None


class Factor(Part, frozen=True, kw_only=True):
    id: FactorId = ""
    dimension: Dimension
    failure_mode: FailureMode
    text: Text
    components: tuple[Component, ...] = ()
    versions: tuple[ProductVersion, ...] = ()
    basis: Basis = "stated"
    confidence: Confidence | None = None
    leads_to: tuple[Annotated[str, _anchor("fsi")], ...] = ()


class Fix(Part, frozen=True, kw_only=True):
    """A fix that was tried; the list keeps the order of the attempts."""

    id: FixId = ""
    phase: FixPhase
    text: Text
    outcome: Outcome
    addresses: tuple[FactorId, ...] = ()
    side_effects: tuple[Ref, ...] = ()
    basis: Basis = "stated"
    url: Url | None = None


class Takeaway(Part, frozen=True, kw_only=True):
    id: TakeawayId = ""
    text: Text
    audience: Line | None = None
    derived_from: tuple[Annotated[str, _anchor("fx")], ...] = ()
    basis: Basis = "stated"


class Quantity(Part, frozen=True, kw_only=True):
    value: int | float | None = None
    unit: Line | None = None
    text: Line | None = None


class Impact(Part, frozen=True, kw_only=True):
    id: ImpactId = ""
    effect: Effect
    scope: Scope | None = None
    environment: Environment | None = None
    quantity: Quantity | None = None
    text: Text | None = None
    basis: Basis = "stated"


class TimelineEvent(Part, frozen=True, kw_only=True):
    """An event of the timeline; without `at` only its order is known."""

    id: EventId = ""
    phase: EventPhase
    text: Text
    at: Moment | None = None
    precision: Precision = "ordered"
    actor_role: Line | None = None
    evidence: tuple[EvidenceId, ...] = ()
    starred: bool = False


class Evidence(Part, frozen=True, kw_only=True):
    """A piece of evidence. In a folder of YAML files, `file` may name the file that contains `body`."""

    id: EvidenceId = ""
    kind: EvidenceKind
    role: EvidenceRole | None = None
    text: Line | None = None
    body: LongText | None = None
    file: Annotated[str, Meta(pattern=FILE_PATTERN)] | None = None
    language: Annotated[str, Meta(pattern=r"^[a-z0-9+-]{1,20}$")] | None = None
    url: Url | None = None
    alt_text: Text | None = None
    redacted: bool = False


class Published(Part, frozen=True, kw_only=True):
    precision: Precision
    date: Moment | None = None


class Source(Part, frozen=True, kw_only=True):
    title: Line
    kind: SourceKind
    url: Url | None = None
    archive_url: Url | None = None
    publisher: Line | None = None
    venue: Line | None = None
    authors: tuple[Line, ...] = ()
    published: Published | None = None
    locator: Line | None = None
    role: SourceRole = "primary"


class Relation(Part, frozen=True, kw_only=True):
    """A relation to another story; the inverse is derived and not stored."""

    type: RelationType
    to: Ref
    on: Line | None = None
    note: Text | None = None


class Verification(Part, frozen=True, kw_only=True):
    rule: Line | None = None
    url: Url | None = None
    drill: Line | None = None


class Action(Part, frozen=True, kw_only=True):
    id: ActionId = ""
    text: Text
    type: ActionType = "other"
    owner: Line | None = None
    due: Moment | None = None
    priority: Priority | None = None
    status: ActionStatus = "open"
    addresses: tuple[FactorId, ...] = ()
    verified_by: Verification | None = None
    tracker_url: Url | None = None


class Story(Part, frozen=True, kw_only=True):
    ref: Ref
    uuid: Uuid | None = None
    slug: Slug
    aliases: tuple[Alias, ...] = ()
    kind: Kind
    title: Line
    summary: Text | None = None
    organisation: Line | None = None
    status: Status
    visibility: Visibility = "public"
    withdrawal: Withdrawal | None = None
    environment: Environment = "unknown"
    severity: Severity | None = None
    licence: Line | None = None
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")] = "en"
    authors: tuple[Line, ...] = ()
    occurred: Occurred = Occurred(precision="unknown")
    detected_at: Moment | None = None
    mitigated_at: Moment | None = None
    resolved_at: Moment | None = None
    components: tuple[Component, ...] = ()
    trigger: Trigger | None = None
    detection: Detection | None = None
    symptoms: tuple[Symptom, ...] = ()
    factors: tuple[Factor, ...] = ()
    fixes: tuple[Fix, ...] = ()
    no_fix_known: bool = False
    takeaways: tuple[Takeaway, ...] = ()
    impacts: tuple[Impact, ...] = ()
    timeline: tuple[TimelineEvent, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    sources: tuple[Source, ...] = ()
    relations: tuple[Relation, ...] = ()
    actions: tuple[Action, ...] = ()
    body: LongText | None = None


ANCHORED: dict[str, str] = {
    "symptoms": "s",
    "factors": "f",
    "fixes": "x",
    "takeaways": "t",
    "timeline": "e",
    "impacts": "i",
    "evidence": "v",
    "actions": "a",
}
"""The lists whose parts have anchors, with the letter of the anchors."""
