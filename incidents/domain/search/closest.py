"""The stories closest to a text by their words, of those that a reader may see."""

from dataclasses import dataclass
from functools import partial

from django.db import transaction

from incidents.domain.search import index, rows, scope
from incidents.domain.search.rows import FoundRow
from incidents.domain.search.scope import Scope
from incidents.finding import closest as finding
from incidents.finding.closest import ClosestHits
from incidents.finding.snippets import Marks
from incidents.finding.storage import Snapshot
from incidents.models.reader import Reader

MOST = 10


@dataclass(frozen=True)
class Closest:
    """`rows`: the closest first."""

    rows: tuple[FoundRow, ...]
    used: tuple[str, ...]
    """Words that it went by, the rarest first, as they were typed."""
    unknown: tuple[str, ...]
    """Words that no story has, as far as the reader may see."""
    corrected: dict[str, str]
    """What was read in the place of a misspelt word."""


# Nothing is kept of what a transaction around it might take back.
@transaction.atomic(savepoint=False, durable=True)
def closest(*, reader: Reader, text: str, limit: int = MOST) -> Closest:
    """A guess by the words of a sentence or of a pasted text; two queries. Raises `IndexBeingBuilt`."""
    seen = scope.read(reader=reader, with_names=False)
    hits = index.searched(seen.state, partial(_hits, seen, text, limit))
    found = rows.read(hits.keys, reader=reader, marks=Marks.of_words(hits.words))
    return Closest(found, hits.used, hits.unknown, hits.corrected)


def _hits(seen: Scope, text: str, limit: int, snapshot: Snapshot) -> ClosestHits:
    return finding.closest(text, snapshot, visible=seen.visible(), limit=limit)
