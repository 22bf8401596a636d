"""The sources a story cites. A source that many stories cite is one row."""

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
    before = list(Citation.objects.filter(incident=incident).values_list("source", flat=True))
    widths = _widths(old) if old else {}
    cited = [
        (position, item, _row(item, incident, was=widths.get(key(item), NOBODY)))
        for position, item in enumerate(story.sources)
    ]
    Citation.objects.filter(incident=incident).delete()
    Citation.objects.bulk_create(
        Citation(
            incident=incident, source=source, locator=item.locator or "", role=item.role, position=position
        )
        for position, item, source in cited
    )
    Source.objects.filter(pk__in=before, citations=None).delete()


def _widths(story: Story) -> dict[str, int]:
    """For how many eyes it cites each source."""
    return dict.fromkeys(map(key, story.sources), _width(story.visibility, story.status))


def _row(item: document.Source, incident: Incident, *, was: int) -> Source:
    """The newest citation describes the source, unless others cite it for more eyes.

    `was`: for how many eyes the story itself cited it before.
    """
    columns = _columns(item)
    source, created = Source.objects.get_or_create(key=key(item), defaults=columns | {"slug": _slug(item)})
    if not created:
        _describe(source, _changed(source, columns), item, incident, was=was)
    return source


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


def _changed(source: Source, columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if getattr(source, name) != value}


def _describe(
    source: Source, changed: dict[str, Any], item: document.Source, incident: Incident, *, was: int
) -> None:
    """What few may read stays out of what more read; nor does its wording stay in the address."""
    own = _width(incident.visibility, incident.status)
    if not changed and own <= was:
        return
    others = _widest(Incident.objects.filter(citations__source=source).exclude(pk=incident.pk))
    if own < others:
        return
    if own > max(others, was):
        changed = changed | {"slug": _slug(item, but=source)}
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


def _slug(item: document.Source, *, but: Source | None = None) -> str:
    """Of who tells it and of its title; `but` may have it already."""
    taken = Source.objects.exclude(pk=but.pk) if but else Source.objects.all()
    return names.free_slug(f"{item.publisher or ''} {item.title}", taken=taken)
