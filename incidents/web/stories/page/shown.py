"""What the templates of a story's parts take."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from incidents.stories.fields import Basis
from incidents.web.parts.badges import Link, References


@dataclass(frozen=True)
class Outcome:
    """How a fix ended. `tone` names its colour and shape; none where it is not known."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Item:
    """A part: its text, and one line of what else is known. A `Link` without an address is only a word."""

    anchor: str
    html: SafeString
    when: str = ""
    observable: str = ""
    outcome: Outcome | None = None
    facts: tuple[Link, ...] = ()
    references: tuple[References, ...] = ()
    starred: bool = False


@dataclass(frozen=True)
class ShownCheck:
    """A question to ask first, and the command or the look that answers it."""

    anchor: str
    question: str
    command: str
    look: SafeString
    answer: SafeString
    changes: bool
    references: tuple[References, ...]


def words(*words: str | None) -> tuple[Link, ...]:
    return tuple(Link(word, "") for word in words if word)


def basis(basis: Basis) -> tuple[Link, ...]:
    return words("our reading" if basis == "inferred" else None)


def outside(url: str | None) -> tuple[Link, ...]:
    return (Link(url.partition("://")[2].partition("/")[0], url),) if url else ()


def references(*named: tuple[str, Iterable[str]]) -> tuple[References, ...]:
    found = ((label, tuple(Link(anchor, f"#{anchor}") for anchor in anchors)) for label, anchors in named)
    return tuple(References(label, links) for label, links in found if links)
