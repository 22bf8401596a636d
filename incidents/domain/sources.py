"""The sources a story cites. A source that many stories cite is one row."""

from incidents.domain import slugs
from incidents.models import Citation, Incident, Source
from incidents.stories import document
from incidents.stories.document import Story


def replace(*, incident: Incident, story: Story) -> None:
    cited = [(position, item, _row(item)) for position, item in enumerate(story.sources)]
    Citation.objects.filter(incident=incident).delete()
    Citation.objects.bulk_create(
        Citation(
            incident=incident, source=source, locator=item.locator or "", role=item.role, position=position
        )
        for position, item, source in cited
    )
    Source.objects.filter(citations=None).delete()


def _row(item: document.Source) -> Source:
    """The newest citation describes the source."""
    columns = {
        "kind": item.kind,
        "title": item.title,
        "url": item.url or "",
        "archive_url": item.archive_url or "",
        "publisher": item.publisher or "",
        "venue": item.venue or "",
        "authors": list(item.authors),
        "published": (item.published and item.published.date) or "",
    }
    source, created = Source.objects.get_or_create(key=key(item), defaults=columns | {"slug": _slug(item)})
    changed = [name for name, value in columns.items() if getattr(source, name) != value]
    if changed and not created:
        for name in changed:
            setattr(source, name, columns[name])
        source.save(update_fields=changed)
    return source


def key(item: document.Source) -> str:
    return item.url or f"{item.title} | {item.publisher or ', '.join(item.authors)}".lower()


def _slug(item: document.Source) -> str:
    return slugs.free(f"{item.publisher or ''} {item.title}", taken=Source.objects.all())
