"""Reads stories from YAML files; long evidence may be in separate files in the folder `evidence/`."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from incidents import yamltree
from incidents.errors import Fault, Refused
from incidents.stories import anchors, checks, reading
from incidents.stories.document import Story
from incidents.stories.fields import FILE_PATTERN
from incidents.stories.reading import upgrading
from incidents.stories.vocabulary import Vocabulary
from incidents.yamltree import Tree

EVIDENCE = "evidence"


def as_written(tree: Tree) -> Tree:
    return tree


def read(path: Path, *, vocabulary: Vocabulary, complete: Callable[[Tree], Tree] = as_written) -> Story:
    """The story of one file, with its evidence files. Raises `Refused` with lines of the story file.

    `complete` may add missing fields before the document is checked.
    """
    tree = complete(yamltree.read(path.read_bytes()))
    missing = list(_include_evidence(tree, path.parent / EVIDENCE))
    unread = {fault.pointer for fault in missing} | {fault.pointer.removesuffix("/file") for fault in missing}
    try:
        story = reading.from_tree(tree, vocabulary=vocabulary)
    except Refused as refused:
        others = [fault for fault in refused.faults if fault.pointer not in unread]
        raise Refused(refused.message, [*others, *missing]) from None
    found = checks.faults(anchors.numbered(story))
    faults = [tree.fault(fault.pointer, fault.message) for fault in found if fault.pointer not in unread]
    if missing or faults:
        raise Refused(reading.REFUSED, [*missing, *faults])
    return story


def located(refused: Refused, path: Path) -> Refused:
    """The same faults with lines of the story file, for those that were found in the story itself."""
    if all(fault.line for fault in refused.faults):
        return refused
    try:
        tree = upgrading.upgraded(yamltree.read(path.read_bytes()))
    except Refused:
        return refused
    faults = [fault if fault.line else tree.fault(fault.pointer, fault.message) for fault in refused.faults]
    return Refused(refused.message, faults)


def _include_evidence(tree: Tree, folder: Path) -> Iterator[Fault]:
    """Reads evidence files into the bodies of the evidence; yields faults of files that cannot be read."""
    items = tree.value.get("evidence") if isinstance(tree.value, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else []):
        name = item.get("file") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(name, str) or "body" in item:
            continue
        if not re.fullmatch(FILE_PATTERN, name):
            continue  # the reader of the document reports it
        try:
            item["body"] = _text(folder / name)
        except Refused as refused:
            yield tree.fault(f"/evidence/{index}/file", refused.message)


def _text(path: Path) -> str:
    """Raises `Refused` with one sentence where the file cannot be read or lies elsewhere."""
    name = f"{EVIDENCE}/{path.name}"
    if path.is_symlink() or path.parent.is_symlink():
        raise Refused(f"{name} is a symbolic link, which may lead to any file; put the text itself there", [])
    try:
        return yamltree.decoded(path.read_bytes()).rstrip("\n") + "\n"
    except FileNotFoundError:
        raise Refused(f"there is no {name} beside the story", []) from None
    except OSError as error:
        raise Refused(f"{name}: {error.strerror}", []) from None
    except Refused as refused:
        fault = refused.faults[0]
        place = f"{name}, line {fault.line}" if fault.line else name
        raise Refused(f"{place}: {fault.message}", []) from None
