"""A page as somebody reads it: its text, links, headings, fields, badges and alerts, found by their words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
INLINE = {"a", "abbr", "b", "code", "del", "em", "i", "ins", "mark", "small", "span", "strong", "sub", "sup"}
INLINE |= {"time", "tspan"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FIELDS = ("input", "textarea", "select")


@dataclass
class Part:
    """An element of a page and everything in it."""

    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Part | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is read, with one space between words."""
        return " ".join("".join(self._strings()).split())

    @property
    def links(self) -> list[tuple[str, str]]:
        """Words and address of each, in order."""
        return [(link.text, link.attributes.get("href", "")) for link in self.all("a")]

    @property
    def addresses(self) -> list[str]:
        return [address for _, address in self.links]

    @property
    def headings(self) -> list[str]:
        return [heading.text for heading in self.all(*HEADINGS)]

    @property
    def badges(self) -> list[str]:
        return [part.text for part in self.all("span") if "badge" in part.attributes.get("class", "").split()]

    @property
    def alerts(self) -> list[str]:
        return [part.text for part in self.all() if part.attributes.get("role") == "alert"]

    @property
    def errors(self) -> list[str]:
        """What is wrong with fields, each beside its own."""
        return [part.text for part in self.all() if part.attributes.get("id", "").endswith("_error")]

    def all(self, *tags: str) -> list["Part"]:
        """Every element inside with one of these tags, or with any."""
        return [part for part in self._parts() if not tags or part.tag in tags]

    def words(self, tag: str) -> list[str]:
        """What stands in every element with this tag: `mark`, `ins`, `del`, `li`, `title`."""
        return [part.text for part in self.all(tag)]

    def at(self, place: str) -> "Part":
        """The one element with this id, where `#place` leads."""
        (found,) = [part for part in self._parts() if part.attributes.get("id") == place]
        return found

    def item(self, address: str) -> "Part":
        """The item of a list, or row of a table, whose link leads there."""
        (*_, found) = [part for part in self.all("li", "tr") if address in part.addresses]
        return found

    def section(self, heading: str) -> "Part":
        """The innermost element with a heading that begins with these words."""
        (*_, found) = [
            part
            for part in self.all("section", "div", "aside", "li")
            if any(words.startswith(heading) for words in part.headings)
        ]
        return found

    def values(self, name: str) -> list[str]:
        """What stands in each field of this name: as typed, or as the form sends it."""
        return [part.value for part in self.all(*FIELDS) if part.attributes.get("name") == name]

    @property
    def value(self) -> str:
        """Of a field."""
        if self.tag == "select":
            (chosen,) = [one for one in self.all("option") if "selected" in one.attributes]
            return chosen.attributes["value"]
        if self.tag == "textarea":  # a browser leaves out the newline after the tag
            return "".join(self._strings()).removeprefix("\n")
        return self.attributes.get("value", "")

    def _parts(self) -> Iterator["Part"]:
        for child in self.children:
            if isinstance(child, Part):
                yield child
                yield from child._parts()

    def _strings(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag in INLINE:
                yield from child._strings()
            else:
                yield from (" ", *child._strings(), " ")


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Part()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        part = Part(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(part)
        if tag not in VOID:
            self.open.append(part)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>, {self.getpos()}"
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Part:
    """Every element has to be closed where it was opened."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
    return reader.open[0]
