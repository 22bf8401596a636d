"""Which feeds there are."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from incidents.domain import audit
from incidents.models import Feed, User

LONGEST_SLUG = 100


@transaction.atomic
def named(*, name: str, kind: str, address: str, now: datetime, folder: str = "", actor: User | None) -> Feed:
    """The feed of this address, or of this name if it has none: made if need be, and never due by itself."""
    there = (
        Feed.objects.filter(address=address, folder=folder)
        if address
        else Feed.objects.filter(name=name, address="")
    )
    if known := there.first():
        return known
    feed = Feed.objects.create(
        name=name,
        slug=_free_slug(name),
        kind=kind,
        address=address,
        folder=folder,
        created_by=actor,
        created_at=now,
    )
    audit.record(action="feed.added", target=feed.slug, actor=actor, at=now, details={"address": address})
    return feed


def _free_slug(name: str) -> str:
    plain = slugify(name)[:LONGEST_SLUG] or "feed"
    taken = set(Feed.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    numbered = (f"{plain}-{number}" for number in range(2, len(taken) + 2))
    return next(slug for slug in (plain, *numbered) if slug not in taken)
