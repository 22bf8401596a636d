"""Reads YAML to plain values with the source position of every value; hostile input is refused.

Scalars are those of JSON: `true`, `null`, numbers and strings. No timestamps, no base 60, no octal:
`0304`, `yes` and `2019-05-21` are strings.
"""

import math
import re
from collections.abc import Mapping

import yaml
from msgspec import Struct, field

from incidents import yamlnodes
from incidents.errors import Fault, Refused
from incidents.yamlnodes import MAX_DEPTH, MAX_NODES, Place

MAX_BYTES = 5 * 2**20
MAX_KEY = 200
MAX_FAULTS = 100

NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202d\u202e\ud800-\udfff]")
"""Control characters, surrogates, and the two overrides that display text in another order."""
Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]

TRUE = frozenset({"true", "True", "TRUE"})
FALSE = frozenset({"false", "False", "FALSE"})
NULL = frozenset({"", "~", "null", "Null", "NULL"})
INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+][0-9]{1,3})?\Z")


class Places(Struct, frozen=True):
    """The source positions of values, looked up on demand. `above`: lines of the file before the text."""

    node: yaml.Node | None
    above: int = 0

    def at(self, pointer: str) -> Place:
        """Line and column, from 1, of the value or of the nearest one around it."""
        node = self.node
        if node is None:
            return self.above + 1, 1
        for key in pointer.split("/")[1:]:
            deeper = _inside(node, key.replace("~1", "/").replace("~0", "~"))
            if deeper is None:
                break
            node = deeper
        return yamlnodes.place(node, self.above)

    def is_cut_off(self, pointer: str) -> bool:
        """Whether the key is the rest of a text with a comma in a flow mapping: `{text: 5,000 lost}`."""
        node = self.node
        *above, last = [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]
        for key in above:
            node = node and _inside(node, key)
        if not isinstance(node, yaml.MappingNode) or not node.flow_style:
            return False
        pairs = [(name, value) for name, value in node.value if name.value == last]
        return any(
            " " in last or name.end_mark.index == value.start_mark.index == value.end_mark.index
            for name, value in pairs
        )


class Tree(Struct, frozen=True):
    """A value with the source positions of everything in it, if it was read from text."""

    value: Plain
    places: Places | None = None
    moved: Mapping[str, str] = field(default_factory=dict)
    """Where a value was in what was read, by the pointer it has now."""

    def place(self, pointer: str) -> Place | None:
        """Line and column, from 1, of the value or of the nearest one around it."""
        return self.places.at(self.origin(pointer)) if self.places else None

    def origin(self, pointer: str) -> str:
        """The pointer of the value in what was read."""
        inside = (now for now in self.moved if pointer == now or pointer.startswith(f"{now}/"))
        now = max(inside, key=len, default="")
        return self.moved[now] + pointer.removeprefix(now) if now else pointer

    def fault(self, pointer: str, message: str) -> Fault:
        line, column = self.place(pointer) or (None, None)
        return Fault(self.origin(pointer), message, line, column)


def step(pointer: str, key: str | int) -> str:
    """The pointer one level deeper (RFC 6901)."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def steps(pointer: str) -> list[str]:
    """The steps of a pointer, from the outermost."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _inside(node: yaml.Node, key: str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode):
        return node.value[int(key)] if key.isdecimal() and int(key) < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in reversed(node.value) if name.value == key), None)
    return None


def decoded(data: bytes | str, *, limit: int = MAX_BYTES) -> str:
    """The text without byte order mark and with `\\n` line ends. Raises `Refused` if it is not text."""
    if len(data) > limit:
        raise too_large(limit)
    if isinstance(data, bytes):
        data = _from_utf8(data)
    text = data.removeprefix("\ufeff").replace("\r\n", "\n")
    if found := NOT_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"holds the control character U+{ord(found.group()):04X}; remove it"
        raise Refused("The document is not text.", [Fault("", message, line)])
    return text


def too_large(limit: int = MAX_BYTES) -> Refused:
    return Refused("The document is too large.", [Fault("", f"is larger than {limit // 2**20} MiB")])


def _from_utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"byte {error.start} is not UTF-8; save it as UTF-8"
        raise Refused("The document is not text.", [Fault("", message, line)]) from None


def read(data: bytes | str) -> Tree:
    """Reads one document. Raises `Refused` with lines for broken YAML, duplicate keys and hostile input."""
    node = yamlnodes.composed(decoded(data))
    if node is None:
        return Tree(None, Places(None))
    builder = Builder()
    value = builder.build(node)
    if faults := builder.all_faults():
        raise yamlnodes.unreadable(*faults)
    return Tree(value, Places(node))


class Builder:
    """Builds plain values from nodes. `faults`: invalid keys. `doubled`: duplicate keys."""

    longest_key = MAX_KEY

    def __init__(self, above: int = 0) -> None:
        """`above`: lines of the file before the nodes."""
        self.faults: list[Fault] = []
        self.doubled: list[Fault] = []
        self._above = above
        self._built = 0
        self._path: list[str | int] = []

    def build(self, node: yaml.Node) -> Plain:
        self._built += 1
        # An alias repeats a whole tree, even the tree that contains it.
        if self._built > MAX_NODES:
            raise yamlnodes.excessive(MAX_NODES, "values", self._pointer(), self._place(node))
        if isinstance(node, yaml.ScalarNode):
            return node.value if node.style else self.scalar(node.value)
        if len(self._path) >= MAX_DEPTH:
            raise yamlnodes.excessive(MAX_DEPTH, "levels of nesting", self._pointer(), self._place(node))
        if isinstance(node, yaml.SequenceNode):
            return [self._inside(index, item) for index, item in enumerate(node.value)]
        return self._mapping(node)

    def scalar(self, text: str) -> Plain:
        """The value of a plain (unquoted) scalar."""
        return scalar(text)

    def _mapping(self, node: yaml.Node) -> dict[str, Plain]:
        result: dict[str, Plain] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str) or len(key) > self.longest_key:
                self.faults.append(self._fault("a key has to be a plain word", key_node))
                self._stop_after_too_many_faults()
                continue
            if key in result:
                self.doubled.append(self._fault(f"“{key}” appears twice; keep one", key_node, key))
                self._stop_after_too_many_faults()
            result[key] = self._inside(key, value_node)
        return result

    def _inside(self, key: str | int, node: yaml.Node) -> Plain:
        self._path.append(key)
        value = self.build(node)
        self._path.pop()
        return value

    def _fault(self, message: str, node: yaml.Node, *inside: str) -> Fault:
        return Fault(self._pointer(*inside), message, *self._place(node))

    def _stop_after_too_many_faults(self) -> None:
        if len(self.faults) + len(self.doubled) >= MAX_FAULTS:
            raise yamlnodes.unreadable(*self.all_faults())

    def all_faults(self) -> list[Fault]:
        """The faults and duplicate keys in the order of the lines."""
        return sorted([*self.faults, *self.doubled], key=lambda fault: (fault.line or 0, fault.column or 0))

    def _place(self, node: yaml.Node) -> Place:
        return yamlnodes.place(node, self._above)

    def _pointer(self, *inside: str) -> str:
        pointer = ""
        for key in (*self._path, *inside):
            pointer = step(pointer, key)
        return pointer


def scalar(text: str) -> Plain:
    """The value of a plain (unquoted) scalar, as in JSON."""
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
