"""YAML as plain values with the place of every value; hostile input is refused before it costs anything.

Scalars are those of JSON: `true`, `null`, numbers and strings. No timestamps, no base 60, no octal:
`0304`, `yes` and `2019-05-21` are strings.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from incidents.errors import Fault, Refused

MAX_BYTES = 5 * 2**20
MAX_DEPTH = 100
MAX_ALIASES = 100
MAX_NODES = 200_000
MAX_KEY = 200
MAX_FAULTS = 100

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
Place = tuple[int, int]

TRUE = frozenset({"true", "True", "TRUE"})
FALSE = frozenset({"false", "False", "FALSE"})
NULL = frozenset({"", "~", "null", "Null", "NULL"})
INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+][0-9]{1,3})?\Z")
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202d\u202e\ud800-\udfff]")
"""With the two that make a reader see letters in another order than they are written in."""


HINTS = {
    "mapping values are not allowed": "a text that holds “: ” has to stand in quotes",
    "cannot start any token": "quote a text that starts with a sign, and indent by spaces, not by tabs",
    "undefined alias": "a text that starts with “*” has to stand in quotes",
    "could not find expected ':'": "a field is written as “name: value”; a longer text has to be indented",
    "another document": "keep one document in a file",
}


@dataclass(frozen=True)
class Places:
    """Where a value stands, and where those inside it: by field, or by index as text."""

    here: Place
    inside: Mapping[str, "Places"]


@dataclass(frozen=True)
class Tree:
    """A value with the places of all values in it; without places where it was not read from text."""

    value: Plain
    places: Places | None = None

    def place(self, pointer: str) -> Place | None:
        """Line and column, from 1, of the value or of the nearest one around it."""
        places = self.places
        for key in pointer.split("/")[1:] if places else ():
            deeper = places.inside.get(key.replace("~1", "/").replace("~0", "~")) if places else None
            if deeper is None:
                break
            places = deeper
        return places.here if places else None

    def fault(self, pointer: str, message: str) -> Fault:
        line, column = self.place(pointer) or (None, None)
        return Fault(pointer, message, line, column)


def step(pointer: str, key: str | int) -> str:
    """The pointer one level deeper (RFC 6901)."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def decoded(data: bytes | str) -> str:
    """Text without byte order mark, with `\\n` line ends. Refused where it is not text."""
    if len(data) > MAX_BYTES:
        raise too_large()
    if isinstance(data, bytes):
        data = _from_utf8(data)
    text = data.removeprefix("\ufeff").replace("\r\n", "\n")
    if found := NOT_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"holds the control character U+{ord(found.group()):04X}; remove it"
        raise Refused("The document is not text.", [Fault("", message, line)])
    return text


def too_large() -> Refused:
    return Refused("The document is too large.", [Fault("", f"is larger than {MAX_BYTES // 2**20} MiB")])


def _from_utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"byte {error.start} is not UTF-8; save it as UTF-8"
        raise Refused("The document is not text.", [Fault("", message, line)]) from None


def read(data: bytes | str) -> Tree:
    """One document. Raises `Refused` with the line for broken, doubled-key, oversized or hostile YAML."""
    text = decoded(data)
    try:
        _measure(text)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        message = f"holds the control character U+{error.character:04X}; remove it"
        raise _unreadable([Fault("", message, line)]) from None
    except yaml.MarkedYAMLError as error:
        raise _unreadable([_of_library(error)]) from None
    if node is None:
        return Tree(None, Places((1, 1), {}))
    builder = _Builder()
    value, places = builder.build(node)
    if builder.faults:
        raise _unreadable(builder.faults)
    return Tree(value, places)


def _unreadable(faults: Sequence[Fault]) -> Refused:
    return Refused("The YAML cannot be read.", faults)


def _of_library(error: yaml.MarkedYAMLError) -> Fault:
    problem = error.problem or "is broken"
    hint = next((hint for words, hint in HINTS.items() if words in problem), "")
    message = " ".join(filter(None, (error.context, problem))) + (f"; {hint}" if hint else "")
    mark = error.problem_mark or error.context_mark
    return Fault("", message, mark.line + 1, mark.column + 1) if mark else Fault("", message)


def _measure(text: str) -> None:
    """Counts before composing: the C composer recurses, and an alias can stand for a whole tree."""
    depth = nodes = aliases = 0
    for event in _events(text):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        nodes += isinstance(event, yaml.NodeEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            raise _unreadable([Fault("", f"holds the tag {event.tag}; write the value without it", *place)])
        for count, limit, what in (
            (depth, MAX_DEPTH, "levels of nesting"),
            (nodes, MAX_NODES, "values"),
            (aliases, MAX_ALIASES, "aliases"),
        ):
            if count > limit:
                raise _excessive(limit, what, "", place)


def _excessive(limit: int, what: str, pointer: str, place: Place) -> Refused:
    return Refused("The YAML is not accepted.", [Fault(pointer, f"has more than {limit} {what}", *place)])


def _events(text: str) -> Iterator[Any]:
    # The stubs know nothing of marks and tags on events.
    yield from yaml.parse(text, Loader=yaml.CSafeLoader)


class _Builder:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.built = 0
        self.path: list[str] = []

    def build(self, node: yaml.Node) -> tuple[Plain, Places]:
        place = _place(node)
        self.built += 1
        # Aliases stand for whole trees, or even for the tree they stand in.
        if self.built > MAX_NODES:
            raise _excessive(MAX_NODES, "values", self._pointer(), place)
        if len(self.path) > MAX_DEPTH:
            raise _excessive(MAX_DEPTH, "levels of nesting", self._pointer(), place)
        if isinstance(node, yaml.ScalarNode):
            return node.value if node.style else scalar(node.value), Places(place, {})
        inside: dict[str, Places] = {}
        if isinstance(node, yaml.SequenceNode):
            items = [self._inside(str(index), item, inside) for index, item in enumerate(node.value)]
            return items, Places(place, inside)
        return self._mapping(node, inside), Places(place, inside)

    def _mapping(self, node: yaml.Node, inside: dict[str, Places]) -> dict[str, Plain]:
        result: dict[str, Plain] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or len(key_node.value) > MAX_KEY:
                self._add_fault("a key has to be a plain word", key_node)
                continue
            if key_node.value in result:
                message = f"“{key_node.value}” stands here twice; keep one"
                self._add_fault(message, key_node, key_node.value)
            result[key_node.value] = self._inside(key_node.value, value_node, inside)
        return result

    def _inside(self, key: str, node: yaml.Node, inside: dict[str, Places]) -> Plain:
        self.path.append(key)
        value, inside[key] = self.build(node)
        self.path.pop()
        return value

    def _add_fault(self, message: str, node: yaml.Node, *inside: str) -> None:
        self.faults.append(Fault(self._pointer(*inside), message, *_place(node)))
        if len(self.faults) >= MAX_FAULTS:
            raise _unreadable(self.faults)

    def _pointer(self, *inside: str) -> str:
        pointer = ""
        for key in (*self.path, *inside):
            pointer = step(pointer, key)
        return pointer


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def scalar(text: str) -> Plain:
    """The value of a plain (unquoted) scalar."""
    if text in NULL:
        return None
    if text in TRUE or text in FALSE:
        return text in TRUE
    if INTEGER.match(text):
        return int(text)
    if FLOAT.match(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text
