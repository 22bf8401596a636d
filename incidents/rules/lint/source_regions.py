"""Where a part of an object stands in its file, and the lines that show it."""

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from incidents import yamlnodes

LONGEST_SNIPPET = 6
"""Lines."""
LONGEST_LINE = 200


@dataclass(frozen=True)
class Region:
    line: int
    """From 1, as `column`: those of the key where there is one."""
    column: int
    snippet: tuple[str, ...]


def inside(node: yaml.Node, key: str) -> yaml.Node | None:
    """The value of a field; of a doubled one the last, which is the one that counts."""
    found = _field(node, key)
    return found[1] if found else None


def find(node: yaml.Node, path: Sequence[str | int], above: int, lines: Sequence[str]) -> Region:
    """Of what the path leads to, or of the nearest around it. `above`: lines before the document."""
    start, whole = node, False
    for index, key in enumerate(path):
        found = _field(node, key) if isinstance(key, str) else _item(node, key)
        if found is None:
            break
        start, node = found
        whole = index == len(path) - 1
    line, column = yamlnodes.place(start, above)
    # Of what is missing, the line that it is missing from says enough.
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
    # A block ends, for the library, where the next thing starts.
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    in_block = isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}
    return int(node.end_mark.line) + above + (0 if in_block else 1)


def _snippet(lines: Sequence[str]) -> tuple[str, ...]:
    shown = [line.rstrip()[:LONGEST_LINE] for line in lines]
    while len(shown) > 1 and (not shown[-1] or shown[-1].lstrip().startswith("#")):
        shown.pop()
    return tuple(shown)
