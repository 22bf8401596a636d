"""The index as a library keeps it, and all that has to be known of that library: nothing else imports it."""

from incidents.finding.storage import clauses, schema
from incidents.finding.storage.clauses import Clause
from incidents.finding.storage.index import (
    BrokenIndex,
    Index,
    IndexDocument,
    IndexHits,
    IndexMark,
    Snapshot,
    version,
)
from incidents.finding.storage.schema import stem

__all__ = [
    "BrokenIndex",
    "Clause",
    "Index",
    "IndexDocument",
    "IndexHits",
    "IndexMark",
    "Snapshot",
    "clauses",
    "schema",
    "stem",
    "version",
]
