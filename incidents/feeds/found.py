"""Found stories: what a feed says of a story, to the letter, beside what was made of it."""

from typing import Any, Literal

from msgspec import Struct, field

from incidents.errors import Fault
from incidents.feeds import wording
from incidents.yamltree import step

AddressRole = Literal["primary", "secondary"]
FeedKind = Literal[
    "k8s-af",
    "k8s-af-html",
    "paragraphs",
    "front-matter",
    "rss",
    "atom",
    "json-feed",
    "statuspage",
    "stories",
]
WINDOWS = frozenset({"rss", "atom", "json-feed", "statuspage", "stories"})
"""Kinds that show the newest entries only, so old ones go missing."""


class Locator(Struct, frozen=True):
    """The lines of a feed that an entry was read from, counted from 1; in a folder also the file.

    `first` is 0 where the format has no lines that mean anything, as in JSON.
    """

    first: int
    last: int
    file: str | None = None

    @property
    def pointer(self) -> str:
        """Of the file in its folder, as `Fault` has it."""
        return step("", self.file) if self.file else ""

    def __str__(self) -> str:
        lines = f"lines {self.first} to {self.last}" if self.last > self.first else f"line {self.first}"
        return ", ".join(filter(None, (self.file, lines if self.first else "")))


class FoundAddress(Struct, frozen=True, kw_only=True):
    """An address of an entry. `written` is what the feed says, `canonical` what it is compared by."""

    written: str
    canonical: str
    locator: str | None = None
    """The fragment or the minute: tells two stories on one page apart."""
    archived: str | None = None
    """When the Wayback Machine copied the page: `20190517`. It says nothing about the incident's date."""
    role: AddressRole = "primary"


class FoundStory(Struct, frozen=True, kw_only=True):
    """One entry of a feed. Moments are ISO 8601 whose length is the precision."""

    title_raw: str
    title: str
    locator: Locator
    external_id: str | None = None
    """The identifier of the entry in its feed."""
    addresses: tuple[FoundAddress, ...] = ()
    organisation_raw: str | None = None
    organisation: str | None = None
    venue: str | None = None
    kind: str | None = None
    """What kind of source it is, in the words of the story document; None where nothing tells."""
    published_raw: str | None = None
    published: str | None = None
    occurred: str | None = None
    """When the incident began."""
    terms_raw: tuple[str, ...] = ()
    impacts_raw: tuple[str, ...] = ()
    text: str = ""
    doubt: str | None = None
    """Why it may be no failure story."""
    extensions: dict[str, Any] = field(default_factory=dict)
    """What the entry says beyond its format, unchanged."""
    ref: str | None = None
    """The reference of the story on the instance that sent it."""
    document: dict[str, Any] | None = None
    """The whole story, as another instance sent it; unchecked."""
    withdrawn: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(wording.term(written) for written in self.terms_raw)

    @property
    def impacts(self) -> tuple[str, ...]:
        return tuple(wording.term(written) for written in self.impacts_raw)


class Skipped(Struct, frozen=True):
    """A part that was read and holds no story. `place`: a pointer, as in `Fault`."""

    place: str
    reason: str
    line: int | None = None


class Moved(Struct, frozen=True):
    """A notice that the list lives at another address now."""

    address: str
    line: int


Part = FoundStory | Skipped | Moved | Fault
"""What parsers yield, in the order of the input."""


class Parsed(Struct, frozen=True, kw_only=True):
    """All that was read of one state of a feed."""

    stories: tuple[FoundStory, ...] = ()
    faults: tuple[Fault, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    moved_to: str | None = None
