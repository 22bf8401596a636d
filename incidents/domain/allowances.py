"""How much each client may have judged: counted in the database, for all processes and machines together.

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

from incidents.models import Allowance, User
from incidents.models.incident import Reader

INCLUDED = 0.1
"""Seconds of processor time in one request; each further tenth counts as one more."""
NETWORK = 64
"""Bits of an IPv6 address that tell clients apart: the rest is each client's to choose."""

# Parameters: client, now + each, latest, latest, now, seconds of each.
TAKE = """
INSERT INTO incidents_allowance AS known (client, full_at) VALUES (%s, %s)
ON CONFLICT (client) DO UPDATE SET
    refused = known.full_at > %s,
    full_at = CASE WHEN known.full_at > %s THEN known.full_at
              ELSE greatest(known.full_at, %s) + make_interval(secs => %s) END
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
    """Counts one request; one that is refused takes nothing."""
    told = settings.JUDGING_RATES["signed_in" if isinstance(reader, User) else "anonymous"]
    if told is None:
        return Grant()
    rate, client = Rate(*told), _client(reader, address)
    whole = timedelta(seconds=rate.seconds)
    latest = now + whole - rate.each
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [client, now + rate.each, latest, latest, now, rate.each.total_seconds()])
        ((full_at, refused),) = cursor.fetchall()
    return Grant(
        client=client,
        rate=rate,
        refused=refused,
        left=max(0, (now + whole - full_at) // rate.each),
        wait=max(0, ceil((full_at - latest).total_seconds())),
        full_in=max(0, ceil((full_at - now).total_seconds())),
    )


def charge(grant: Grant, *, spent: float) -> None:
    """Takes what a request has cost beyond what is included. `spent`: seconds of processor time."""
    more = int(spent / INCLUDED)
    if grant.rate is None or more < 1:
        return
    Allowance.objects.filter(client=grant.client).update(full_at=F("full_at") + more * grant.rate.each)


def forget(*, now: datetime) -> None:
    """Drops what says nothing any longer."""
    Allowance.objects.filter(full_at__lte=now).delete()


def _client(reader: Reader, address: str | None) -> str:
    name = f"person {reader.pk}" if isinstance(reader, User) else f"address {_network(address or '')}"
    return salted_hmac(__name__, name, algorithm="sha256").hexdigest()


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Network((found, NETWORK), strict=False))
    return str(found)
