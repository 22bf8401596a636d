"""One story as its page shows it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from incidents.domain.search import AlikeStory
from incidents.domain.stories import RelatedContent, texts
from incidents.models import Incident
from incidents.stories.document import Story
from incidents.web.parts import addresses
from incidents.web.parts.badges import Link
from incidents.web.parts.labels import Labels
from incidents.web.stories.page import beside, watching
from incidents.web.stories.page.beside import Alike, Related
from incidents.web.stories.page.document import Document
from incidents.web.stories.page.items import Items
from incidents.web.stories.page.slugs import slugs
from incidents.web.stories.page.watching import Watching


@dataclass(frozen=True)
class Head:
    """What the page says of the story that is not in its document."""

    ref: str
    revision: int
    modified: datetime
    organisation: Link | None


@dataclass(frozen=True)
class StoryContent:
    """All that the page depends on; equal where the page is."""

    head: Head
    items: Items
    watching: Watching
    related: tuple[Related, ...]
    alike: tuple[Alike, ...]
    is_handout: bool

    @property
    def document(self) -> Document:
        return Document(self.items, self.head.organisation)

    @property
    def related_summary(self) -> str:
        """`2 same mechanism · 1 see also · 5 similar`."""
        labels = Counter(other.label.lower() for other in self.related)
        said = [f"{count} {label}" for label, count in labels.items()]
        return " · ".join([*said, *([f"{len(self.alike)} similar"] if self.alike else [])])

    @property
    def html(self) -> str:
        return _html(self)


def build(
    *,
    incident: Incident,
    story: Story,
    found: RelatedContent,
    similar: Iterable[AlikeStory],
    is_handout: bool = False,
) -> StoryContent:
    similar = list(similar)
    items = _items(incident, story, slugs(story) | beside.slugs(found.ties, similar))
    return StoryContent(
        head=_head(incident),
        items=items,
        watching=watching.of(found),
        related=tuple(beside.related(incident.ref, found.ties, items)),
        alike=tuple(beside.alike(other, items.labels) for other in similar),
        is_handout=is_handout,
    )


def of_revision(*, incident: Incident, story: Story) -> Document:
    """The story without what others have to do with it."""
    return Document(_items(incident, story, slugs(story)), _head(incident).organisation)


def _items(incident: Incident, story: Story, said: set[str]) -> Items:
    return Items(story, Labels(said), texts.html(incident=incident, story=story))


def _head(incident: Incident) -> Head:
    organisation = incident.organisation
    link = Link(organisation.name, addresses.organisation(organisation.slug)) if organisation else None
    return Head(incident.ref, incident.revision_number, incident.modified_at, link)


# Nearly all of the work of a page follows from what a `StoryContent` holds.
@lru_cache(maxsize=128)
def _html(page: StoryContent) -> SafeString:
    return render_to_string(
        "stories/parts/whole.html", {"page": page, "document": page.document, "site_url": settings.BASE_URL}
    )
