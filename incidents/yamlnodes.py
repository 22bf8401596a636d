"""Composes YAML text into nodes; oversized and hostile input is refused before it is composed."""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml._yaml import CParser

from incidents.errors import Fault, Refused

MAX_DEPTH = 100
MAX_ALIASES = 100
MAX_NODES = 200_000
SAFE_DEPTH = 500
"""The recursion depth of the C composer that is safe with the stack of any thread."""

OPENS = re.compile(r"^[ \t?:-]+", re.MULTILINE)
"""The indicators of block collections at the start of a line; one line can open several."""
TAG = re.compile(r"(?:^|[\s\[{,:])!", re.MULTILINE)

HINTS = {
    "mapping values are not allowed": "a text that holds “: ” has to be in quotes",
    "cannot start any token": "quote a text that starts with a sign, and indent by spaces, not by tabs",
    "undefined alias": "a text that starts with “*” has to be in quotes",
    "could not find expected ':'": "a field is written as “name: value”; a longer text has to be indented",
    "another document": "keep one document in a file",
}

Place = tuple[int, int]


class _Composer(CParser):
    """A composer that leaves scalars as text; the builder of values resolves them."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
        return ""

    def descend_resolver(self, parent: yaml.Node | None, index: object) -> None: ...

    def ascend_resolver(self) -> None: ...


def composed(text: str, *, above: int = 0) -> yaml.Node | None:
    """The root node of the document, `None` for an empty one. `above`: lines of the file before it.

    Raises `Refused` with the line for broken, oversized or hostile YAML.
    """
    try:
        if not _is_harmless(text):
            _measure(text, above)
        node: yaml.Node | None = _Composer(text).get_single_node()
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1 + above
        message = f"holds the control character U+{error.character:04X}; remove it"
        raise unreadable(Fault("", message, line)) from None
    except yaml.MarkedYAMLError as error:
        raise unreadable(_of_library(error, above)) from None
    return node


def unreadable(*faults: Fault) -> Refused:
    return Refused("The YAML cannot be read.", faults)


def excessive(limit: int, what: str, pointer: str, place: Place) -> Refused:
    return Refused("The YAML is not accepted.", [Fault(pointer, f"has more than {limit} {what}", *place)])


def place(node: yaml.Node, above: int = 0) -> Place:
    """Line and column of a node, counted from 1."""
    return node.start_mark.line + 1 + above, node.start_mark.column + 1


def _of_library(error: yaml.MarkedYAMLError, above: int) -> Fault:
    problem = error.problem or "is broken"
    hint = next((hint for words, hint in HINTS.items() if words in problem), "")
    message = " ".join(filter(None, (error.context, problem))) + (f"; {hint}" if hint else "")
    mark = error.problem_mark or error.context_mark
    return Fault("", message, mark.line + 1 + above, mark.column + 1) if mark else Fault("", message)


def _is_harmless(text: str) -> bool:
    """Whether the limits hold, by a count of characters, which takes a tenth of `_measure`."""
    nested = text.count("[") + text.count("{")
    values = 2 * (1 + nested + sum(map(text.count, "\n,:-?")))
    indented = max(map(len, OPENS.findall(text)), default=0)
    return (
        values <= MAX_NODES
        and nested + 2 * (indented + 1) <= SAFE_DEPTH
        and text.count("*") <= MAX_ALIASES
        and TAG.search(text) is None
    )


def _measure(text: str, above: int) -> None:
    """Checks the limits before composing, because the C composer recurses and aliases multiply values."""
    depth = nodes = aliases = 0
    for event in _events(text):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        nodes += isinstance(event, yaml.NodeEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        here = (event.start_mark.line + 1 + above, event.start_mark.column + 1)
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            raise unreadable(Fault("", f"holds the tag {event.tag}; write the value without it", *here))
        for count, limit, what in (
            (depth, MAX_DEPTH, "levels of nesting"),
            (nodes, MAX_NODES, "values"),
            (aliases, MAX_ALIASES, "aliases"),
        ):
            if count > limit:
                raise excessive(limit, what, "", here)


def _events(text: str) -> Iterator[Any]:
    # The type stubs lack the marks and tags of events.
    yield from yaml.parse(text, Loader=yaml.CSafeLoader)
