"""The one write path of rules: every rule, wherever it comes from, goes through `save`."""

from collections.abc import Iterator
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
    saving.lock()
    before = Rule.objects.select_related("revision").filter(ref=rule.ref).first()
    saving.check_based_on(ref=rule.ref, before=before, based_on=based_on)
    if faults := [*saving.reason_faults(reason), *_faults(rule, proof)]:
        raise Refused(reading.REFUSED, faults)
    if before and before.is_proven == proof.holds and _document(before) == rule:
        return SavedRule(before, before.current_revision, changed=False)
    head = _head(before, rule, proof, now)
    revision = _append(head, rule, author=author, origin=origin, reason=reason, now=now)
    links.replace(head=head, rule=rule, now=now)
    return SavedRule(head, revision, changed=True)


def current(*, ref: str) -> record.Rule:
    return _document(Rule.objects.select_related("revision").get(ref=ref))


def next_ref(*, letter: str) -> str:
    """What a new rule of this kind may be called, until somebody else takes it. None is ever given twice.

    It follows the highest number there is. So an editor can tell how many rules she may not see, but no more.
    """
    highest = Rule.objects.filter(kind=letter).order_by("-number").values_list("number", flat=True).first()
    return f"{letter}-{(highest or 0) + 1}"


def _document(head: Rule) -> record.Rule:
    return reading.trusted(head.current_revision.document)


def _faults(rule: record.Rule, proof: Proof) -> Iterator[Fault]:
    yield from links.faults(rule)
    if Rule.objects.filter(name=rule.name).exclude(ref=rule.ref).exists():
        yield Fault("/name", f"“{rule.name}” is not available; choose another name")
    if rule.replaced_by and not Rule.objects.filter(ref=rule.replaced_by).exists():
        yield Fault("/replaced_by", f"there is no rule {rule.replaced_by}")
    if rule.status in TESTED and not proof.holds:
        why = proof.unproven or "it fails its own tests"
        yield Fault("/status", f"is “{rule.status}” only of a rule that passes its own tests: {why}")
        yield from proof.faults


def _head(before: Rule | None, rule: record.Rule, proof: Proof, now: datetime) -> Rule:
    columns = {
        "name": rule.name,
        "status": rule.status,
        "confidence": rule.confidence,
        "level": "" if isinstance(rule, record.Signature) else rule.level,
        "message": rule.message,
        "is_proven": proof.holds,
        "revision_number": before.revision_number + 1 if before else 1,
        "modified_at": now,
    }
    if before is None:
        return Rule.objects.create(ref=rule.ref, created_at=now, **columns)
    for name, value in columns.items():
        setattr(before, name, value)
    before.save(update_fields=list(columns))
    return before


def _append(
    head: Rule, rule: record.Rule, *, author: User | None, origin: str, reason: str, now: datetime
) -> RuleRevision:
    revision = RuleRevision.objects.create(
        rule=head,
        number=head.revision_number,
        document=reading.to_json(rule).decode(),
        author=author,
        origin=origin,
        reason=reason,
        created_at=now,
    )
    head.revision = revision
    head.save(update_fields=["revision"])
    return revision
