"""The sources a story cites. Stories share the row of a source; each describes it in its own words."""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from incidents.models import Citation, Incident, Source
from incidents.stories import document
from incidents.stories.document import Story
from incidents.stories.merging.sources import identity

LONGEST_KEY = 2_000
"""Bytes; an index holds no text of any length."""
SLUG_LENGTH = 80


def replace(*, incident: Incident, story: Story, old: Story | None) -> None:
    """`old`: what the story said before, if it was there."""
    if old and story.sources == old.sources:
        return
    rows = _rows(map(key, story.sources))
    if old:
        Citation.objects.filter(incident=incident).delete()
    Citation.objects.bulk_create(
        Citation(incident=incident, source=rows[key(item)], **columns)
        for item, columns in zip(story.sources, described(story), strict=True)
    )
    if gone := set(map(key, old.sources)) - rows.keys() if old else ():
        Source.objects.filter(key__in=gone, citations=None).delete()


def _rows(keys: Iterable[str]) -> dict[str, Source]:
    """The source of each key, made where it is new."""
    wanted = set(keys)
    if not wanted:
        return {}
    known = {source.key: source for source in Source.objects.filter(key__in=wanted)}
    missing = [Source(key=key, slug=slug(key)) for key in sorted(wanted - known.keys())]
    if missing:
        known |= {source.key: source for source in Source.objects.bulk_create(missing)}
    return known


def described(story: Story) -> list[dict[str, Any]]:
    """What the story says of each of its sources, as columns."""
    return [
        {
            "kind": item.kind,
            "title": item.title,
            "url": item.url or "",
            "archive_url": item.archive_url or "",
            "publisher": item.publisher or "",
            "venue": item.venue or "",
            "authors": list(item.authors),
            "published": item.published or "",
            "locator": item.locator or "",
            "role": item.role,
            "position": position,
        }
        for position, item in enumerate(story.sources)
    ]


def key(item: document.Source) -> str:
    """The identity of a source, as short as an index needs it."""
    named = identity(item)
    return named if len(named.encode()) <= LONGEST_KEY else sha256(named.encode()).hexdigest()


def slug(key: str) -> str:
    """Follows from the key alone: neither words nor a number say who else cites the source."""
    words = re.sub("[^A-Za-z0-9]+", "-", key.removeprefix("https://")).lower()
    digest = sha256(key.encode()).hexdigest()
    return f"{words[:SLUG_LENGTH]}-{digest[:8]}".replace("--", "-").strip("-")
