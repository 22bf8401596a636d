"""The lines of a paste as pieces: a line with a time begins one, a line without joins the one before."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from incidents.errors import Fault
from incidents.stories.pasting import dates, speakers, tables, times
from incidents.stories.pasting.clock import Placed, WallClock, moment
from incidents.stories.pasting.dates import DateParts
from incidents.stories.pasting.pieces import Piece
from incidents.stories.pasting.proposal import NoteReason
from incidents.stories.pasting.tables import AgedRow, EventTable
from incidents.stories.pasting.times import TimeOfLine, Unreadable

DEEP = 4
"""Spaces before a line that is quoted output, whatever time it begins with."""
LONGEST_ALONE = 60


class HeadedTime(NamedTuple):
    """A time, and the name that stands beside it on a line of its own."""

    time: TimeOfLine
    speaker: str | None = None


class PasteReader:
    """`pieces`, `faults` and `doubts` (with their kinds) are in the order of the lines."""

    def __init__(self, clock: WallClock, *, as_of: datetime | None, is_order_sure: bool) -> None:
        self.clock = clock
        self.as_of = as_of
        self.is_order_sure = is_order_sure
        self.pieces: list[Piece] = []
        self.faults: list[Fault] = []
        self.doubts: list[tuple[str, Fault]] = []
        self.table: EventTable | None = None
        self.printed: datetime | None = None
        self.speaker: str | None = None

    def read(self, lines: Sequence[str]) -> None:
        indent = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
        first = next((number for number, line in enumerate(lines, 1) if line.strip()), len(lines) + 1)
        for number, line in enumerate(lines[first - 1 :], first):
            if not line.strip():
                self.pieces[-1].lines.append(line)
            elif not self._is_of_table(number, line):
                self._line(number, line, line[indent:])
        if self.pieces and first > 1:
            self.pieces[0].lines[:0] = lines[: first - 1]
            self.pieces[0].first, self.pieces[0].skipped = 1, self.pieces[0].skipped + first - 1

    def _line(self, number: int, line: str, shown: str) -> None:
        try:
            headed = self._time(shown)
            if headed:
                self._begin(number, line, headed)
            elif written := dates.of_line(line):
                self.clock.turn_to(written)
                self._doubt_order(number, written)
                self._note(number, line, "date")
            else:
                self._join(number, line)
        except Unreadable as unreadable:
            self.faults.append(Fault("", f"{unreadable}; the line is kept as a note", number))
            self._note(number, line, "unreadable")

    def _time(self, shown: str) -> HeadedTime | None:
        """Raises `Unreadable` as `times.read` does."""
        if shown.startswith(("\t", " " * DEEP)):
            alone = shown.strip()
            found = times.read(alone) if len(alone) <= LONGEST_ALONE else None
            return HeadedTime(found) if found and found.is_alone else None
        if found := times.read(shown):
            return HeadedTime(found)
        if above := speakers.above(shown):
            name, behind = above
            beside = times.read(behind)
            return HeadedTime(beside, name) if beside and beside.is_alone else None
        return None

    def _begin(self, number: int, line: str, headed: HeadedTime) -> None:
        one, speaker = headed
        placed = self.clock.place(one)
        for kind, message in placed.doubts:
            self.doubts.append((kind, Fault("", message, number)))
        self._doubt_order(number, one.date)
        piece = Piece(number, [line], placed=placed, is_bracketed=one.is_bracketed, is_headed=one.is_alone)
        if one.is_alone:
            speaker = speaker or self._name_above(
                piece, is_set_off=line.startswith((" ", "\t")) or one.date.day is not None
            )
            piece.speaker = speaker or self.speaker
            self.speaker = piece.speaker
            piece.is_program = bool(piece.speaker) and speakers.is_program(piece.speaker or "")
        else:
            said = speakers.of_log(one.text) if one.is_of_a_log else speakers.of_chat(one.text)
            piece.text, piece.speaker, piece.is_program = said
            self.speaker = None
        self.pieces.append(piece)

    def _name_above(self, piece: Piece, *, is_set_off: bool) -> str | None:
        """The name on the line above a time that stands alone; the line becomes one of the new piece."""
        before = self.pieces[-1] if self.pieces else None
        if before is None or before.reason == "date" or not speakers.is_name(before.lines[-1]):
            return None
        is_first = len(before.lines) == 1
        if before.placed and is_first and not before.is_headed:
            return None
        if not (is_set_off or is_first or not before.lines[-2].strip()):
            return None
        name = before.without_last_line()
        piece.lines.insert(0, name)
        piece.first, piece.skipped = piece.first - 1, 2
        if not before.lines:
            self.pieces.pop()
        return name.strip().removeprefix("@")

    def _join(self, number: int, line: str) -> None:
        if self.pieces and self.pieces[-1].reason != "date":
            self.pieces[-1].lines.append(line)
        else:
            self._note(number, line, "before")

    def _note(self, number: int, line: str, reason: NoteReason) -> None:
        self.pieces.append(Piece(number, [line], reason=reason))

    def _is_of_table(self, number: int, line: str) -> bool:
        """Whether the line is the heading or a row of a table of events, and was taken as such."""
        if ("REASON" in line or "Reason" in line) and (table := tables.begun(line)):
            self.printed = self.as_of or self.clock.last
            if self.as_of is None and self.printed:
                said = "ages are counted back from the time above; say when these events were printed"
                self.doubts.append(("ages", Fault("", said, number)))
            self.table = table
            self._note(number, line, "heading")
            return True
        row = self.table.row(line) if self.table else None
        if row is None:
            self.table = None
            return False
        self._row(number, line, row)
        return True

    def _row(self, number: int, line: str, row: AgedRow) -> None:
        if not row.text:
            self.pieces[-1].lines.append(line)
        elif row.age is None or self.printed is None:
            what = f"{row.written} is no age" if row.age is None else f"{row.written} is an age"
            why = "" if row.age is None else ": say when the events were printed"
            self.faults.append(Fault("", f"{what}{why}; the line is kept as a note", number))
            self._note(number, line, "unreadable")
        else:
            instant = self.printed - row.age
            at = moment(
                instant.astimezone(self.clock.zone), tables.precision_of(row, self.printed), is_about=True
            )
            self.pieces.append(Piece(number, [line], row.text, placed=Placed(instant.astimezone(UTC), at)))

    def _doubt_order(self, number: int, written: DateParts) -> None:
        one, two = written.day, written.month
        if written.is_slashed and not self.is_order_sure and one != two and max(one or 0, two or 0) <= 12:
            first = "month" if self.clock.month_first else "day"
            said = f"the {first} is taken to stand first in {one}/{two}, which is nearer to the first day"
            self.doubts.append(("slashes", Fault("", said, number)))
