"""Badges and links, as the templates in `templates/components/` take them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True)
class Badge:
    """A word in a frame. `tone` names its shape and colour in the stylesheet: `worked`, `major`, `plain`."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True)
class References:
    """`Leads to s1, i2`."""

    label: str
    links: tuple[Link, ...]


INFERRED = Badge("inferred", "inferred")
