"""How much each client may have analysed: counted in the database, for all processes and machines together.

An allowance fills up evenly; a request takes one from it, and one that has kept a process busy takes more
afterwards. So a client that sends a lot of little and one that sends a little of the worst are held alike.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from math import ceil

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils.crypto import salted_hmac

from incidents.models import Allowance
from incidents.models.reader import Reader

INCLUDED = 0.1
"""Seconds of processor time in one request; each further tenth counts as one more."""
NETWORK = 64
"""Bits of an IPv6 address that identify a client: each client chooses the rest itself."""

LONGEST_DEBT = timedelta(hours=1)
"""The longest time for which requests that cost more than the whole quota block further ones."""

# A row further ahead than anything can be owed was written by a clock that ran ahead; it counts as that much.
TAKE = """
INSERT INTO incidents_allowance AS known (client, full_at) VALUES (%(client)s, %(next)s)
ON CONFLICT (client) DO UPDATE SET
    refused = known.full_at > %(latest)s,
    full_at = CASE WHEN known.full_at > %(latest)s THEN least(known.full_at, %(furthest)s)
              ELSE greatest(known.full_at, %(now)s) + (%(next)s - %(now)s) END
RETURNING full_at, refused
"""


@dataclass(frozen=True)
class Rate:
    """So many requests in so many seconds; as many at once where none came before."""

    number: int
    seconds: int

    @property
    def each(self) -> timedelta:
        return timedelta(seconds=self.seconds / self.number)


@dataclass(frozen=True)
class Grant:
    """What became of one request. `rate` is None where nothing is counted."""

    client: str = ""
    rate: Rate | None = None
    refused: bool = False
    left: int = 0
    """Requests that are possible at once after this one."""
    wait: int = 0
    """Seconds until the next one is."""
    full_in: int = 0
    """Seconds until all of it is there again."""


def take(*, reader: Reader, address: str | None, now: datetime) -> Grant:
    """Counts one request for an analysis; one that is refused takes nothing."""
    rate = settings.ANALYSIS_RATES["signed_in" if reader.is_signed_in else "anonymous"]
    return take_one(client=_client(reader, address), rate=rate, now=now, debt=LONGEST_DEBT)


def take_one(
    *, client: str, rate: tuple[int, int] | None, now: datetime, debt: timedelta = timedelta(0)
) -> Grant:
    """Takes one from the quota of `client`, in one statement; one that is refused takes nothing.

    `client` comes from `hashed`; `rate` is a number and seconds, None where nothing is counted. `debt` is how
    much longer than that it may take until the quota is full.
    """
    if rate is None:
        return Grant()
    of = Rate(*rate)
    whole = timedelta(seconds=of.seconds)
    latest = now + whole - of.each
    sent: dict[str, str | datetime] = {
        "client": client,
        "now": now,
        "next": now + of.each,
        "latest": latest,
        "furthest": now + whole + debt,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, sent)
        ((full_at, refused),) = cursor.fetchall()
    return Grant(
        client=client,
        rate=of,
        refused=refused,
        left=max(0, (now + whole - full_at) // of.each),
        wait=max(0, ceil((full_at - latest).total_seconds())),
        full_in=max(0, ceil((full_at - now).total_seconds())),
    )


def give_back(grant: Grant) -> None:
    """Returns a request to the quota, where it turns out that it does not count."""
    if grant.rate is not None and not grant.refused:
        Allowance.objects.filter(client=grant.client).update(full_at=F("full_at") - grant.rate.each)


def charge(grant: Grant, *, spent: float) -> None:
    """Takes what a request has cost beyond what is included. `spent`: seconds of processor time."""
    more = int(spent / INCLUDED)
    if grant.rate is None or more < 1:
        return
    Allowance.objects.filter(client=grant.client).update(full_at=F("full_at") + more * grant.rate.each)


def forget(*, now: datetime) -> None:
    """Deletes rows of quotas that are full again."""
    Allowance.objects.filter(full_at__lte=now).delete()


def hashed(name: str) -> str:
    """What a client is called in the table: names and addresses themselves are not stored."""
    return salted_hmac(__name__, name, algorithm="sha256").hexdigest()


def network(address: str | None) -> str:
    """The network that tells clients apart: an IPv4 address, or the first 64 bits of one of IPv6."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Network((found, NETWORK), strict=False))
    return str(found)


def _client(reader: Reader, address: str | None) -> str:
    return hashed(f"person {reader.person}" if reader.is_signed_in else f"address {network(address)}")
