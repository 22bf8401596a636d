"""What the index keeps of a story: its words by field, its labels, and its place in each order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from incidents.finding import words
from incidents.finding.storage import IndexDocument
from incidents.finding.storage.schema import (
    EVERY,
    FILTERS,
    IDENTIFIERS,
    LENGTH,
    REF,
    SPELLED,
    STANDING,
    TEXTS,
)

MOST_LETTERS = 60_000
"""Characters of one story that are indexed."""
DIGITS = 9
SHIFT = 32
"""Bits below a moment that hold the key, so that no two stories share a place."""
LONG_AGO, NEVER = 0, 2**31 - 1
"""Days or seconds of what is unknown, which comes last in a falling and in a rising order."""

Fields = dict[str, str | int | list[str]]


def text_fields(texts: Mapping[str, Iterable[str]]) -> Fields:
    """The words of each of `schema.TEXTS`, analysed but not stemmed."""
    left = MOST_LETTERS
    fields: Fields = {}
    every: list[str] = []
    names: dict[str, None] = {}
    for field in TEXTS:
        atoms: list[str] = []
        for text in texts.get(field, ()):
            for chunk in words.chunks(text[:left]):
                atoms += chunk.atoms
                names.update(dict.fromkeys(chunk.wholes))
            left -= len(text[:left])
        fields[field] = " ".join(atoms)
        every += atoms
    fields[EVERY] = " ".join(every)
    fields[LENGTH] = len(every)
    fields[IDENTIFIERS] = " ".join(names)
    fields[SPELLED] = " ".join(dict.fromkeys(every) | names)
    return fields


class Facts(NamedTuple):
    """What filters and orders of lists know of a story."""

    labels: Sequence[str] = ()
    """Values with their facet, such as `component:network/dns`."""
    visibility: str = "public"
    status: str = "published"
    appeared_at: datetime | None = None
    modified_at: datetime | None = None
    dated_on: date | None = None
    seconds: int | None = None
    """How long it lasted."""


def document(
    *, key: int, change: int, ref: str, texts: Mapping[str, Iterable[str]], facts: Facts
) -> IndexDocument:
    values: dict[str, list[str]] = {}
    for label in facts.labels:
        facet, _, value = label.partition(":")
        values.setdefault(facet, []).append(value)
    fields: Fields = {
        **text_fields(texts),
        **{facet: values[facet] for facet in FILTERS if facet in values},
        STANDING: f"{facts.visibility}/{facts.status}",
        REF: padded(ref),
        "published": moment(facts.appeared_at, key),
        "modified": moment(facts.modified_at, key),
        "newest": day(facts.dated_on, key, unknown=LONG_AGO),
        "oldest": day(facts.dated_on, key, unknown=NEVER),
        "longest": lasted(facts.seconds, key, unknown=LONG_AGO),
        "shortest": lasted(facts.seconds, key, unknown=NEVER),
    }
    return IndexDocument(key, change, fields)


def padded(ref: str) -> str:
    """`KF-000000071`: in this form references are in the order of their numbers."""
    prefix, _, number = ref.partition("-")
    return f"{prefix}-{number:0>{DIGITS}}"


def moment(at: datetime | None, key: int) -> int:
    return (max(0, int(at.timestamp())) if at else 0) << SHIFT | key


def day(on: date | None, key: int, *, unknown: int) -> int:
    return (on.toordinal() if on else unknown) << SHIFT | key


def lasted(seconds: int | None, key: int, *, unknown: int) -> int:
    """One second more than it was, so that what is unknown has a place of its own."""
    return (unknown if seconds is None else min(seconds + 1, NEVER - 1)) << SHIFT | key
