"""Reads stories from YAML files; long evidence and pictures are separate files in the folder `evidence/`."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from incidents import yamltree
from incidents.errors import Fault, Refused
from incidents.stories import anchors, checks, reading
from incidents.stories.document import Story
from incidents.stories.fields import FILE_PATTERN
from incidents.stories.reading import pictures, upgrading
from incidents.stories.reading.pictures import CleanPicture
from incidents.stories.vocabulary import Vocabulary
from incidents.yamltree import Plain, Tree

EVIDENCE = "evidence"


@dataclass(frozen=True)
class WrittenStory:
    """A story as its files say it, with the pictures that its evidence names."""

    story: Story
    pictures: tuple[CleanPicture, ...]


def as_written(tree: Tree) -> Tree:
    return tree


def read(path: Path, *, vocabulary: Vocabulary) -> Story:
    """The story that `read_whole` reads, without its pictures."""
    return read_whole(path, vocabulary=vocabulary).story


def read_whole(
    path: Path, *, vocabulary: Vocabulary, complete: Callable[[Tree], Tree] = as_written
) -> WrittenStory:
    """The story of one file, with its evidence files. Raises `Refused` with lines of the story file.

    `complete` may add missing fields before the document is checked.
    """
    tree = complete(yamltree.read(path.read_bytes()))
    kept: list[CleanPicture] = []
    missing: list[Fault] = []
    for index, item in _with_files(tree):
        try:
            kept += _include(item, path.parent / EVIDENCE / str(item["file"]))
        except Refused as refused:
            missing.append(tree.fault(f"/evidence/{index}/file", refused.message))
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
    return WrittenStory(story, tuple(kept))


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


def _with_files(tree: Tree) -> Iterator[tuple[int, dict[str, Plain]]]:
    """Evidence whose file is to be read. Names of another form are reported by the reader of the document."""
    items = tree.value.get("evidence") if isinstance(tree.value, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else []):
        name = item.get("file") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(name, str) or "body" in item:
            continue
        if re.fullmatch(FILE_PATTERN, name):
            yield index, item


def _include(item: dict[str, Plain], path: Path) -> Iterator[CleanPicture]:
    """Puts the file into the evidence. A picture that the story has already may be named without its file."""
    if not pictures.is_picture(path.name):
        item["body"] = _text(path)
    elif path.exists() or "picture" not in item:
        clean = _picture(path)
        item["picture"] = msgspec.to_builtins(clean.picture)
        yield clean


def _picture(path: Path) -> CleanPicture:
    """Raises `Refused` as `_text` does."""
    data = _content(path, most=pictures.MOST_BYTES + 1)
    try:
        return pictures.cleaned(data, name=path.name)
    except Refused as refused:
        raise Refused(f"{EVIDENCE}/{path.name} {refused.message}", []) from None


def _text(path: Path) -> str:
    """Raises `Refused` with one sentence where the file cannot be read or is elsewhere."""
    try:
        return yamltree.decoded(_content(path)).rstrip("\n") + "\n"
    except Refused as refused:
        if not refused.faults:
            raise
        fault = refused.faults[0]
        name = f"{EVIDENCE}/{path.name}"
        place = f"{name}, line {fault.line}" if fault.line else name
        raise Refused(f"{place}: {fault.message}", []) from None


def _content(path: Path, *, most: int = -1) -> bytes:
    name = f"{EVIDENCE}/{path.name}"
    if path.is_symlink() or path.parent.is_symlink():
        raise Refused(f"{name} is a symbolic link, which may lead to any file; put the file itself there", [])
    try:
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        raise Refused(f"there is no {name} beside the story", []) from None
    except OSError as error:
        raise Refused(f"{name}: {error.strerror}", []) from None
