"""The one write path of rules: every rule, wherever it comes from, goes through `save`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from incidents.domain import saving
from incidents.domain.rules import links
from incidents.errors import Fault, Refused
from incidents.models import Rule, RuleRevision, User
from incidents.models.rule import TESTED
from incidents.rules import reading, record
from incidents.rules.proof.result import Proof


@dataclass(frozen=True)
class SavedRule:
    rule: Rule
    revision: RuleRevision
    changed: bool
    """False where the document was the same as before; nothing was written then."""


@transaction.atomic
def save(
    *,
    rule: record.Rule,
    proof: Proof,
    based_on: int | None,
    origin: str,
    now: datetime,
    author: User | None = None,
    reason: str = "",
) -> SavedRule:
    """Appends a revision and writes every table that follows from it; the stories it is linked to move.

    `proof` says how the rule's own tests went. `based_on` is the number of the revision the writer started
    from, `None` for a new rule. Raises `Outdated` when somebody else saved since, `Refused` with every
    fault, `NotPossible` when there is no such rule to change.
    """
    faults = [*saving.reason_faults(reason), *_untested(rule, proof)]
    saving.lock()
    before = Rule.objects.select_related("revision").filter(ref=rule.ref).first()
    saving.check_based_on(ref=rule.ref, before=before, based_on=based_on)
    if faults := [*faults, *_across_rules(rule)]:
        raise Refused(reading.REFUSED, faults)
    old = _document(before) if before else None
    if before and before.is_proven == proof.holds and old == rule:
        return SavedRule(before, before.current_revision, changed=False)
    revision = RuleRevision(author=author, origin=origin, reason=reason, created_at=now)
    return append(rule=rule, old=old, before=before, proof=proof, revision=revision)


def append(
    *,
    rule: record.Rule,
    old: record.Rule | None,
    before: Rule | None,
    proof: Proof,
    revision: RuleRevision,
) -> SavedRule:
    """Writes the revision and what follows from it; to be called under the lock, with a rule that is checked.

    Of the revision, only who wrote it when and why has to be there.
    """
    head, columns = _head(before, rule, proof, revision.created_at)
    revision.number, revision.document = head.revision_number, reading.to_json(rule).decode()
    _write_head(head, revision, columns if before else None)
    links.replace(head=head, rule=rule, old=old, now=revision.created_at)
    return SavedRule(head, revision, changed=True)


def current(*, ref: str) -> record.Rule:
    return _document(Rule.objects.select_related("revision").get(ref=ref))


def next_ref(*, letter: str) -> str:
    """The next free reference of this kind, until somebody else takes it. No reference is ever reused.

    It follows the highest number there is. So an editor can tell how many rules she may not see, but no more.
    """
    highest = Rule.objects.filter(kind=letter).order_by("-number").values_list("number", flat=True).first()
    return f"{letter}-{(highest or 0) + 1}"


def _document(head: Rule) -> record.Rule:
    return reading.trusted(head.current_revision.document)


def _across_rules(rule: record.Rule) -> Iterator[Fault]:
    yield from links.faults(rule)
    if Rule.objects.filter(name=rule.name).exclude(ref=rule.ref).exists():
        yield Fault("/name", f"“{rule.name}” is not available; choose another name")
    if rule.replaced_by and not Rule.objects.filter(ref=rule.replaced_by).exists():
        yield Fault("/replaced_by", f"there is no rule {rule.replaced_by}")


def _untested(rule: record.Rule, proof: Proof) -> Iterator[Fault]:
    if rule.status in TESTED and not proof.holds:
        why = proof.unproven or "it fails its own tests"
        yield Fault("/status", f"is “{rule.status}” only of a rule that passes its own tests: {why}")
        yield from proof.faults


def _head(before: Rule | None, rule: record.Rule, proof: Proof, now: datetime) -> tuple[Rule, list[str]]:
    """The head as the next revision has it, not written yet, and the names of its columns to write."""
    head = before or Rule(ref=rule.ref, created_at=now, revision_number=0)
    columns = {
        "name": rule.name,
        "status": rule.status,
        "confidence": rule.confidence,
        "level": "" if isinstance(rule, record.Signature) else rule.level,
        "message": rule.message,
        "is_proven": proof.holds,
        "revision_number": head.revision_number + 1,
        "modified_at": now,
    }
    for name, value in columns.items():
        setattr(head, name, value)
    return head, list(columns)


def _write_head(head: Rule, revision: RuleRevision, columns: Iterable[str] | None) -> None:
    """Head and revision name each other. `columns`: what changes of a head that is there."""
    if columns is None:
        head.save(force_insert=True)
    revision.rule = head
    revision.save(force_insert=True)
    head.revision = revision
    head.save(update_fields=["revision", *(columns or ())])
