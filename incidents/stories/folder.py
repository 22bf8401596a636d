"""Stories kept as YAML files: long evidence may stand in a file of its own, in `evidence/` beside them."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from incidents import yamltree
from incidents.errors import Fault, Refused
from incidents.stories import reading
from incidents.stories.document import FILE_PATTERN, Story
from incidents.stories.vocabulary import Vocabulary
from incidents.yamltree import Tree

EVIDENCE = "evidence"


def as_written(tree: Tree) -> Tree:
    return tree


def read(path: Path, *, vocabulary: Vocabulary, complete: Callable[[Tree], Tree] = as_written) -> Story:
    """The story of one file, its evidence brought in. Raises `Refused` naming lines of that file.

    `complete` may add what the file leaves out, before the whole is checked.
    """
    tree = complete(yamltree.read(path.read_bytes()))
    missing = list(_bring_in(tree, path.parent / EVIDENCE))
    try:
        story = reading.from_tree(tree, vocabulary=vocabulary)
    except Refused as refused:
        raise Refused(refused.message, [*refused.faults, *missing]) from None
    if missing:
        raise Refused("The story is not whole.", missing)
    return story


def _bring_in(tree: Tree, folder: Path) -> Iterator[Fault]:
    """Puts the text of files into the bodies of the evidence that names them."""
    items = tree.value.get("evidence") if isinstance(tree.value, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else []):
        name = item.get("file") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(name, str) or "body" in item:
            continue
        if not re.fullmatch(FILE_PATTERN, name):
            continue  # what is wrong with it the reader says
        try:
            item["body"] = yamltree.decoded((folder / name).read_bytes()).rstrip("\n") + "\n"
        except FileNotFoundError:
            yield tree.fault(f"/evidence/{index}/file", f"there is no {EVIDENCE}/{name} beside the story")
        except OSError as error:
            yield tree.fault(f"/evidence/{index}/file", f"{EVIDENCE}/{name}: {error.strerror}")
        except Refused as refused:
            fault = refused.faults[0]
            place = f"{EVIDENCE}/{name}, line {fault.line}" if fault.line else f"{EVIDENCE}/{name}"
            yield tree.fault(f"/evidence/{index}/file", f"{place}: {fault.message}")
