"""Revisions of stories and rules, and the tables that follow from the newest ones."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from django.db.models import Count, F, Max, Q

from incidents.domain import stories
from incidents.domain.consistency.fault import StoreFault, batches
from incidents.models import Incident, Revision, Rule, RuleLink, RuleRevision
from incidents.rules import reading as rule_reading
from incidents.stories import reading

UNREADABLE = (msgspec.MsgspecError, ValueError, KeyError, TypeError, AttributeError)
FROM_A_BACKUP = "Restore it from a backup: nothing here has it a second time."
SAVE_AGAIN = "Restore its newest revision on its history page, or save it again: that writes all tables anew."


def faults() -> Iterator[StoreFault]:
    yield from _heads(Incident, "incident")
    yield from _heads(Rule, "rule")
    for revision in _all(Revision, "incident"):
        yield from _document(revision, revision.incident.ref, reading.trusted)
    for revision in _all(RuleRevision, "rule"):
        yield from _document(revision, revision.rule.ref, rule_reading.trusted)


def differing() -> Iterator[StoreFault]:
    """Where a document cannot be read, `faults` says so."""
    for batch in batches(Incident.objects.select_related("revision", "organisation", "merged_into")):
        pairs = [(row, story) for row in batch if (story := _read(row, reading.trusted)) is not None]
        for incident, table in stories.comparing.differing(pairs):
            yield StoreFault(incident.ref, f"{table} differs from its newest revision", SAVE_AGAIN)
    for batch in batches(Rule.objects.select_related("revision")):
        yield from _rules(batch)


def _rules(batch: Sequence[Rule]) -> Iterator[StoreFault]:
    links: dict[int, list[tuple[str, str, str, str]]] = {rule.pk: [] for rule in batch}
    columns = ("incident__ref", "relation", "target", "note")
    for key, *link in RuleLink.objects.filter(rule__in=links).values_list("rule", *columns):
        links[key].append((link[0], link[1], link[2], link[3]))
    for rule in batch:
        document = _read(rule, rule_reading.trusted)
        if document is None:
            continue
        wrong = [
            name for name in ("name", "status", "message") if getattr(rule, name) != getattr(document, name)
        ]
        wanted = [(one.ref, one.relation, one.target or "", one.note or "") for one in document.stories]
        if sorted(wanted) != sorted(links[rule.pk]):
            wrong.append("links to stories")
        if wrong:
            says = f"its rows differ from its newest revision: {', '.join(wrong)}"
            yield StoreFault(
                rule.ref, says, "Save it again with a change of its words: that writes them anew."
            )


def _heads(model: type[Any], name: str) -> Iterator[StoreFault]:
    """Rows without the newest revision, or whose numbers have a gap."""
    counted = model._default_manager.annotate(number_of=Count("revisions"), highest=Max("revisions__number"))
    wrong = counted.filter(
        Q(revision=None)
        | ~Q(**{f"revision__{name}": F("pk")})
        | ~Q(revision__number=F("highest"))
        | ~Q(revision_number=F("highest"))
        | ~Q(number_of=F("highest"))
    )
    columns = ("ref", "revision__number", "revision_number", "highest", "number_of")
    for ref, current, said, highest, number in wrong.order_by("pk").values_list(*columns).iterator():
        says = (
            f"it is at revision {said}, its current one is {current}, the newest {highest}, "
            f"and there are {number} of them"
        )
        yield StoreFault(ref, says, FROM_A_BACKUP)


def _all(model: type[Any], name: str) -> Iterator[Any]:
    rows = model._default_manager.select_related(name).only("number", "document", f"{name}__ref")
    for batch in batches(rows):
        yield from batch


def _document(revision: Any, ref: str, read: Any) -> Iterator[StoreFault]:
    subject = f"{ref}, revision {revision.number}"
    try:
        document = read(revision.document)
    except UNREADABLE as error:
        yield StoreFault(subject, f"its document cannot be read: {error}", FROM_A_BACKUP)
    else:
        if document.ref != ref:
            yield StoreFault(subject, f"its document is that of {document.ref}", FROM_A_BACKUP)


def _read(head: Any, read: Any) -> Any:
    try:
        return read(head.revision.document) if head.revision else None
    except UNREADABLE:
        return None
