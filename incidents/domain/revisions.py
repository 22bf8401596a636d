"""Erasing words from revisions, which nothing else ever changes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from django.db import connection
from django.db.models import QuerySet

from incidents.erasing import Traces, Words
from incidents.models import Revision, RuleRevision
from incidents.models.revision import LONGEST_REASON

AnyRevision = TypeVar("AnyRevision", Revision, RuleRevision)


@dataclass(frozen=True)
class ErasedRevision:
    """A revision as it would be without the words."""

    key: int
    document: str
    reason: str
    traces: Traces


def without(
    revisions: "QuerySet[AnyRevision]",
    words: Words,
    *,
    erase: Callable[[str, Words], tuple[msgspec.Struct, Traces]],
) -> Iterator[ErasedRevision]:
    """Those that hold any of the words. `erase` takes the words out of a document."""
    for revision in revisions.order_by("number").iterator(chunk_size=20):
        document, traces = erase(revision.document, words)
        if words.are_in(revision.reason):
            traces += Traces(("reason",))
        if traces.places or traces.left:
            yield ErasedRevision(
                key=revision.pk,
                document=msgspec.json.encode(document).decode(),
                reason=words.replaced(revision.reason)[:LONGEST_REASON],
                traces=traces.within(f"revision {revision.number} "),
            )


def traces_of(erased: Iterable[ErasedRevision]) -> Traces:
    return sum((one.traces for one in erased), Traces())


def rewrite(model: type[Revision] | type[RuleRevision], erased: Iterable[ErasedRevision]) -> None:
    """The only way past the trigger that keeps revisions as they are."""
    _yield_to_erasing("on")
    for one in erased:
        model._default_manager.filter(pk=one.key).update(document=one.document, reason=one.reason)
    _yield_to_erasing("off")


def _yield_to_erasing(state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('soundings.erasing', %s, true)", [state])
