"""The candidates of entries that no story cites: found by their addresses, made where there is none."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from incidents.domain.feeds import contents, known
from incidents.domain.feeds.planning import PlannedItem
from incidents.feeds.found import FoundAddress
from incidents.models import Candidate, CandidateAddress

LOCK = 5_190_418
"""Key of the advisory lock of candidates: two feeds may bring one address at the same time."""
BY_A_RUN = "A story cites it."
WAITING: dict[str, Any] = {
    **dict.fromkeys(("decided_by", "decided_at", "incident", "draft")),
    "state": "waiting",
    "reason": "",
    "cited_as": "",
}
"""The columns of one that nobody has decided about."""


def of_items(items: Sequence[PlannedItem], now: datetime) -> dict[int, Candidate]:
    """The candidate of each item that needs one, by the place of the item.

    Addresses that an entry has got since are noted for the candidate that it has.
    """
    wanted = {
        place: known.address_keys(item.story)
        for place, item in enumerate(items)
        if item.story and not item.source and (item.candidate is None or item.is_changed or not item.entry)
    }
    if not wanted:
        return {}
    _lock()
    own = Candidate.objects.in_bulk([items[place].candidate or 0 for place in wanted])
    owners = _owners(wanted.values())
    found: dict[int, Candidate] = {}
    made: list[Candidate] = []
    noted: dict[str, tuple[Candidate, FoundAddress]] = {}
    for place, addresses in wanted.items():
        item = items[place]
        owner = own.get(item.candidate or 0) or next(filter(None, map(owners.get, addresses)), None)
        if owner is None:
            owner = Candidate(title=contents.storable(item.title), created_at=now)
            made.append(owner)
        found[place] = owner
        for key in addresses.keys() - owners.keys():
            owners[key] = found[place]
            noted[key] = (found[place], addresses[key])
    Candidate.objects.bulk_create(made)
    CandidateAddress.objects.bulk_create(_noted(key, *one) for key, one in noted.items())
    return found


def settle(*, attached: Collection[int], orphaned: Collection[int], now: datetime) -> None:
    """Keys of candidates: those whose source stories cite by now, and those whose source none cites any more.

    What somebody has rejected stays rejected.
    """
    undecided = Candidate.objects.undecided().filter(pk__in=attached)
    undecided.update(state="attached", reason=BY_A_RUN, decided_by=None, decided_at=now, draft=None)
    back = Candidate.objects.filter(pk__in=orphaned, state="attached")
    back.update(**WAITING)


def _owners(wanted: Iterable[Collection[str]]) -> dict[str, Candidate]:
    keys = {key for addresses in wanted for key in addresses}
    rows = CandidateAddress.objects.filter(key__in=keys).select_related("candidate")
    return {row.key: row.candidate for row in rows}


def _noted(key: str, candidate: Candidate, address: FoundAddress) -> CandidateAddress:
    return CandidateAddress(
        candidate=candidate,
        key=key,
        canonical=contents.storable(address.canonical),
        locator=contents.storable(address.locator or ""),
    )


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
