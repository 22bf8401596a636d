"""A postmortem in the usual headings as the content of a draft. What is not recognised becomes its notes."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from incidents.errors import Fault, Refused
from incidents.stories import pasting
from incidents.stories.document import ANCHORED
from incidents.stories.drafting import Content
from incidents.stories.markdown import tables
from incidents.stories.markdown.blocks import MarkdownBlock, MarkdownPassage, blocks
from incidents.stories.markdown.headings import Topic, label, topic
from incidents.stories.pasting.dates import of_line
from incidents.yamltree import decoded

MOST_CHARACTERS = 300_000
"""A limit for the time of reading: the library needs some four seconds for as much hostile text."""
NO_DAY = date(1970, 1, 1)
PREFIX = re.compile(r"(?:incident )?(?:post[ -]?mortem|incident report)[ ]{0,3}[:–-][ ]{0,3}", re.IGNORECASE)
EMPHASIS = re.compile(r"^[*_`\[]{1,3}(?=[0-9])|(?<=[0-9Z])[*_`\]]{1,3}", re.MULTILINE)
UTC_NAMED = re.compile(r"\b(?:UTC|GMT)\b|[0-9]Z\b")
ZONE_GUESSED = "The times were read as UTC, since the text does not say so."
Rows = Mapping[str, str]
TEXTS: Mapping[Topic, str] = {"summary": "summary", "body": "body", "trigger": "trigger.text"}
PARTS: Mapping[Topic, tuple[str, Rows]] = {
    "impacts": ("impacts", {}),
    "factors": ("factors", {}),
    "fixes": ("fixes", {}),
    "detection": ("timeline", {"phase": "detect"}),
    "went_well": ("observations", {"kind": "went_well"}),
    "lucky": ("observations", {"kind": "lucky"}),
    "takeaways": ("takeaways", {}),
    "symptoms": ("symptoms", {}),
}
"""The list that each paragraph or list item of a section is a row of, and what the row says besides."""


def read(text: str) -> Content:
    """The content of a draft; `notes` holds what is no part of it, with the lines.

    Raises `Refused` where it is no text, too long, or empty.
    """
    text = decoded(text, limit=MOST_CHARACTERS * 4)
    if not text.strip():
        raise Refused("There is nothing to read.", [Fault("", "is empty")])
    if len(text) > MOST_CHARACTERS:
        message = f"has {len(text):,} characters; {MOST_CHARACTERS:,} are possible"
        raise Refused("This is too long for a postmortem.", [Fault("", message)])
    reading = _PostmortemReader()
    for section in _sections(chain.from_iterable(map(_labelled, blocks(text)))):
        reading.section(*section)
    return reading.content()


def _labelled(block: MarkdownBlock) -> Iterator[MarkdownBlock]:
    """Lines such as `**Impact**: …` as a heading and its text."""
    lines = block.text.split("\n")
    if block.kind != "text" or not any(map(label, lines)):
        yield block
        return
    rest: list[str] = []
    begin = block.line
    for number, line in enumerate(lines, block.line):
        if named := label(line):
            if rest:
                yield MarkdownBlock("text", "\n".join(rest), begin)
            yield MarkdownBlock("heading", named[0], number)
            rest, begin = ([named[1]], number) if named[1] else ([], number + 1)
        else:
            rest.append(line)
    if rest:
        yield MarkdownBlock("text", "\n".join(rest), begin)


def _sections(found: Iterator[MarkdownBlock]) -> Iterator[tuple[MarkdownBlock | None, list[MarkdownBlock]]]:
    heading: MarkdownBlock | None = None
    inside: list[MarkdownBlock] = []
    for block in found:
        if block.kind == "heading":
            yield heading, inside
            heading, inside = block, []
        else:
            inside.append(block)
    yield heading, inside


class _PostmortemReader:
    """What was read so far. `notes`: leftovers with their place."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {"kind": "incident"}
        self.rows: dict[str, list[Content]] = {}
        self.notes: list[str] = []
        self.timeline: list[tuple[str, list[MarkdownBlock]]] = []

    def content(self) -> Content:
        for title, found in self.timeline:  # at the end, when the day is known
            self._timeline(title, found)
        numbered = {
            name: [{"id": f"{ANCHORED[name]}{number}"} | row for number, row in enumerate(rows, 1)]
            for name, rows in self.rows.items()
        }
        return {**self.values, **numbered, "notes": "\n\n".join(self.notes)}

    def section(self, heading: MarkdownBlock | None, found: list[MarkdownBlock]) -> None:
        title = heading.text if heading else ""
        known = topic(title)
        if heading and known is None:
            if heading.level == 1 and "title" not in self.values:
                self.values["title"] = PREFIX.sub("", title.strip(), count=1)
                title = ""
            elif not found:
                self._left(MarkdownPassage(title, heading.line), "")
        if known is None:
            self._leave(title, found)
        elif known == "timeline":
            self.timeline.append((title, found))
        elif known == "actions":
            self._actions(title, found)
        elif known in TEXTS:
            self._text(TEXTS[known], title, found)
        elif known in PARTS:
            self._parts(*PARTS[known], found)
        elif known in {"authors", "date"}:
            self._fact(known == "date", title, found)
        else:
            self._leave(title, found)

    def _left(self, passage: MarkdownPassage, title: str) -> None:
        under = f", {title}" if title else ""
        self.notes.append(f"Line {passage.line}{under}:\n{passage.text}")

    def _leave(self, title: str, found: Sequence[MarkdownBlock]) -> None:
        for block in found:
            self._left(MarkdownPassage(block.text, block.line), title)

    def _text(self, name: str, title: str, found: Sequence[MarkdownBlock]) -> None:
        text = "\n\n".join(block.text for block in found)
        if name in self.values:
            self._leave(title, found)
        elif text:
            self.values[name] = text

    def _parts(self, name: str, row: Rows, found: Sequence[MarkdownBlock]) -> None:
        """A paragraph or item is a row; code belongs to the row before it."""
        rows = self.rows.setdefault(name, [])
        begin = len(rows)
        for block in found:
            if block.kind == "code" and len(rows) > begin:
                rows[-1]["text"] += f"\n\n{block.text}"
            else:
                rows += [dict(row) | {"text": one.text} for one in _passages(block) if one.text]

    def _fact(self, is_date: bool, title: str, found: Sequence[MarkdownBlock]) -> None:
        text = "\n".join(block.text for block in found).strip()
        day = _day(text) if is_date else None
        if day and "occurred.start" not in self.values:
            self.values["occurred.start"] = day
        elif not is_date and text and "authors" not in self.values:
            names = (name.strip(" -*\t") for name in re.split(r"[,;\n]", text))
            self.values["authors"] = "\n".join(filter(None, names))
        else:
            self._leave(title, found)

    def _actions(self, title: str, found: Sequence[MarkdownBlock]) -> None:
        rows = self.rows.setdefault("actions", [])
        for block in found:
            if block.kind == "table":
                rows += map(tables.action, tables.rows(block))
            elif block.kind == "list":
                rows += [tables.task(item.text) for item in block.items if item.text]
            else:
                self._left(MarkdownPassage(block.text, block.line), title)

    def _timeline(self, title: str, found: Sequence[MarkdownBlock]) -> None:
        """Lines with times become events; without a day, the text of an event keeps its time."""
        passages = [one for block in found for one in tables.lines(block)]
        started = self.values.get("occurred.start", "")
        day = date.fromisoformat(started) if started else NO_DAY
        texts = [EMPHASIS.sub("", one.text) for one in passages]
        places = [one.line for one, text in zip(passages, texts, strict=True) for _ in text.split("\n")]
        pasted = "\n".join(texts)
        zone = pasting.propose(title, zone="UTC", first_day=day, masked=_same).named_zone
        proposal = pasting.propose(pasted, zone=zone or "UTC", first_day=day, masked=_same)
        if proposal.events and not zone and not UTC_NAMED.search(f"{title}\n{pasted}"):
            self._left(MarkdownPassage(ZONE_GUESSED, passages[0].line), title)
        written = "\n".join(texts).split("\n")
        for event in proposal.events:
            row = {"at": event.at, "phase": event.phase, "text": event.text}
            if event.at.startswith("1970"):
                row |= {"at": "", "text": "\n".join(written[event.first - 1 : event.last]).strip()}
            self.rows.setdefault("timeline", []).append(row)
        for note in proposal.notes:
            self._left(MarkdownPassage(note.text, places[note.first - 1]), title)


def _passages(block: MarkdownBlock) -> Sequence[MarkdownPassage]:
    if block.kind == "table":
        return [MarkdownPassage(", ".join(filter(None, cells)), line) for line, cells in block.rows[1:]]
    return block.items or [MarkdownPassage(block.text, block.line)]


def _day(text: str) -> str | None:
    found = of_line(text)
    if found is None or found.is_slashed or not (found.year and found.month and found.day):
        return None
    try:
        return date(found.year, found.month, found.day).isoformat()
    except ValueError:
        return None


_same: Callable[[str], str] = str
