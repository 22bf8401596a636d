"""YAML as plain values with the place of every value; hostile input is refused before it costs anything.

Scalars are those of JSON: `true`, `null`, numbers and strings. No timestamps, no base 60, no octal:
`0304`, `yes` and `2019-05-21` are strings.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from incidents.errors import Fault, Refused

MAX_BYTES = 5 * 2**20
MAX_DEPTH = 100
MAX_ALIASES = 100
MAX_NODES = 200_000

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
Place = tuple[int, int]

TRUE = frozenset({"true", "True", "TRUE"})
FALSE = frozenset({"false", "False", "FALSE"})
NULL = frozenset({"", "~", "null", "Null", "NULL"})
INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+][0-9]{1,3})?\Z")
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass(frozen=True)
class Tree:
    """`places` maps the JSON pointer of each value to its line and column, counted from 1."""

    value: Plain
    places: dict[str, Place]

    def place(self, pointer: str) -> Place | None:
        """The place of the value, or of the nearest one around it."""
        while pointer and pointer not in self.places:
            pointer = pointer.rpartition("/")[0]
        return self.places.get(pointer)

    def fault(self, pointer: str, message: str) -> Fault:
        line, column = self.place(pointer) or (None, None)
        return Fault(pointer, message, line, column)


def step(pointer: str, key: str | int) -> str:
    """The pointer one level deeper (RFC 6901)."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def decoded(data: bytes | str) -> str:
    """Text without byte order mark, with `\\n` line ends. Refused where it is not text."""
    if len(data) > MAX_BYTES:
        raise Refused("The document is too large.", [Fault("", f"is larger than {MAX_BYTES // 2**20} MiB")])
    if isinstance(data, bytes):
        try:
            data = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise Refused(
                "The document is not text.",
                [Fault("", f"byte {error.start} is not UTF-8; save it as UTF-8", line)],
            ) from None
    text = data.removeprefix("\ufeff").replace("\r\n", "\n")
    if found := NOT_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"holds the control character U+{ord(found.group()):04X}; remove it"
        raise Refused("The document is not text.", [Fault("", message, line)])
    return text


def read(data: bytes | str) -> Tree:
    """One document. Raises `Refused` with the line for broken, doubled-key, oversized or hostile YAML."""
    text = decoded(data)
    try:
        _measure(text)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = " ".join(filter(None, (error.context, error.problem)))
        raise Refused(
            "The YAML cannot be read.",
            [Fault("", message, mark.line + 1 if mark else None, mark.column + 1 if mark else None)],
        ) from None
    except yaml.YAMLError as error:
        raise Refused("The YAML cannot be read.", [Fault("", str(error))]) from None
    builder = _Builder()
    value = builder.build(node, "") if node is not None else None
    if builder.faults:
        raise Refused("The YAML cannot be read.", builder.faults)
    return Tree(value, builder.places)


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
        for count, limit, what in (
            (depth, MAX_DEPTH, "levels of nesting"),
            (nodes, MAX_NODES, "values"),
            (aliases, MAX_ALIASES, "aliases"),
        ):
            if count > limit:
                mark = event.start_mark
                raise Refused(
                    "The YAML is not accepted.",
                    [Fault("", f"has more than {limit} {what}", mark.line + 1, mark.column + 1)],
                )


def _events(text: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(text, Loader=yaml.CSafeLoader)


class _Builder:
    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.faults: list[Fault] = []
        self.built = 0

    def build(self, node: yaml.Node, pointer: str) -> Plain:
        place = (node.start_mark.line + 1, node.start_mark.column + 1)
        self.places[pointer] = place
        self.built += 1
        if self.built > MAX_NODES:
            raise Refused(
                "The YAML is not accepted.", [Fault(pointer, f"has more than {MAX_NODES} values", *place)]
            )
        if isinstance(node, yaml.ScalarNode):
            return node.value if node.style else scalar(node.value)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, step(pointer, index)) for index, item in enumerate(node.value)]
        return self._mapping(node, pointer)

    def _mapping(self, node: yaml.Node, pointer: str) -> dict[str, Plain]:
        result: dict[str, Plain] = {}
        for key_node, value_node in node.value:
            place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                self.faults.append(Fault(pointer, "a key has to be a plain word", *place))
                continue
            deeper = step(pointer, key_node.value)
            if key_node.value in result:
                self.faults.append(Fault(deeper, f"“{key_node.value}” stands here twice; keep one", *place))
            result[key_node.value] = self.build(value_node, deeper)
        return result


def scalar(text: str) -> Plain:
    """The value of a plain (unquoted) scalar."""
    if text in NULL:
        return None
    if text in TRUE or text in FALSE:
        return text in TRUE
    if INTEGER.match(text):
        return int(text)
    if FLOAT.match(text):
        return float(text)
    return text
