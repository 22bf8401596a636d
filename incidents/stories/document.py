"""The story document, version 2. Validation, JSON Schema, YAML, JSON and the tables derive from it.

A missing value means unknown; empty strings are refused. `reading.upgrading` reads version 1.
"""

from typing import Annotated

from msgspec import Meta, Struct, field

from incidents.stories.fields import (
    ActionId,
    ActionStatus,
    ActionType,
    Alias,
    Basis,
    CheckId,
    Component,
    Confidence,
    Consequence,
    Date,
    DetectionMethod,
    Dimension,
    Effect,
    Environment,
    EventId,
    EventPhase,
    EvidenceId,
    EvidenceKind,
    EvidenceRole,
    FactorId,
    FailureMode,
    File,
    FixId,
    FixPhase,
    ImpactId,
    Kind,
    Level,
    Line,
    LongText,
    MediaType,
    Moment,
    ObservationId,
    ObservationKind,
    OrganisationRole,
    Outcome,
    Priority,
    Ref,
    RelationType,
    Scope,
    Sha256,
    Slug,
    SourceId,
    SourceKind,
    SourceRole,
    Status,
    SymptomId,
    SymptomKind,
    TakeawayId,
    TechnologyName,
    Text,
    TimeZone,
    TriggerType,
    Url,
    Uuid,
    Visibility,
    anchor_of,
)

VERSION = 2


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of the document; fields with default values are not encoded."""


class Severity(Part, frozen=True, kw_only=True):
    level: Level
    basis: Basis = "stated"
    original: Line | None = None
    """The severity in the words of the source."""


class Party(Part, frozen=True, kw_only=True):
    """An organisation in its role; `description` for one without a name, such as “a client of Harbour”."""

    name: Line | None = None
    description: Line | None = None
    role: OrganisationRole = "affected"


class Technology(Part, frozen=True, kw_only=True):
    """A product by its slug in the vocabulary `technology`, or by one of its own."""

    name: TechnologyName
    affected_from: Line | None = None
    """The first version that is known to be affected."""
    fixed_in: Line | None = None


class Occurred(Part, frozen=True, kw_only=True):
    """When the incident happened. `end` is not before `start` at the coarser precision of the two."""

    start: Date | None = None
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
    leads_to: tuple[Consequence, ...] = ()
    sources: tuple[SourceId, ...] = ()


class Factor(Part, frozen=True, kw_only=True):
    id: FactorId = ""
    dimension: Dimension
    failure_mode: FailureMode
    text: Text
    components: tuple[Component, ...] = ()
    technologies: tuple[Technology, ...] = ()
    basis: Basis = "stated"
    confidence: Confidence | None = None
    leads_to: tuple[Consequence, ...] = ()
    sources: tuple[SourceId, ...] = ()


class Fix(Part, frozen=True, kw_only=True):
    """A fix that was tried or is planned; the list keeps the order of the attempts."""

    id: FixId = ""
    phase: FixPhase
    text: Text
    outcome: Outcome
    addresses: tuple[FactorId, ...] = ()
    leads_to: tuple[Consequence, ...] = ()
    """What the fix caused in the same incident."""
    side_effects: tuple[Ref, ...] = ()
    """Other stories that it caused."""
    basis: Basis = "stated"
    url: Url | None = None
    sources: tuple[SourceId, ...] = ()
    outcome_sources: tuple[SourceId, ...] = ()
    """Which sources tell the outcome, where others tell the fix."""


class Takeaway(Part, frozen=True, kw_only=True):
    id: TakeawayId = ""
    text: Text
    audience: Line | None = None
    derived_from: tuple[Annotated[str, anchor_of("fx")], ...] = ()
    basis: Basis = "stated"
    sources: tuple[SourceId, ...] = ()


class Check(Part, frozen=True, kw_only=True):
    """What to ask first to find out whether this is the story. A command only reads, unless it `changes`."""

    id: CheckId = ""
    question: Line
    command: Text | None = None
    look: Text | None = None
    """Where to look, where there is no command."""
    answer: Text | None = None
    """What the answer tells."""
    tells: tuple[Annotated[str, anchor_of("sfxi")], ...] = ()
    otherwise: tuple[Ref, ...] = ()
    """The stories that it would be if the answer is another."""
    changes: bool = False
    """Whether the command changes something."""
    basis: Basis = "stated"
    sources: tuple[SourceId, ...] = ()


class Observation(Part, frozen=True, kw_only=True):
    id: ObservationId = ""
    kind: ObservationKind
    text: Text
    basis: Basis = "stated"
    sources: tuple[SourceId, ...] = ()


class Quantity(Part, frozen=True, kw_only=True):
    """An amount, or a range from `least` (in documents: `from`) to `most` (`to`)."""

    value: int | float | None = None
    least: int | float | None = field(default=None, name="from")
    most: int | float | None = field(default=None, name="to")
    unit: Line | None = None
    """What is counted, such as `customers`; of money its currency, such as `USD`."""
    about: bool = False
    text: Line | None = None


class Impact(Part, frozen=True, kw_only=True):
    id: ImpactId = ""
    effect: Effect
    scope: Scope | None = None
    environment: Environment | None = None
    quantities: tuple[Quantity, ...] = ()
    start: Moment | None = None
    end: Moment | None = None
    text: Text | None = None
    basis: Basis = "stated"
    leads_to: tuple[Consequence, ...] = ()
    sources: tuple[SourceId, ...] = ()


class TimelineEvent(Part, frozen=True, kw_only=True):
    """An event of the timeline; without `at` only its order is known."""

    id: EventId = ""
    phase: EventPhase
    text: Text
    at: Moment | None = None
    actor_role: Line | None = None
    evidence: tuple[EvidenceId, ...] = ()
    starred: bool = False
    sources: tuple[SourceId, ...] = ()


class Picture(Part, frozen=True, kw_only=True):
    """A picture file as it is kept: re-encoded, without metadata, found again by its hash."""

    sha256: Sha256
    media_type: MediaType
    width: Annotated[int, Meta(ge=1, le=20_000)]
    height: Annotated[int, Meta(ge=1, le=20_000)]


class Evidence(Part, frozen=True, kw_only=True):
    """A piece of evidence. In a folder of YAML files, `file` may name the file of `body` or of `picture`."""

    id: EvidenceId = ""
    kind: EvidenceKind
    role: EvidenceRole | None = None
    text: Line | None = None
    body: LongText | None = None
    file: File | None = None
    language: Annotated[str, Meta(pattern=r"^[a-z0-9+-]{1,20}$")] | None = None
    url: Url | None = None
    picture: Picture | None = None
    alt_text: Text | None = None
    redacted: bool = False
    sources: tuple[SourceId, ...] = ()


class Source(Part, frozen=True, kw_only=True):
    id: SourceId = ""
    title: Line
    kind: SourceKind
    url: Url | None = None
    archive_url: Url | None = None
    publisher: Line | None = None
    venue: Line | None = None
    authors: tuple[Line, ...] = ()
    published: Date | None = None
    locator: Line | None = None
    role: SourceRole = "primary"
    external_ids: tuple[Line, ...] = ()
    """Its names elsewhere, such as a CVE or the number of an incident."""


class Disagreement(Part, frozen=True, kw_only=True):
    """What another source says about the time of a field or about a part, where sources differ."""

    of: Annotated[
        str,
        Meta(
            pattern=r"^(?:occurred/start|occurred/end|detected_at|mitigated_at|resolved_at|[a-z][1-9][0-9]{0,3})$",
            description="a time of the story, such as detected_at, or the anchor of a part",
        ),
    ]
    sources: tuple[SourceId, ...]
    at: Moment | None = None
    text: Text | None = None


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
    """An action that a source reports; `as_of` says when it had that status."""

    id: ActionId = ""
    text: Text
    type: ActionType = "other"
    owner: Line | None = None
    due: Date | None = None
    priority: Priority | None = None
    status: ActionStatus = "unknown"
    as_of: Date | None = None
    addresses: tuple[FactorId, ...] = ()
    verified_by: Verification | None = None
    tracker_url: Url | None = None
    sources: tuple[SourceId, ...] = ()


class Story(Part, frozen=True, kw_only=True, tag_field="schema", tag=VERSION):
    """The whole document. Its version, `schema`, is written first."""

    ref: Ref
    uuid: Uuid | None = None
    slug: Slug
    aliases: tuple[Alias, ...] = ()
    kind: Kind
    title: Line
    summary: Text | None = None
    organisations: tuple[Party, ...] = ()
    status: Status
    visibility: Visibility = "public"
    withdrawal: Withdrawal | None = None
    environment: Environment = "unknown"
    severity: Severity | None = None
    licence: Line | None = None
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")] = "en"
    authors: tuple[Line, ...] = ()
    time_zone: TimeZone | None = None
    occurred: Occurred = Occurred()
    detected_at: Moment | None = None
    mitigated_at: Moment | None = None
    resolved_at: Moment | None = None
    components: tuple[Component, ...] = ()
    technologies: tuple[Technology, ...] = ()
    regions: tuple[Line, ...] = ()
    products: tuple[Line, ...] = ()
    keywords: tuple[Line, ...] = ()
    trigger: Trigger | None = None
    detection: Detection | None = None
    symptoms: tuple[Symptom, ...] = ()
    checks: tuple[Check, ...] = ()
    factors: tuple[Factor, ...] = ()
    fixes: tuple[Fix, ...] = ()
    no_fix_known: bool = False
    takeaways: tuple[Takeaway, ...] = ()
    observations: tuple[Observation, ...] = ()
    impacts: tuple[Impact, ...] = ()
    timeline: tuple[TimelineEvent, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    sources: tuple[Source, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    relations: tuple[Relation, ...] = ()
    actions: tuple[Action, ...] = ()
    body: LongText | None = None

    @property
    def organisation(self) -> str | None:
        """The name of the first organisation that was affected; else of the first with a name."""
        named = [party for party in self.organisations if party.name]
        affected = [party for party in named if party.role == "affected"]
        return next((party.name for party in (*affected, *named)), None)


ANCHORED: dict[str, str] = {
    "symptoms": "s",
    "checks": "c",
    "factors": "f",
    "fixes": "x",
    "takeaways": "t",
    "observations": "o",
    "timeline": "e",
    "impacts": "i",
    "evidence": "v",
    "sources": "r",
    "actions": "a",
}
"""The lists whose parts have anchors, with the letter of the anchors."""
