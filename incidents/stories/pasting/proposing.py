"""Reads a paste line by line and proposes a timeline. The time is linear in the text."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from incidents.errors import Fault
from incidents.stories import moments
from incidents.stories.pasting import dates, exports, phases
from incidents.stories.pasting.clock import WallClock, moment
from incidents.stories.pasting.exports import ExportedMessage
from incidents.stories.pasting.pieces import Piece
from incidents.stories.pasting.proposal import PastedNote, ProposedEvent, ProposedTimeline, QuietGap
from incidents.stories.pasting.reading import PasteReader

Masking = Callable[[str], str]
MOST_OF_A_KIND = 20
"""Doubts of one kind that are told one by one."""
_ZONE = re.compile(r"\b[A-Z][A-Za-z]{2,20}/[A-Z][A-Za-z_]{2,30}\b")
_NAMED_WITHIN = 5_000
"""Characters at the beginning in which the paste may name its zone."""


def propose(
    text: str,
    *,
    zone: str,
    first_day: date,
    masked: Masking,
    as_of: datetime | None = None,
    quiet: timedelta = timedelta(minutes=30),
) -> ProposedTimeline:
    """A timeline from what was pasted.

    `zone`: of times without an offset, a name of the IANA database. `first_day`: of the first time without a
    date, between 1970 and 2199. `as_of`: when ages of events were printed, with its zone; else they count
    from the time above. `quiet`: longer gaps are pointed at. `masked` hides secrets in a text.
    Raises `ValueError` for a zone that there is not.
    """
    if not moments.is_zone(zone):
        raise ValueError(f"there is no zone {zone}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    home = ZoneInfo(zone)
    messages = exports.read(text)
    if messages is not None:
        events, notes = _of_export(messages, home, masked, text.count("\n") + 1)
        return _proposal(events, notes, quiet, text)
    month_first, is_sure = dates.month_comes_first(text, first_day)
    clock = WallClock(home, first_day, month_first=month_first)
    reader = PasteReader(clock, as_of=as_of, is_order_sure=is_sure)
    reader.read(text.split("\n"))
    events, notes = _finished(reader.pieces, cache(masked))
    return _proposal(
        events, notes, quiet, text, faults=tuple(reader.faults), doubts=tuple(_told(reader.doubts))
    )


def _proposal(
    events: list[ProposedEvent],
    notes: list[PastedNote],
    quiet: timedelta,
    text: str,
    *,
    faults: tuple[Fault, ...] = (),
    doubts: tuple[Fault, ...] = (),
) -> ProposedTimeline:
    ordered = phases.suggested(sorted(events, key=lambda one: one.instant))
    return ProposedTimeline(
        events=tuple(ordered),
        notes=tuple(notes),
        gaps=tuple(_gaps(ordered, quiet)),
        milestones=tuple(phases.milestones(ordered)),
        faults=faults,
        doubts=doubts,
        named_zone=_named_zone(text),
    )


def _finished(pieces: Sequence[Piece], masked: Masking) -> tuple[list[ProposedEvent], list[PastedNote]]:
    events, notes = [], []
    for piece in pieces:
        words = piece.words() if piece.placed else ""
        if piece.placed and words:
            event = ProposedEvent(
                at=piece.placed.at,
                instant=piece.placed.instant,
                text=masked(words),
                first=piece.first,
                last=piece.last,
                speaker=masked(piece.speaker) if piece.speaker else None,
                is_program=piece.is_program,
            )
            events.append(event)
        else:
            reason = piece.reason or "time_alone"
            note = PastedNote(text=masked(piece.pasted), first=piece.first, last=piece.last, reason=reason)
            notes.append(note)
    return events, notes


def _of_export(
    messages: Sequence[ExportedMessage], home: ZoneInfo, masked: Masking, lines: int
) -> tuple[list[ProposedEvent], list[PastedNote]]:
    """Lines between two messages belong to the one behind them, lines at the end to the last one."""
    events, notes = [], []
    begin = 1
    for number, one in enumerate(messages, 1):
        first = min(begin, one.first)
        last = lines if number == len(messages) else one.last
        begin = one.last + 1
        if one.instant is None:
            notes.append(PastedNote(text=masked(one.text), first=first, last=last, reason="unreadable"))
            continue
        event = ProposedEvent(
            at=moment(one.instant.astimezone(home), "second"),
            instant=one.instant,
            text=masked(one.text),
            first=first,
            last=last,
            speaker=masked(one.speaker) if one.speaker else None,
            is_program=one.is_program,
        )
        events.append(event)
    return events, notes


def _gaps(events: Sequence[ProposedEvent], quiet: timedelta) -> Iterator[QuietGap]:
    for index, (one, other) in enumerate(pairwise(events)):
        length = other.instant - one.instant
        if length > quiet:
            yield QuietGap(after=index, minutes=length // timedelta(minutes=1))


def _told(doubts: Sequence[tuple[str, Fault]]) -> Iterator[Fault]:
    """The first doubts of each kind, the last of them with the number of those that follow."""
    number = Counter(kind for kind, _ in doubts)
    seen: Counter[str] = Counter()
    for kind, doubt in doubts:
        seen[kind] += 1
        more = number[kind] - MOST_OF_A_KIND
        if seen[kind] < MOST_OF_A_KIND or (seen[kind] == MOST_OF_A_KIND and more <= 0):
            yield doubt
        elif seen[kind] == MOST_OF_A_KIND:
            yield Fault("", f"{doubt.message}; so are {more:,} more lines", doubt.line)


def _named_zone(text: str) -> str | None:
    named = _ZONE.finditer(text, 0, min(len(text), _NAMED_WITHIN))
    return next((found.group() for found in named if moments.is_zone(found.group())), None)
