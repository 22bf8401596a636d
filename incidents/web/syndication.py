"""The newest stories for feed readers and programs: Atom (RFC 4287) and JSON Feed 1.1.

Feeds hold what everybody may read, whoever asks.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from typing import Any

import msgspec
from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from incidents.domain.search import facets
from incidents.domain.stories import texts
from incidents.models import Incident, SearchEntry, Term
from incidents.models.incident import IncidentQuerySet
from incidents.models.reader import ANYBODY
from incidents.stories import reading, rendering
from incidents.stories.document import Story
from incidents.stories.fields import TERM_PATTERN
from incidents.stories.vocabulary import OWN_SERVICES
from incidents.web.access import open_to_readers

NAME = "Soundings"
LENGTH = 50  # stories
SECTIONS = {
    "What people saw": "symptoms",
    "Contributing factors": "factors",
    "Takeaways": "takeaways",
}

Newest = list[tuple[int, int, datetime]]
"""Key, revision and time of change: enough to tell whether a copy is current."""


@dataclass(frozen=True)
class SyndicatedEntry:
    """`content` is sanitised HTML with absolute links."""

    incident: Incident
    story: Story
    document: str
    address: str
    content: str

    @property
    def summary(self) -> str:
        return rendering.plain(self.story.summary or self.story.title)

    @property
    def author(self) -> str:
        return self.incident.organisation.name if self.incident.organisation else NAME


@require_safe
@open_to_readers
def atom(request: HttpRequest) -> HttpResponseBase:
    return _feed(request, "application/atom+xml; charset=utf-8", _atom)


@require_safe
@open_to_readers
def json(request: HttpRequest) -> HttpResponseBase:
    return _feed(request, "application/feed+json", _json)


def _feed(
    request: HttpRequest, media_type: str, write: Callable[[str, str, Sequence[SyndicatedEntry]], bytes]
) -> HttpResponseBase:
    component = request.GET.get("component", "")
    newest = _newest(component)
    asked = f"?{urlencode({'component': component})}" if component else ""
    address = f"{settings.BASE_URL}{request.path}{asked}"
    etag = _etag(address, newest)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        title = f"{NAME}: {component}" if component else f"{NAME}: failure stories"
        response = HttpResponse(write(title, address, list(_entries(newest))), content_type=media_type)
    response["ETag"] = etag
    response["Cache-Control"] = settings.CACHED_IN_PUBLIC
    return response


def _open() -> IncidentQuerySet:
    return Incident.objects.visible_to(ANYBODY).published()


def _newest(component: str) -> Newest:
    stories = _open()
    if component:
        _check(component)
        about = facets.condition("component", [component], all_of=False)
        stories = stories.filter(pk__in=SearchEntry.objects.filter(about).values("pk"))
    newest = stories.newest_first()[:LENGTH]
    return list(newest.values_list("pk", "revision_number", "modified_at"))


def _check(component: str) -> None:
    """`Http404` where the vocabulary knows no such component."""
    below = Q(slug=component) | Q(slug__startswith=f"{component}/")
    plain = re.fullmatch(TERM_PATTERN, component) is not None
    own = component.startswith(OWN_SERVICES)
    if not plain or not (own or Term.objects.of("component").filter(below).exists()):
        raise Http404(f"“{component}” is no component that the vocabulary knows.")


def _etag(address: str, newest: Newest) -> str:
    made_of = (address, rendering.VERSION, newest)
    return f'"{sha256(msgspec.json.encode(made_of)).hexdigest()[:32]}"'


def _entries(newest: Newest) -> Iterator[SyndicatedEntry]:
    # Asked anew: a story may have been closed in between.
    stories = _open().select_related("revision", "organisation").in_bulk([row[0] for row in newest])
    for incident in (stories[pk] for pk, *_ in newest if pk in stories):
        document = incident.current_revision.document
        story = reading.trusted(document)
        address = f"{settings.BASE_URL}{incident.get_absolute_url()}"
        yield SyndicatedEntry(incident, story, document, address, _content(incident, story, address))


def _content(incident: Incident, story: Story, address: str) -> str:
    rendered = texts.html(incident=incident, story=story)
    sections = {
        title: [rendered[part.id] for part in getattr(story, name)] for title, name in SECTIONS.items()
    }
    html = render_to_string(
        "syndication/story.html", {"rendered": rendered, "sections": sections.items()}
    ).strip()
    # A feed is read elsewhere. What looks like a link inside a text has no tag around it.
    return html.replace('<a href="/', f'<a href="{settings.BASE_URL}/').replace(
        '<a href="#', f'<a href="{address}#'
    )


class _WithContent(Atom1Feed):
    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})

    def latest_post_date(self) -> datetime:
        """Of a feed without entries a fixed time: nothing in it changes from one request to the next."""
        return super().latest_post_date() if self.items else datetime.fromtimestamp(0, UTC)


def _atom(title: str, address: str, entries: Sequence[SyndicatedEntry]) -> bytes:
    feed = _WithContent(
        title=title,
        link=f"{settings.BASE_URL}/",
        description=None,
        language="en",
        author_name=NAME,
        feed_url=address,
        feed_guid=address,
    )
    for entry in entries:
        feed.add_item(
            title=entry.incident.title,
            link=entry.address,
            description=escape(entry.summary),
            unique_id=f"urn:uuid:{entry.incident.uuid}",
            author_name=entry.author,
            pubdate=entry.incident.published_at,
            updateddate=entry.incident.modified_at,
            categories=entry.story.components,
            content=entry.content,
        )
    return feed.writeString("utf-8").encode()


def _json(title: str, address: str, entries: Sequence[SyndicatedEntry]) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": f"{settings.BASE_URL}/",
        "feed_url": address,
        "language": "en",
        "authors": [{"name": NAME}],
        "items": [_item(entry) for entry in entries],
    }
    return msgspec.json.encode(feed)


def _item(entry: SyndicatedEntry) -> dict[str, Any]:
    return {
        "id": f"urn:uuid:{entry.incident.uuid}",
        "url": entry.address,
        "title": entry.incident.title,
        "summary": entry.summary,
        "content_html": entry.content,
        "date_published": entry.incident.published_at,
        "date_modified": entry.incident.modified_at,
        "language": entry.story.language,
        "tags": entry.story.components,
        "authors": [{"name": entry.author}],
        "_story": msgspec.Raw(entry.document.encode()),
    }
