"""Types of the fields of a story document: patterned texts, terms of vocabularies, anchors, choices.

Texts are Markdown. Vocabulary fields (`_term(...)`) hold slugs of a `Vocabulary`; closed choices are
`Literal`s.
"""

from typing import Annotated, Literal

from msgspec import Meta

from incidents.refs import STORY_PATTERN

SLUG_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
TERM_PATTERN = r"^[a-z0-9]+(?:[-_/][a-z0-9]+)*$"
FILE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$"
RELATIVE = r"T[+-](?:[0-9]{1,6}[wdhms]){1,5}"
"""A distance from the start of the incident: `T+16m`, `T-14d`, `T+1h30m`."""
ABSOLUTE = (
    r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:T(?:[01][0-9]|2[0-3])(?::[0-5][0-9](?::[0-5][0-9])?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?"
)
DATE_PATTERN = rf"^{ABSOLUTE}~?$"
MOMENT_PATTERN = rf"^(?:{ABSOLUTE}|{RELATIVE})~?$"
ZONE_PATTERN = r"^[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*$"

Ref = Annotated[str, Meta(pattern=STORY_PATTERN, examples=["KF-15"], description="prefix and running number")]
Slug = Annotated[str, Meta(pattern=SLUG_PATTERN, max_length=80)]
Alias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$")]
Uuid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Line = Annotated[str, Meta(min_length=1, max_length=300, pattern=r"^[^\n\r]*$")]
Text = Annotated[str, Meta(min_length=1, max_length=5_000)]
LongText = Annotated[str, Meta(min_length=1, max_length=100_000)]
Url = Annotated[str, Meta(pattern=r"^https?://[^\s<>\"]+$", max_length=2_000)]
File = Annotated[str, Meta(pattern=FILE_PATTERN)]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Date = Annotated[
    str,
    Meta(
        pattern=DATE_PATTERN,
        max_length=40,
        description="ISO 8601 as far as it is known: 2019, 2019-05, 2019-05-21; a final ~ means about",
        examples=["2019-05"],
    ),
]
Moment = Annotated[
    str,
    Meta(
        pattern=MOMENT_PATTERN,
        max_length=40,
        description=(
            "ISO 8601 as far as it is known, such as 2019, 2019-05, 2019-05-21, 2019-05-21T11Z or "
            "2019-05-21T11:58Z; or relative to the start, such as T+16m; a final ~ means about"
        ),
        examples=["2019-05-21T11:58Z", "T+16m"],
    ),
]
TimeZone = Annotated[
    str,
    Meta(
        pattern=ZONE_PATTERN,
        max_length=60,
        description="name in the IANA database",
        examples=["Europe/Berlin"],
    ),
]


def _term(facet: str) -> Meta:
    return Meta(
        pattern=TERM_PATTERN,
        max_length=80,
        extra={"facet": facet},
        extra_json_schema={"x-vocabulary": facet},
    )


def anchor_of(letters: str) -> Meta:
    """The anchor of a part. It may be missing in an input; saving assigns the next free one."""
    return Meta(pattern=rf"^[{letters}][1-9][0-9]{{0,3}}$", extra={"anchor": letters})


Component = Annotated[str, _term("component")]
TechnologyName = Annotated[str, _term("technology")]
FailureMode = Annotated[str, _term("failure_mode")]
Dimension = Annotated[str, _term("dimension")]
TriggerType = Annotated[str, _term("trigger")]
DetectionMethod = Annotated[str, _term("detection")]
Effect = Annotated[str, _term("effect")]
Scope = Annotated[str, _term("scope")]
SymptomKind = Annotated[str, _term("symptom_kind")]
Environment = Annotated[str, _term("environment")]

SymptomId = Annotated[str, anchor_of("s")]
FactorId = Annotated[str, anchor_of("f")]
FixId = Annotated[str, anchor_of("x")]
TakeawayId = Annotated[str, anchor_of("t")]
EventId = Annotated[str, anchor_of("e")]
ImpactId = Annotated[str, anchor_of("i")]
EvidenceId = Annotated[str, anchor_of("v")]
ActionId = Annotated[str, anchor_of("a")]
CheckId = Annotated[str, anchor_of("c")]
ObservationId = Annotated[str, anchor_of("o")]
SourceId = Annotated[str, anchor_of("r")]
Consequence = Annotated[str, anchor_of("fsxi")]
"""The anchor of what a part led to: a factor, a symptom, a fix or an impact."""

Kind = Literal["incident", "near_miss", "hazard", "failed_change", "exercise_finding"]
Status = Literal["imported", "draft", "in_review", "changes_requested", "published", "withdrawn", "merged"]
Visibility = Literal["public", "organisation", "team", "people"]
Level = Literal["catastrophic", "critical", "major", "minor", "negligible", "unknown", "not_applicable"]
Basis = Literal["stated", "inferred"]
Confidence = Literal["high", "medium", "low"]
OrganisationRole = Literal["affected", "caused", "reported", "regulator"]
FixPhase = Literal["mitigation", "remediation", "prevention", "workaround", "upstream"]
Outcome = Literal["worked", "partial", "failed", "made_worse", "reverted", "planned", "unknown"]
EventPhase = Literal[
    "lead_up", "start", "detect", "respond", "diagnose", "mitigate", "resolve", "verify", "follow_up"
]
ObservationKind = Literal["went_well", "lucky", "surprise", "still_open_question"]
EvidenceKind = Literal[
    "log",
    "kubectl",
    "graph",
    "manifest",
    "config",
    "query",
    "diff",
    "alert",
    "screenshot",
    "image",
    "table",
    "chat",
    "quote",
    "link",
    "script",
]
EvidenceRole = Literal["bad", "fixed", "observed"]
MediaType = Literal["image/png", "image/jpeg", "image/webp"]
SourceKind = Literal[
    "talk_video",
    "slides",
    "article",
    "postmortem",
    "issue",
    "pull_request",
    "documentation",
    "status_page",
    "regulator_report",
    "forum_post",
    "newsletter",
    "book",
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
ActionStatus = Literal["open", "done", "dropped", "unknown"]
Priority = Literal["high", "medium", "low"]
