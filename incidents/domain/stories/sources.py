"""The sources a story cites. A source that many stories cite is one row."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from incidents.domain.stories import names
from incidents.models import Citation, Incident, Source
from incidents.models.choices import READABLE
from incidents.models.incident import IncidentQuerySet
from incidents.stories import document
from incidents.stories.document import Story

LONGEST_KEY = 2_000
"""Bytes; an index holds no text of any length."""
NOBODY = -1


def replace(*, incident: Incident, story: Story, old: Story | None) -> None:
    """`old`: what the story said before, if it was there."""
    widths = _widths(old) if old else {}
    if old and story.sources == old.sources and _widths(story) == widths:
        return
    rows = _rows(story.sources)
    for item in story.sources:
        source, was_there = rows[key(item)]
        if was_there:
            changed = _changed(source, _columns(item))
            _describe(source, changed, item, incident, was=widths.get(key(item), NOBODY))
    if old:
        Citation.objects.filter(incident=incident).delete()
    Citation.objects.bulk_create(
        Citation(
            incident=incident,
            source=rows[key(item)][0],
            locator=item.locator or "",
            role=item.role,
            position=position,
        )
        for position, item in enumerate(story.sources)
    )
    if gone := widths.keys() - rows.keys():
        Source.objects.filter(key__in=gone, citations=None).delete()


def _widths(story: Story) -> dict[str, int]:
    """For how many eyes it cites each source."""
    return dict.fromkeys(map(key, story.sources), _width(story.visibility, story.status))


def _rows(items: Iterable[document.Source]) -> dict[str, tuple[Source, bool]]:
    """The source of each by its key, and whether it was there before."""
    wanted = {key(item): item for item in items}
    if not wanted:
        return {}
    known = {source.key: (source, True) for source in Source.objects.filter(key__in=wanted)}
    missing = {name: item for name, item in wanted.items() if name not in known}
    if not missing:
        return known
    slugs = names.free_slugs(map(_named, missing.values()), taken=Source.objects.all())
    made = Source.objects.bulk_create(
        Source(key=name, slug=slug, **_columns(item))
        for (name, item), slug in zip(missing.items(), slugs, strict=True)
    )
    return known | {source.key: (source, False) for source in made}


def _columns(item: document.Source) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "title": item.title,
        "url": item.url or "",
        "archive_url": item.archive_url or "",
        "publisher": item.publisher or "",
        "venue": item.venue or "",
        "authors": list(item.authors),
        "published": (item.published and item.published.date) or "",
    }


def _named(item: document.Source) -> str:
    """Publisher and title, for its address."""
    return f"{item.publisher or ''} {item.title}"


def _changed(source: Source, columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if getattr(source, name) != value}


def _describe(
    source: Source, changed: dict[str, Any], item: document.Source, incident: Incident, *, was: int
) -> None:
    """The newest citation describes the source, unless others cite it for more eyes.

    Nor does the wording of what few may read stay in the address. `was`: for how many eyes the story itself
    cited it before.
    """
    own = _width(incident.visibility, incident.status)
    if not changed and own <= was:
        return
    others = _widest(Incident.objects.filter(citations__source=source).exclude(pk=incident.pk))
    if own < others:
        return
    if own > max(others, was):
        others_slugs = Source.objects.exclude(pk=source.pk)
        changed = changed | {"slug": names.free_slug(_named(item), taken=others_slugs)}
    for name, value in changed.items():
        setattr(source, name, value)
    source.save(update_fields=list(changed))


def _widest(incidents: IncidentQuerySet) -> int:
    audiences = incidents.values_list("visibility", "status").distinct()
    return max((_width(visibility, status) for visibility, status in audiences), default=NOBODY)


def _width(visibility: str, status: str) -> int:
    """Grows with the number of people who may read a story."""
    if status not in READABLE:
        return 0
    return {"organisation": 1, "public": 2}.get(visibility, 0)


def key(item: document.Source) -> str:
    named = item.url or f"{item.title} | {item.publisher or ', '.join(item.authors)}".lower()
    return named if len(named.encode()) <= LONGEST_KEY else sha256(named.encode()).hexdigest()
