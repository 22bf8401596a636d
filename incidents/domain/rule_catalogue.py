"""The rules that ship, brought into the database after the stories they name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from incidents.domain import rules
from incidents.domain.catalogue import ORIGIN, Outcome
from incidents.domain.rules import tools
from incidents.errors import Outdated, Refused
from incidents.models import NoDetection, Rule, Tool
from incidents.rules import folder, reading, record
from incidents.rules.proof import run
from incidents.rules.proof.result import Proof


@dataclass(frozen=True)
class Loaded:
    """What became of one rule, of the checks of one tool, or of the list of what has no detection."""

    name: str
    outcome: Outcome
    problem: Refused | None = None


def load(*, shipped: folder.Catalogue, now: datetime) -> Iterator[Loaded]:
    """Each rule in a transaction of its own: what was loaded before a crash stays loaded."""
    for rule in shipped.rules:
        yield _loaded(rule.ref, partial(_saved, rule, now))
    for tool in shipped.tools:
        yield _loaded(tool.tool, partial(_checks, tool, now))
    yield _loaded(folder.NO_DETECTION, partial(_no_detection, shipped.no_detection, now))


def _loaded(name: str, load_one: Callable[[], Outcome]) -> Loaded:
    try:
        return Loaded(name, load_one())
    except Refused as problem:
        return Loaded(name, "refused", problem)


def _checks(tool: folder.Tool, now: datetime) -> Outcome:
    known = Tool.objects.filter(slug=tool.tool).exists()
    changed = tools.replace(tool=tool, now=now)
    return _updated(changed) if known else "created"


def _no_detection(told: Sequence[record.NoDetection], now: datetime) -> Outcome:
    known = NoDetection.objects.exists()
    changed = tools.replace_no_detection(told=told, now=now)
    return "created" if changed and not known else _updated(changed)


def _updated(changed: bool) -> Outcome:
    return "updated" if changed else "unchanged"


def _saved(rule: record.Rule, now: datetime) -> Outcome:
    try:
        return _save(rule, now)
    except Outdated:  # somebody saved it just now: what stands decides once more
        return _save(rule, now)


def _save(rule: record.Rule, now: datetime) -> Outcome:
    known = Rule.objects.select_related("revision").filter(ref=rule.ref).first()
    if known is None:
        reason = "Loaded from the catalogue."
        rules.save(rule=rule, proof=_proof(rule), based_on=None, origin=ORIGIN, now=now, reason=reason)
        return "created"
    if known.current_revision.origin != ORIGIN:
        return "kept"
    if known.is_proven and reading.trusted(known.current_revision.document) == rule:
        return "unchanged"
    saved = rules.save(
        rule=rule,
        proof=_proof(rule),
        based_on=known.revision_number,
        origin=ORIGIN,
        now=now,
        reason="The catalogue changed.",
    )
    return _updated(saved.changed)


def _proof(rule: record.Rule) -> Proof:
    """What needs a program that is missing here was proven before it shipped."""
    proof = run.prove(rule)
    return Proof(proof.faults)
