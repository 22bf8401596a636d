"""The differences of two story documents, part by part and word by word."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeGuard

import msgspec

from incidents.stories import segments
from incidents.stories.document import Disagreement, Part, Relation, Source, Story
from incidents.stories.segments import Segment

Value = None | bool | int | float | str | Part | tuple["Value", ...]
Kind = Literal["added", "removed", "changed", "moved"]

NOUNS = {
    "symptoms": "Symptom",
    "checks": "Check",
    "factors": "Factor",
    "fixes": "Fix",
    "takeaways": "Takeaway",
    "observations": "Observation",
    "timeline": "Event",
    "impacts": "Impact",
    "evidence": "Evidence",
    "actions": "Action",
    "sources": "Source",
    "disagreements": "Disagreement",
    "relations": "Relation",
}


@dataclass(frozen=True)
class Change:
    """One change.

    `label` is for people (`Factor f2, text`), `path` for links and programs (`factors/f2/text`).
    `before` and `after` are the values in words, `None` for a missing value; for a moved part they are its
    positions, counted from 1. `segments` is empty unless both values are prose.
    """

    kind: Kind
    path: str
    label: str
    before: str | None = None
    after: str | None = None
    segments: tuple[Segment, ...] = ()


def compare(old: Story, new: Story) -> list[Change]:
    """The changes in the order of the document; empty if and only if the documents are equal."""
    changes: list[Change] = []
    for name in Story.__struct_fields__:
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        if name in NOUNS:
            changes.extend(_parts(name, before, after))
        else:
            changes.extend(_value(name, _spoken(name).capitalize(), before, after))
    return changes


def _parts(name: str, old: Sequence[Part], new: Sequence[Part]) -> Iterator[Change]:
    key = KEYS.get(name, _anchor)
    before, after = _by_key(old, key), _by_key(new, key)
    for identity, part in before.items():
        if identity not in after:
            yield Change("removed", *_named(name, identity), before=shown(part))
    moved = _moved([identity for identity in before if identity in after], list(after))
    places = {identity: str(place) for place, identity in enumerate(before, start=1)}
    for place, (identity, part) in enumerate(after.items(), start=1):
        path, label = _named(name, identity)
        if identity not in before:
            yield Change("added", path, label, after=shown(part))
            continue
        if identity in moved:
            yield Change("moved", path, label, before=places[identity], after=str(place))
        yield from _fields(path, label, before[identity], part)


Identity = tuple[str, int]
"""The name of a part and its number among parts of that name, since drafts can lack or repeat names."""


def _by_key(parts: Iterable[Part], key: Callable[[Any], str]) -> dict[Identity, Part]:
    found: dict[Identity, Part] = {}
    counts: dict[str, int] = {}
    for part in parts:
        name = key(part)
        counts[name] = counts.get(name, 0) + 1
        found[name, counts[name]] = part
    return found


def _anchor(part: Any) -> str:
    return str(part.id)


def _source(source: Source) -> str:
    return source.id or source.url or source.title


def _disagreement(one: Disagreement) -> str:
    return f"{one.of} {' '.join(one.sources)}"


def _relation(relation: Relation) -> str:
    return f"{relation.type} {relation.to}"


KEYS: dict[str, Callable[[Any], str]] = {
    "sources": _source,
    "relations": _relation,
    "disagreements": _disagreement,
}


def _named(name: str, identity: Identity) -> tuple[str, str]:
    word, nth = identity
    path = f"{name}/{word or 'new'}"
    label = f"{NOUNS[name]} {word.replace('_', ' ') if name == 'relations' else word or 'without anchor'}"
    return (path, label) if nth == 1 else (f"{path}/{nth}", f"{label} ({nth})")


def _moved(before: list[Identity], after: list[Identity]) -> set[Identity]:
    """The smallest set of moved parts: all outside the longest increasing subsequence."""
    place = {identity: index for index, identity in enumerate(after)}
    runs: list[list[Identity]] = []  # the run of each length that ends first
    for identity in before:
        length = bisect_left(runs, place[identity], key=lambda run: place[run[-1]])
        runs[length : length + 1] = [[*(runs[length - 1] if length else []), identity]]
    return set(before) - set(runs[-1] if runs else [])


def _fields(path: str, label: str, old: Part, new: Part) -> Iterator[Change]:
    for name in new.__struct_fields__:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield from _value(f"{path}/{name}", f"{label}, {_spoken(name)}", before, after)


def _value(path: str, label: str, before: Value, after: Value) -> Iterator[Change]:
    if isinstance(before, Part) and isinstance(after, Part):
        yield from _fields(path, label, before, after)
        return
    kind: Kind = "added" if _is_nothing(before) else "removed" if _is_nothing(after) else "changed"
    found = segments.between(before, after) if _is_prose(before) and _is_prose(after) else ()
    yield Change(kind, path, label, shown(before), shown(after), found)


def _is_prose(value: Value) -> TypeGuard[str]:
    return isinstance(value, str) and any(character.isspace() for character in value)


def _is_nothing(value: Value) -> bool:
    return value is None or value in ((), "")


def shown(value: Value) -> str | None:
    """A value as words for people."""
    if _is_nothing(value):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(shown(item) or "" for item in value)
    if isinstance(value, Part):
        return "; ".join(
            f"{_spoken(field.name)}: {shown(getattr(value, field.name))}"
            for field in msgspec.structs.fields(value)
            if field.name != "id" and getattr(value, field.name) != field.default
        )
    return str(value)


def _spoken(name: str) -> str:
    return name.replace("_", " ")
