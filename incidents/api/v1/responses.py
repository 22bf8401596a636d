"""Responses of the endpoints, other than stories. The OpenAPI schema is made from these."""

from datetime import datetime
from typing import Annotated, Any, get_args

from msgspec import UNSET, Meta, Struct, UnsetType

from incidents.stories import durations, fields

Next = Annotated[str | None, Meta(description="address of the page that follows; null on the last")]
Address = Annotated[str, Meta(description="absolute URL")]


def _one_of(literal: Any) -> Meta:
    return Meta(extra_json_schema={"enum": list(get_args(literal))})


# Words of the document, as columns hold them.
Basis = Annotated[str, _one_of(fields.Basis)]
Kind = Annotated[str, _one_of(fields.Kind)]
Level = Annotated[str, _one_of(fields.Level)]
Status = Annotated[str, _one_of(fields.Status)]
Visibility = Annotated[str, _one_of(fields.Visibility)]


class ResponseBody(Struct, frozen=True, kw_only=True):
    """Encoded whole: a client sees every field that exists."""


class SnippetPart(ResponseBody, frozen=True, kw_only=True):
    """Plain text; `marked` where it matches the search."""

    text: str
    marked: bool


class TimeTaken(ResponseBody, frozen=True, kw_only=True):
    """`at_least`: the last moment that is known is not the end."""

    seconds: int
    qualifier: Annotated[str, _one_of(durations.Qualifier)]
    text: str


class TimesTaken(Struct, frozen=True, kw_only=True):
    """From the start of the incident, as far as its times are known."""

    to_detect: TimeTaken | UnsetType = UNSET
    to_mitigate: TimeTaken | UnsetType = UNSET
    to_resolve: TimeTaken | UnsetType = UNSET


class StorySummary(ResponseBody, frozen=True, kw_only=True, tag_field="type", tag="story"):
    """`components` without those that stand above another of them in their tree."""

    ref: str
    uuid: str
    slug: str
    url: Address
    page: Address
    title: str
    summary: str
    kind: Kind
    status: Status
    visibility: Visibility
    organisation: str | None
    severity: Level
    severity_basis: Basis
    environment: str
    trigger: str
    occurred_start: str | None
    reported_at: Annotated[str | None, Meta(description="when its earliest primary source was published")]
    durations: TimesTaken
    components: tuple[str, ...]
    failure_modes: tuple[str, ...]
    revision: int
    published: datetime | None
    modified: datetime
    snippet: tuple[SnippetPart, ...]


class Tombstone(ResponseBody, frozen=True, kw_only=True, tag_field="type", tag="tombstone"):
    """Stands for a story that was withdrawn, or merged into another."""

    ref: str
    uuid: str
    url: Address
    status: Status
    merged_into: Annotated[str | None, Meta(description="reference of the story it became part of")]
    modified: datetime


class FacetValue(ResponseBody, frozen=True, kw_only=True):
    slug: str
    name: str
    count: int


class FacetCounts(ResponseBody, frozen=True, kw_only=True):
    """How many stories have each value, under every filter but those of the facet itself."""

    facet: str
    values: tuple[FacetValue, ...]


class StoryPage(ResponseBody, frozen=True, kw_only=True):
    results: tuple[StorySummary | Tombstone, ...]
    next: Next
    total: Annotated[int, Meta(description="of all pages")]
    suggestions: Annotated[
        tuple[str, ...], Meta(description="searches that find something, where this did not")
    ]
    facets: Annotated[tuple[FacetCounts, ...] | None, Meta(description="null unless asked for")]


class RuleSummary(ResponseBody, frozen=True, kw_only=True):
    """`level` is null of a signature; `proven`, whether it passes its own tests: only such a rule runs."""

    ref: str
    name: str
    kind: str
    level: str | None
    status: str
    confidence: str
    proven: bool
    message: str
    stories: tuple[str, ...]
    url: Address
    page: Address
    modified: datetime


class RulePage(ResponseBody, frozen=True, kw_only=True):
    """In the order of their references."""

    results: tuple[RuleSummary, ...]
    next: Next
    total: Annotated[int, Meta(description="of all pages")]


class ResolvedStory(ResponseBody, frozen=True, kw_only=True):
    ref: str
    title: str
    url: Address
    relation: str
    note: str | None


class Resolved(ResponseBody, frozen=True, kw_only=True):
    """What the check of a tool has to do with stories. An unknown check of a known tool is no error."""

    tool: str
    rule: str
    known_rule: bool
    stories: tuple[ResolvedStory, ...]
    suggestions: tuple[str, ...]


class ResolvedBatch(ResponseBody, frozen=True, kw_only=True):
    """In the order of the queries."""

    results: tuple[Resolved, ...]


class RevisionSummary(ResponseBody, frozen=True, kw_only=True):
    number: int
    url: Address
    created: datetime
    origin: str
    reason: str
    author: Annotated[str | None, Meta(description="null to readers who are not signed in")]


class RevisionPage(ResponseBody, frozen=True, kw_only=True):
    """Newest first."""

    results: tuple[RevisionSummary, ...]
    next: Next


class NewsEntry(ResponseBody, frozen=True, kw_only=True):
    key: int
    kind: Annotated[str, Meta(description="such as `role.changed`; new ones come")]
    text: str
    page: Annotated[str | None, Meta(description="address of more of it; null where there is no more")]
    created: datetime
    read: bool


class NewsList(ResponseBody, frozen=True, kw_only=True):
    """Newest first."""

    results: tuple[NewsEntry, ...]
    next: Next


class PlannedAction(ResponseBody, frozen=True, kw_only=True):
    """An action of a story. Empty words are not known; `closed` says when it was done or dropped."""

    story: str
    number: int
    title: str
    type: Annotated[str, _one_of(fields.ActionType)]
    strength: str
    priority: Annotated[str, _one_of(fields.Priority)]
    owner: Annotated[str | None, Meta(description="user name; null where nobody owns it")]
    due: Annotated[str | None, Meta(description="a day; null where it has none")]
    factor: Annotated[str, Meta(description="anchor of the factor that it is about")]
    tracker_url: str
    needed: Annotated[str, Meta(description="what has to be shown before it is done")]
    state: Annotated[str, Meta(extra_json_schema={"enum": ["open", "in_progress", "done", "dropped"]})]
    evidence: Annotated[str, Meta(description="what shows that it is done")]
    reason: Annotated[str, Meta(description="why it is not going to be done")]
    version: Annotated[int, Meta(description="counts its changes")]
    created_by: str
    created: datetime
    closed_by: str | None
    closed: datetime | None
    modified: datetime
    url: Address
    page: Address


class PlannedActionPage(ResponseBody, frozen=True, kw_only=True):
    """In the order in which they were planned."""

    results: tuple[PlannedAction, ...]
    next: Next
    total: Annotated[int, Meta(description="of all pages")]


class RecordedSighting(ResponseBody, frozen=True, kw_only=True):
    source: str
    external_id: str
    started: datetime
    new: Annotated[bool, Meta(description="whether it was not known")]


class AlertsTaken(ResponseBody, frozen=True, kw_only=True):
    matched: Annotated[int, Meta(description="alerts about a story or a rule that you may read")]
    unmatched: int


class StorySighting(ResponseBody, frozen=True, kw_only=True):
    """An episode in which an external system saw the story."""

    source: str
    external_id: str
    started: datetime
    ended: Annotated[datetime | None, Meta(description="null while it lasts, or where nobody has said so")]
    rule: Annotated[str | None, Meta(description="the rule that saw it")]
    name: str
    environment: str
    reported_by: str
    reported: datetime


class StorySightings(ResponseBody, frozen=True, kw_only=True):
    """Newest first."""

    story: str
    total: Annotated[int, Meta(description="of all pages, up to 10,000")]
    more: Annotated[bool, Meta(description="whether there are more than `total`")]
    last: Annotated[datetime | None, Meta(description="when the latest one started")]
    results: tuple[StorySighting, ...]
    next: Next


class VocabularyTerm(ResponseBody, frozen=True, kw_only=True):
    facet: str
    slug: str
    label: str
    description: str
    group: str
    synonyms: tuple[str, ...]


class TermList(ResponseBody, frozen=True, kw_only=True):
    results: tuple[VocabularyTerm, ...]


class Endpoint(ResponseBody, frozen=True, kw_only=True):
    url: Address
    description: str


class Root(ResponseBody, frozen=True, kw_only=True):
    title: str
    documentation: Address
    endpoints: tuple[Endpoint, ...]
