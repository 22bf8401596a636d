"""Rules as they run: compiled once in a process for all who see the same stories, until something changes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from threading import Lock

import msgspec
from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from incidents import bundling
from incidents.models import (
    Incident,
    NoDetection,
    Rule,
    RuleLink,
    Symptom,
    ToolCheck,
    index_state,
    statements,
)
from incidents.models.incident import IncidentQuerySet
from incidents.models.index_state import IndexState
from incidents.models.reader import ANYBODY, Reader
from incidents.models.statements import Statement
from incidents.refs import in_order
from incidents.rules import bundle, reading, record
from incidents.rules.bundle import Bundle, StoryDigest
from incidents.rules.exports import resolve
from incidents.rules.lint.linter import Linter
from incidents.rules.match.matcher import Matcher
from incidents.stories import reading as story_reading

State = tuple[str, ...]
"""Differs whenever a rule, a check of a tool or one of their stories has changed."""
Refs = tuple[str, ...]
MOST_KEPT = 8
"""Sets of stories that readers see, each with what was compiled for it."""

MOST_OBSERVABLES = 1000
"""Observables of the newest stories that are looked for, whether or not a rule concerns their stories."""

STATE = """
WITH concerned AS (
    SELECT incident_id FROM incidents_rulelink
    UNION SELECT incident_id FROM incidents_toolcheck
    UNION SELECT incident_id FROM incidents_nodetection
    UNION SELECT incident_id FROM (
        SELECT incident_id FROM incidents_symptom WHERE NOT observable = ''
        ORDER BY incident_id DESC LIMIT %s
    ) AS recorded
)
SELECT
    (SELECT max(modified_at) FROM incidents_rule),
    (SELECT max(revision_id) FROM incidents_rule),
    (SELECT count(*) FROM incidents_rulelink),
    (SELECT count(*) FROM incidents_toolcheck),
    (SELECT count(*) FROM incidents_nodetection),
    (SELECT array[count(*)::text, sum(incident_id)::text] FROM concerned),
    (SELECT array[max(modified_at)::text, max(revision_id)::text] FROM incidents_incident
        WHERE id IN (SELECT incident_id FROM concerned))
"""


@dataclass(frozen=True)
class RunningRules:
    bundle: Bundle
    closed: int = 0
    """How many of its stories are closed to strangers."""
    _written: dict[str, str] = field(default_factory=dict)

    @cached_property
    def linter(self) -> Linter:
        return Linter(self.bundle.manifest_rules)

    @cached_property
    def matcher(self) -> Matcher:
        return Matcher(self.bundle.signatures, self.bundle.stories, self.bundle.mappings)

    @cached_property
    def tools(self) -> Mapping[str, Mapping[str, tuple[record.Mapping, ...]]]:
        """Checks by tool and by name in small letters; `soundings` has the rules from here."""
        found: dict[str, dict[str, tuple[record.Mapping, ...]]] = {resolve.OURS: {}}
        for one in resolve.checks(self.bundle):
            checks = found.setdefault(one.tool, {})
            checks[one.check.lower()] = (*checks.get(one.check.lower(), ()), one)
        return found

    def written(self, name: str, write: Callable[[Bundle], str]) -> str:
        """An export, written once."""
        if name not in self._written:
            self._written[name] = write(self.bundle)
        return self._written[name]

    @cached_property
    def digest(self) -> str:
        """Hash of everything in it."""
        return bundle.content_hash(self.bundle)


def current(reader: Reader) -> RunningRules:
    """What this reader may see. While nothing changes: one small query, and one more for who is
    signed in where stories are closed.
    """
    return _kept.fresh(index_state.current(), reader)


def linter(reader: Reader, *, only: Collection[str] = ()) -> Linter:
    """`only`: the rules to lint with, by their references; empty for all of them."""
    running = current(reader)
    return (
        Linter([rule for rule in running.bundle.manifest_rules if rule.ref in only])
        if only
        else running.linter
    )


def matcher(reader: Reader) -> Matcher:
    return current(reader).matcher


class _RunningCache:
    """What was compiled last in this process. Two that find it stale at once do the work once."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.mark = index_state.EMPTY
        """Where the state was looked at: whatever changes it moves the stories concerned."""
        self.state: State = ()
        self.by_refs: dict[Refs, RunningRules] = {}
        self.open: Refs | None = None
        """What everybody may see; it follows from the state alone, as does the next."""
        self.has_closed = False
        """Whether there is more, for whoever may see it: mostly not, and nobody need be asked for."""

    def fresh(self, mark: IndexState, reader: Reader) -> RunningRules:
        with self.lock:
            state = self.state if mark == self.mark else _state()
            if self.state != state or len(self.by_refs) >= MOST_KEPT:
                self.state, self.by_refs, self.open = state, {}, None
            self.mark = mark
            if self.open is None:
                self.open = _in_order(_refs(ANYBODY))
                self.has_closed = _about_rules(Incident.objects.closed()).exists()
            asks = self.has_closed and reader.is_signed_in
            refs = _in_order([*self.open, *_refs(reader)]) if asks else self.open
            if refs not in self.by_refs:
                self.by_refs[refs] = RunningRules(_bundle(refs), closed=len(refs) - len(self.open))
            return self.by_refs[refs]


_kept = _RunningCache()


def _state() -> State:
    with connection.cursor() as cursor:
        cursor.execute(STATE, [MOST_OBSERVABLES])
        (row,) = cursor.fetchall()
    return tuple(map(str, row))


def _refs(reader: Reader) -> list[str]:
    """The stories with a rule, a check or an observable that are open, or else that are closed but to her."""
    return [ref for (ref,) in _concerned(reader.placeholder).rows(reader=reader.person)]


def _in_order(found: Iterable[str]) -> Refs:
    return tuple(sorted(found, key=in_order))


@cache
def _concerned(reader: Reader) -> Statement:
    seen = Incident.objects.visible_to(reader)
    if reader.is_signed_in:
        seen = seen.closed()
    return statements.compiled(_about_rules(seen).values_list("ref"))


def _about_rules(stories: IncidentQuerySet) -> IncidentQuerySet:
    """Those published ones with a rule, a check or an observable."""
    concerned = Q()
    for table in (RuleLink, ToolCheck, NoDetection):
        concerned |= Q(Exists(table._default_manager.filter(incident=OuterRef("pk"))))
    recorded = Symptom.objects.exclude(observable="").order_by("-incident_id")
    concerned |= Q(pk__in=recorded.values("incident_id")[:MOST_OBSERVABLES])
    return stories.published().filter(concerned)


def _bundle(refs: Refs) -> Bundle:
    rules = list(_told(_running(), set(refs)))
    return Bundle(
        address=settings.BASE_URL,
        manifest_rules=tuple(rule for rule in rules if isinstance(rule, record.ManifestRule)),
        alert_rules=tuple(rule for rule in rules if isinstance(rule, record.AlertRule)),
        signatures=tuple(rule for rule in rules if isinstance(rule, record.Signature)),
        mappings=tuple(_mappings(refs)),
        no_detection=tuple(_no_detection(refs)),
        stories=tuple(_stories(refs)),
    )


def _stories(refs: Refs) -> Iterator[StoryDigest]:
    stories = Incident.objects.filter(ref__in=refs).in_order_of_refs()
    for document in stories.values_list("revision__document", flat=True):
        yield bundling.digest(story_reading.trusted(document))


def _running() -> Iterator[record.Rule]:
    documents = Rule.objects.that_run().in_order_of_refs().values_list("revision__document", flat=True)
    return (reading.trusted(document) for document in documents)


def _told(rules: Iterable[record.Rule], refs: set[str]) -> Iterator[record.Rule]:
    """Without the links to stories closed to the reader; a rule without other links is left out."""
    for rule in rules:
        links = tuple(link for link in rule.stories if link.ref in refs)
        if links:
            yield rule if links == rule.stories else msgspec.structs.replace(rule, stories=links)


def _mappings(refs: Refs) -> Iterator[record.Mapping]:
    columns = ("tool__slug", "name", "incident__ref", "relation", "note")
    rows = ToolCheck.objects.filter(incident__ref__in=refs).order_by("tool__slug", "name", "incident__number")
    for tool, name, story, relation, note in rows.values_list(*columns):
        yield record.Mapping(tool, name, story, relation, note or None)


def _no_detection(refs: Refs) -> Iterator[record.NoDetectionReason]:
    rows = NoDetection.objects.filter(incident__ref__in=refs).order_by("incident__number")
    for story, reason in rows.values_list("incident__ref", "reason"):
        yield record.NoDetectionReason(story, reason)
