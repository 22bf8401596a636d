"""Erasing words from a rule, and from what tools and lists say beside a story."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, count

import msgspec

from incidents import erasing
from incidents.domain import revisions
from incidents.domain.rules import links
from incidents.domain.rules.save import append, current
from incidents.erasing import Traces, Words
from incidents.models import NoDetection, Rule, RuleRevision, ToolCheck, User
from incidents.models.rule import TESTED
from incidents.rules import reading, record
from incidents.rules.proof.result import Proof

PROSE = ("name", "message", "fix", "false_positives", "references", "stories")
"""What a rule says to people; it runs in the same way whatever stands there."""
UNPROVEN = Proof(unproven="words of it were erased since its tests passed")


def of_story(*, ref: str) -> list[str]:
    """References of rules that name the story, now or in an earlier revision."""
    naming = RuleRevision.objects.filter(document__contains=f'"{ref}"')
    return list(
        Rule.objects.filter(pk__in=naming.values("rule")).in_order_of_refs().values_list("ref", flat=True)
    )


def traces(*, ref: str, words: Words) -> Traces:
    """Where the words are in the rule and its earlier revisions."""
    found = revisions.without(RuleRevision.objects.filter(rule__ref=ref), words, erase=_erased)
    return revisions.traces_of(found).within(f"{ref}, ")


def erase(*, ref: str, words: Words, author: User, reason: str, now: datetime) -> Traces:
    """Rewrites revisions that hold the words and appends one more. Writes nothing where there are none.

    A rule that may run in another way without them has not passed its tests any longer.
    To be called under the lock of all saves.
    """
    found = list(revisions.without(RuleRevision.objects.filter(rule__ref=ref), words, erase=_erased))
    traces = revisions.traces_of(found).within(f"{ref}, ")
    if not traces.places:
        return traces
    before = Rule.objects.select_related("revision").get(ref=ref)
    old = reading.trusted(before.current_revision.document)
    revisions.rewrite(RuleRevision, found)
    rule = _with_free_name(current(ref=ref), old)
    runs_alike = msgspec.structs.replace(rule, **{name: getattr(old, name) for name in PROSE}) == old
    proof = Proof() if before.is_proven and runs_alike else UNPROVEN
    if rule.status in TESTED and not proof.holds:
        rule = msgspec.structs.replace(rule, status="experimental")
    revision = RuleRevision(author=author, origin="person", reason=reason, created_at=now)
    append(rule=rule, old=old, before=before, proof=proof, revision=revision)
    return traces


def traces_beside(*, story: str, words: Words) -> Traces:
    return Traces(tuple(place for _, _, place in _beside(story, words)))


def erase_beside(*, story: str, words: Words, now: datetime) -> Traces:
    """Notes of the checks of tools, and why nothing detects the story."""
    traces = traces_beside(story=story, words=words)
    for row, column, _ in list(_beside(story, words)):
        setattr(row, column, words.replaced(getattr(row, column)))
        row.save(update_fields=[column])
        links.move([row.incident_id], now=now)
    return traces


def _beside(story: str, words: Words) -> Iterator[tuple[ToolCheck | NoDetection, str, str]]:
    """Rows with the words, the column, and the place as a person finds it."""
    for check in ToolCheck.objects.filter(incident__ref=story).select_related("tool"):
        if words.are_in(check.note):
            yield check, "note", f"{story}, note of the check {check.tool.slug}/{check.name}"
    for row in NoDetection.objects.filter(incident__ref=story):
        if words.are_in(row.reason):
            yield row, "reason", f"{story}, why nothing detects it"


def _erased(document: str, words: Words) -> tuple[record.Rule, Traces]:
    return erasing.erase(reading.trusted(document), words)


def _with_free_name(rule: record.Rule, old: record.Rule) -> record.Rule:
    if rule.name == old.name:
        return rule
    others = set(Rule.objects.exclude(ref=rule.ref).values_list("name", flat=True))
    names = chain([rule.name], (f"{rule.name[:72]}-{number}" for number in count(2)))
    return msgspec.structs.replace(rule, name=next(name for name in names if name not in others))
