"""The source region of a part of an object: its position in the file and the lines to show."""

from collections.abc import Sequence

import yaml
from msgspec import Struct

from incidents import yamlnodes

LONGEST_SNIPPET = 6
"""In lines."""
LONGEST_LINE = 200
"""In characters."""


class Region(Struct, frozen=True):
    line: int
    """Counted from 1, as is `column`; the position of the key where there is one."""
    column: int
    snippet: tuple[str, ...]


def field_value(node: yaml.Node, key: str) -> yaml.Node | None:
    """The value of a field. Of a duplicate key the last one counts, as for the API server."""
    found = _field(node, key)
    return found[1] if found else None


def find(node: yaml.Node, path: Sequence[str | int], above: int, lines: Sequence[str]) -> Region:
    """The region of the value at the path or the nearest around it. `above`: lines before the document."""
    start, whole = node, False
    for index, key in enumerate(path):
        found = _field(node, key) if isinstance(key, str) else _item(node, key)
        if found is None:
            break
        start, node = found
        whole = index == len(path) - 1
    line, column = yamlnodes.place(start, above)
    # A missing field is shown by the one line it is missing from.
    last = _last(node, above) if whole else line
    return Region(line, column, _snippet(lines[line - 1 : max(line, min(last, line + LONGEST_SNIPPET - 1))]))


def _field(node: yaml.Node, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next(((name, value) for name, value in reversed(node.value) if name.value == key), None)


def _item(node: yaml.Node, index: int) -> tuple[yaml.Node, yaml.Node] | None:
    if not isinstance(node, yaml.SequenceNode) or index >= len(node.value):
        return None
    return node.value[index], node.value[index]


def _last(node: yaml.Node, above: int) -> int:
    # The library ends a block where the next token starts.
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    in_block = isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}
    return int(node.end_mark.line) + above + (0 if in_block else 1)


def _snippet(lines: Sequence[str]) -> tuple[str, ...]:
    shown = [line.rstrip()[:LONGEST_LINE] for line in lines]
    while len(shown) > 1 and (not shown[-1] or shown[-1].lstrip().startswith("#")):
        shown.pop()
    return tuple(shown)
