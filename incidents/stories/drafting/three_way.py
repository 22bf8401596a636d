"""What was typed and what the story has become since, put together part by part.

What one side changed is taken; what both changed, each in its own way, is a clash that a person decides.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any, Literal

from incidents.stories.document import ANCHORED
from incidents.stories.drafting import typed
from incidents.stories.drafting.anchors import without_collisions
from incidents.stories.drafting.documents import meant
from incidents.stories.drafting.form import FormField, FormGroup, RowList
from incidents.stories.drafting.sections import BESIDE, FORM
from incidents.stories.drafting.typed import ANCHOR, Content

Row = Mapping[str, Any]
Choice = Literal["mine", "theirs", "both"]
NOTHING: Mapping[str, Choice] = MappingProxyType({})


@dataclass(frozen=True)
class Clash:
    """What both sides changed. `name`: of the field, row or list, such as `factors.f1.text`.

    `mine` and `theirs` are to be read; an empty one is empty, or removed. `is_list`: both can be kept.
    """

    name: str
    label: str
    mine: str
    theirs: str
    is_list: bool = False


@dataclass(frozen=True)
class Merged:
    """`content` follows the choices; a clash without one has what was typed.

    `taken`: labels of what the other side alone changed.
    """

    content: Content
    clashes: tuple[Clash, ...]
    taken: tuple[str, ...]


@dataclass(frozen=True)
class Sides:
    base: Any
    mine: Any
    theirs: Any

    def each(self, read: Callable[[Any], Any]) -> "Sides":
        return Sides(read(self.base), read(self.mine), read(self.theirs))

    def at(self, name: str) -> "Sides":
        return self.each(lambda side: side.get(name))


def merged(
    *,
    base: Content,
    mine: Content,
    theirs: Content,
    used: Mapping[str, int],
    choices: Mapping[str, Choice] = NOTHING,
) -> Merged:
    """`base`: what both began from; `used`: the highest numbers of anchors that the story ever had."""
    mine = without_collisions(base=base, mine=mine, theirs=theirs, used=used)
    merging = _Merging(choices)
    content = merging.group(FORM, Sides(base, mine, theirs), "", "")
    numbers = [typed.highest(mine), typed.highest(theirs), used]
    last = {letter: max(one.get(letter, 0) for one in numbers) for letter in ANCHORED.values()}
    content |= {name: mine.get(name, "") for name in BESIDE} | {"last": last}
    return Merged(content, tuple(merging.clashes), tuple(merging.taken))


class _Merging:
    def __init__(self, choices: Mapping[str, Choice]) -> None:
        self.choices = choices
        self.clashes: list[Clash] = []
        self.taken: list[str] = []

    def group(self, group: FormGroup, sides: Sides, name: str, label: str) -> Content:
        """`name` and `label`: how those of its fields begin."""
        content: Content = {}
        for one in group.every:
            values = sides.at(one.name)
            content[one.name] = self._field(one, values, f"{name}{one.name}", f"{label}{one.label}")
        for inside in group.lists:
            rows = sides.at(inside.name).each(lambda found: found or [])
            merge = self._parts if inside.letter else self._list
            content[inside.name] = merge(inside, rows, f"{name}{inside.name}", label)
        return content

    def _field(self, field: FormField, values: Sides, name: str, label: str) -> Any:
        as_meant = values.each(lambda value: meant(field, value))
        if as_meant.theirs in (as_meant.base, as_meant.mine):
            return values.mine
        if as_meant.mine == as_meant.base:
            self.taken.append(label)
            return values.theirs
        self.clashes.append(Clash(name, label, _shown(values.mine), _shown(values.theirs)))
        return values.theirs if self.choices.get(name) == "theirs" else values.mine

    def _list(self, inside: RowList, rows: Sides, name: str, label: str) -> list[Content]:
        """Rows without anchors cannot be told apart when they change, so the list is decided as one."""
        label = f"{label}{inside.one.capitalize()}"
        as_meant = rows.each(lambda side: _rows_meant(side, inside))
        if as_meant.theirs in (as_meant.base, as_meant.mine):
            return list(rows.mine)
        if as_meant.mine == as_meant.base:
            self.taken.append(label)
            return list(rows.theirs)
        shown = rows.each(lambda side: "\n\n".join(_row_shown(row, inside.group) for row in side))
        self.clashes.append(Clash(name, label, shown.mine, shown.theirs, is_list=True))
        choice = self.choices.get(name)
        if choice == "both":
            return [*rows.mine, *_others(rows.theirs, as_meant.mine, inside)]
        return list(rows.theirs if choice == "theirs" else rows.mine)

    def _parts(self, inside: RowList, rows: Sides, name: str, label: str) -> list[Content]:
        by_key = rows.each(_by_key)
        found = []
        for key in _order(by_key):
            row = self._part(inside, by_key.at(key), name, key)
            if row is not None:
                found.append(({"id": key} if ANCHOR.fullmatch(key) else {}) | row)
        return found

    def _part(self, inside: RowList, row: Sides, name: str, key: str) -> Content | None:
        """None where it is removed."""
        name, label = f"{name}.{key}", f"{inside.one.capitalize()} {key}"
        if row.mine is not None and row.theirs is not None:
            sides = Sides(row.base or {}, row.mine, row.theirs)
            return self.group(inside.group, sides, f"{name}.", f"{label}: ")
        if row.base is None:
            if row.mine is None:
                self.taken.append(f"{label}, added")
            return dict(row.mine or row.theirs)
        return self._removed(inside, row, name, label)

    def _removed(self, inside: RowList, row: Sides, name: str, label: str) -> Content | None:
        """By one side. What the other did not touch is gone."""
        kept = row.mine if row.mine is not None else row.theirs
        as_meant = [_rows_meant([one], inside) for one in (kept, row.base)]
        if as_meant[0] == as_meant[1]:
            if row.theirs is None:
                self.taken.append(f"{label}, removed")
            return None
        shown = row.each(lambda one: _row_shown(one, inside.group) if one else "")
        self.clashes.append(Clash(name, label, shown.mine, shown.theirs))
        chosen = row.theirs if self.choices.get(name) == "theirs" else row.mine
        return None if chosen is None else dict(chosen)


def _by_key(rows: Sequence[Row]) -> dict[str, Row]:
    """By anchor; a row that has none yet by its place."""
    return {row.get("id") or f"new{number}": row for number, row in enumerate(rows)}


def _order(rows: Sides) -> list[str]:
    """Of those who moved parts; parts of the other side follow the one that they followed there."""
    common = set(rows.base) & set(rows.mine)
    has_moved = [key for key in rows.base if key in common] != [key for key in rows.mine if key in common]
    first, second = (rows.mine, rows.theirs) if has_moved else (rows.theirs, rows.mine)
    order = list(first)
    before = ""
    for key in second:
        if key not in order:
            order.insert(order.index(before) + 1 if before else 0, key)
        before = key
    return order


def _rows_meant(rows: Sequence[Row], inside: RowList) -> list[Any]:
    """Rows as they are compared: what the fields mean, without rows in which nothing is."""
    return [
        {
            **{one.name: meant(one, row.get(one.name)) for one in inside.group.every},
            **{one.name: _rows_meant(row.get(one.name) or [], one) for one in inside.group.lists},
        }
        for row in rows
        if not typed.is_blank(row, inside.group)
    ]


def _others(rows: Sequence[Row], known: Sequence[Any], inside: RowList) -> list[Row]:
    """Rows that mean something which none of the known does."""
    return [row for row in rows if any(one not in known for one in _rows_meant([row], inside))]


def _row_shown(row: Row, group: FormGroup) -> str:
    values = ((one.label, _shown(row.get(one.name))) for one in group.every)
    own = (f"{label}: {value}" for label, value in values if value)
    inner = (_row_shown(each, inside.group) for inside in group.lists for each in row.get(inside.name) or ())
    return "\n".join(chain(own, inner))


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")
