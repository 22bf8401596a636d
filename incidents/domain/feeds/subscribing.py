"""Which feeds there are, and when they are read."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import get_args

from django.db import transaction
from django.utils.text import slugify

from incidents.domain import audit
from incidents.errors import Fault, Refused
from incidents.feeds.fetch import Fetched, FetchFailed, FetchLimits, Network, fetch, host_key
from incidents.feeds.found import FeedKind
from incidents.feeds.received import Received
from incidents.feeds.shipped import ShippedFeed
from incidents.models import Feed, User
from incidents.models.feed import FEWEST_MINUTES, LONGEST_ADDRESS, MOST_MINUTES

LONGEST_SLUG = 100
FOR_A_LOOK = FetchLimits(bytes=5 * 2**20, seconds=10)
"""For somebody who waits for a page."""
RESERVED = frozenset({"new", "words", "candidates"})
"""Pages beside those of feeds."""
NOT_ADDED = "The feed is not added."


@transaction.atomic
def named(*, name: str, kind: str, now: datetime, address: str = "", folder: str = "") -> Feed:
    """The feed of this address, or of this name if it has none: made if need be, and never due by itself."""
    known = Feed.objects.filter(address=address, folder=folder)
    if found := (known if address else known.filter(name=name)).first():
        return found
    return _create(name=name, kind=kind, address=address, folder=folder, actor=None, now=now)


def load(*, shipped: Iterable[ShippedFeed], now: datetime) -> int:
    """Adds the feeds that come along, none of them enabled. Returns how many are new."""
    before = Feed.objects.count()
    for feed in shipped:
        named(name=feed.name, kind=feed.kind, address=feed.address, folder=feed.folder, now=now)
    return Feed.objects.count() - before


def look(*, address: str, kind: str, folder: str, network: Network) -> Received:
    """What is at an address, before it becomes a feed. Raises `Refused`."""
    _check(Feed(name="feed", address=address, kind=kind, folder=folder, interval_minutes=FEWEST_MINUTES))
    outcome = fetch(address, network=network, limits=FOR_A_LOOK)
    if not isinstance(outcome, Fetched):
        said = outcome.message if isinstance(outcome, FetchFailed) else "has nothing"
        raise Refused(NOT_ADDED, [Fault("/address", f"cannot be read: {said.removesuffix('.')}")])
    return Received(data=outcome.body, address=outcome.address, charset=outcome.charset, folder=folder)


@transaction.atomic
def add(
    *,
    name: str,
    kind: str,
    address: str,
    folder: str,
    interval_minutes: int,
    actor: User,
    now: datetime,
) -> Feed:
    """A feed that is read at once and from then on. Raises `Refused`."""
    wanted = Feed(name=name, kind=kind, address=address, folder=folder, interval_minutes=interval_minutes)
    _check(wanted)
    feed = _create(name=name, kind=kind, address=address, folder=folder, actor=actor, now=now)
    feed.interval_minutes, feed.next_run_at = interval_minutes, now
    feed.save(update_fields=["interval_minutes", "next_run_at"])
    return feed


@transaction.atomic
def change(
    *,
    feed: Feed,
    name: str,
    interval_minutes: int,
    is_enabled: bool,
    actor: User,
    now: datetime,
) -> Feed:
    """One that is enabled is read at once. Raises `Refused`."""
    row = Feed.objects.select_for_update(no_key=True).get(pk=feed.pk)
    before = {"name": row.name, "interval": row.interval_minutes, "enabled": row.is_enabled}
    row.name, row.interval_minutes = name.strip(), interval_minutes
    faults = list(_setting_faults(row))
    if is_enabled and not row.address:
        faults.append(
            Fault("/is_enabled", "is for feeds with an address; states of this one come from files")
        )
    if faults:
        raise Refused("Nothing was changed.", faults)
    if row.is_enabled != is_enabled:
        row.next_run_at = now if is_enabled else None
        row.failures = 0
    row.save(update_fields=["name", "interval_minutes", "next_run_at", "failures"])
    after = {"name": row.name, "interval": row.interval_minutes, "enabled": is_enabled}
    if after != before:
        _record("feed.changed", row, actor, now, after)
    return row


def _create(
    *,
    name: str,
    kind: str,
    address: str,
    folder: str,
    actor: User | None,
    now: datetime,
) -> Feed:
    feed = Feed.objects.create(
        name=name.strip(),
        slug=_free_slug(name),
        kind=kind,
        address=address,
        folder=folder,
        created_by=actor,
        created_at=now,
    )
    _record("feed.added", feed, actor, now, {"address": address, "kind": kind})
    return feed


def _check(feed: Feed) -> None:
    """Raises `Refused`."""
    faults = list(_setting_faults(feed))
    if feed.kind not in get_args(FeedKind):
        faults.append(Fault("/kind", f"is none of {', '.join(get_args(FeedKind))}"))
    try:
        host_key(feed.address)
    except ValueError as error:
        faults.append(Fault("/address", str(error).removesuffix(".")))
    if len(feed.address) > LONGEST_ADDRESS:
        faults.append(Fault("/address", f"is longer than {LONGEST_ADDRESS:,} characters"))
    if there := Feed.objects.filter(address=feed.address, folder=feed.folder).first():
        faults.append(Fault("/address", f"is that of {there.name}, which is a feed here already"))
    if faults:
        raise Refused(NOT_ADDED, faults)


def _setting_faults(feed: Feed) -> Iterator[Fault]:
    if not feed.name.strip():
        yield Fault("/name", "is blank; say whose list it is")
    if not FEWEST_MINUTES <= feed.interval_minutes <= MOST_MINUTES:
        yield Fault(
            "/interval_minutes", f"has to be from {FEWEST_MINUTES} minutes to {MOST_MINUTES // 1440} days"
        )


def _record(action: str, feed: Feed, actor: User | None, at: datetime, details: dict[str, object]) -> None:
    audit.record(action=action, target=feed.slug, actor=actor, at=at, details=details)


def _free_slug(name: str) -> str:
    plain = slugify(name)[:LONGEST_SLUG] or "feed"
    plain = f"{plain}-feed" if plain in RESERVED else plain
    taken = set(Feed.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    numbered = (f"{plain}-{number}" for number in range(2, len(taken) + 2))
    return next(slug for slug in (plain, *numbered) if slug not in taken)
