"""Whether what is stored holds together: what follows from something still does, and nothing leads nowhere.

Reads and mends nothing. Each check is a stream of faults and keeps some dozens of rows at a time.
"""

from collections.abc import Iterator
from datetime import datetime

from incidents.domain.consistency import outbox, pictures, references, revisions, schema, search, secrets
from incidents.domain.consistency.fault import StoreCheck, StoreFault

__all__ = ["StoreCheck", "StoreFault", "checks", "snapshot"]


def checks(*, now: datetime) -> Iterator[StoreCheck]:
    yield StoreCheck("schema", "constraints, triggers and indexes", schema.faults)
    yield StoreCheck("revisions", "revisions of stories and rules", revisions.faults)
    yield StoreCheck("tables", "tables that follow from the newest revisions", revisions.differing)
    yield StoreCheck("pictures", "pictures and snapshots of feeds", pictures.faults)
    yield StoreCheck("references", "relations, names, sources and candidates", references.faults)
    yield StoreCheck("search", "the search index of this machine", search.faults)
    yield StoreCheck("outbox", "mails and news that wait", lambda: outbox.faults(now=now))
    yield StoreCheck("secrets", "secrets of second factors", secrets.faults)


def snapshot() -> None:
    """Everything that follows in this transaction sees one state, whoever writes meanwhile."""
    schema.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
