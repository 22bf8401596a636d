"""The search index of this machine against the database."""

from collections.abc import Iterator

from incidents.domain.consistency.fault import StoreFault
from incidents.domain.search import index
from incidents.finding.storage import BrokenIndex

REBUILD = "Run ./manage.py check_index on this machine."


def faults() -> Iterator[StoreFault]:
    """None where there is no index yet: the first search builds it."""
    try:
        for subject in index.differing():
            yield StoreFault(subject, "the search index holds another state of it", REBUILD)
    except (BrokenIndex, OSError) as error:
        yield StoreFault("search index", f"it cannot be read: {error}", f"{REBUILD} It is built anew.")
