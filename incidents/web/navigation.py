"""The places of the site: what every header links to, and which of them a page belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse


@dataclass(frozen=True)
class Place:
    """A page that the header leads to: the name of its URL, and its words.

    `below`: how the names of the URLs below it begin, such as `story` in `story-history`.
    """

    name: str
    label: str
    below: str = ""

    def holds(self, url_name: str) -> bool:
        return url_name in {self.name, self.below} or bool(
            self.below and url_name.startswith(f"{self.below}-")
        )


PLACES = (
    Place("find", "Find"),
    Place("stories", "Stories", "story"),
    Place("rules", "Rules", "rule"),
    Place("lint", "Lint"),
    Place("train", "Train", "drill"),
)
BROWSE = {
    "Stories by": (
        Place("components", "Components", "component"),
        Place("failure-modes", "Failure modes", "failure-mode"),
        Place("technologies", "Technologies", "technology"),
        Place("regions", "Regions", "region"),
        Place("organisations", "Organisations", "organisation"),
        Place("sources", "Sources", "source"),
    ),
    "Detection": (Place("coverage", "Coverage"), Place("tools", "Checks of other tools", "tool")),
    "Reference": (
        Place("glossary", "Glossary"),
        Place("api-documentation", "API", "api"),
        Place("about", "About"),
    ),
}
"""The menu, by heading."""
ADMINISTERED = (
    Place("news", "Your news", "news"),
    Place("people", "People", "person"),
    Place("teams", "Teams", "team"),
    Place("invitations", "Invitations", "invitation"),
    Place("audit", "Audit log", "audit"),
    Place("mail", "Mail", "mail"),
)
OWN = (Place("news", "Your news", "news"), Place("teams", "Your teams", "team"))
ACTIONS = Place("actions", "Actions", "action")
FEEDS = Place("feeds", "Feeds", "feed")
CANDIDATES = Place("candidates", "Candidates", "candidate")
"""In the menu of editors."""
WRITING = Place("write", "Write", "draft")
"""In the header of whoever is signed in."""
EVERY = (*PLACES, *(place for places in BROWSE.values() for place in places))
"""Places that are open to everybody."""


@dataclass(frozen=True)
class NavigationLink:
    """`current` is the value of `aria-current`: `page` on the page itself, `true` below it.

    `is_counted`: whether the number of candidates that wait stands beside it.
    """

    label: str
    url: str
    current: str
    is_counted: bool = False


@dataclass(frozen=True)
class NavigationShelf:
    heading: str
    links: tuple[NavigationLink, ...]


@dataclass(frozen=True)
class Navigation:
    """`is_browsing`: whether the page belongs to a place of the menu."""

    places: tuple[NavigationLink, ...]
    shelves: tuple[NavigationShelf, ...]
    is_browsing: bool


# A page that is written anew for each reader has the same header for all of them.
@lru_cache(maxsize=256)
def at(
    url_name: str, *, is_signed_in: bool = False, administers: bool = False, curates: bool = False
) -> Navigation:
    """The header of the page with this URL name; an empty name belongs to no place.

    `administers`: whether the account that is signed in is one of an administrator.
    `curates`: whether it is one of an editor.
    """
    menu = dict(BROWSE)
    if is_signed_in:
        menu["Follow-up"] = (ACTIONS, CANDIDATES, FEEDS) if curates else (ACTIONS,)
        menu["People"] = ADMINISTERED if administers else OWN
    shelves = tuple(NavigationShelf(heading, _links(places, url_name)) for heading, places in menu.items())
    places = (*PLACES, WRITING) if is_signed_in else PLACES
    return Navigation(
        places=_links(places, url_name),
        shelves=shelves,
        is_browsing=any(link.current for shelf in shelves for link in shelf.links),
    )


def _links(places: Iterable[Place], url_name: str) -> tuple[NavigationLink, ...]:
    return tuple(
        NavigationLink(place.label, reverse(place.name), _current(place, url_name), place is CANDIDATES)
        for place in places
    )


def _current(place: Place, url_name: str) -> str:
    if url_name == place.name:
        return "page"
    return "true" if url_name and place.holds(url_name) else ""
