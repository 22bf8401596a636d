"""Upgrades documents of version 1 to version 2.

Every change is made where the old form is found and does nothing elsewhere. What is no old form is left
alone; the reader of the document checks it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from incidents.stories.document import VERSION
from incidents.yamltree import Plain, Tree

OLD_STATUSES = {"in_progress": "open"}
Fields = dict[str, Any]


def is_current(data: bytes | str) -> bool:
    """Whether an encoded document says that it is of this version; encoding writes that first."""
    start = f'{{"schema":{VERSION},'
    if isinstance(data, bytes):
        return data.startswith(start.encode())
    return data.startswith(start)


def version_of(value: Plain) -> Plain:
    """What a document says; documents of version 1 say nothing."""
    return value.get("schema", 1) if isinstance(value, dict) else VERSION


def upgraded(tree: Tree) -> Tree:
    """The tree in the forms of version 2. Faults keep the lines of the values that were moved."""
    if not isinstance(tree.value, dict) or version_of(tree.value) != 1:
        return tree
    story: Fields = {"schema": VERSION} | {name: tree.value[name] for name in tree.value if name != "schema"}
    moved: dict[str, str] = {}
    _organisation(story, moved)
    _occurred(story)
    for _, part in _parts(story, "timeline"):
        _drop_precision(part)
    for index, part in _parts(story, "impacts"):
        _listed(part, "quantity", "quantities", f"/impacts/{index}", moved)
    for index, part in _parts(story, "factors"):
        _versions(part, f"/factors/{index}", moved)
    for index, part in _parts(story, "sources"):
        part.setdefault("id", f"r{index + 1}")
        _published(part, f"/sources/{index}", moved)
    for _, part in _parts(story, "actions"):
        _status(part)
    return Tree(story, tree.places, moved)


def _parts(story: Fields, name: str) -> Iterator[tuple[int, Fields]]:
    """The parts of a list, as copies that are put into the story."""
    if not isinstance(story.get(name), list):
        return
    story[name] = [dict(part) if isinstance(part, dict) else part for part in story[name]]
    for index, part in enumerate(story[name]):
        if isinstance(part, dict):
            yield index, part


def _organisation(story: Fields, moved: dict[str, str]) -> None:
    if "organisation" in story and "organisations" not in story:
        _rename(story, "organisation", "organisations", lambda name: [{"name": name}])
        moved["/organisations/0/name"] = "/organisation"


def _occurred(story: Fields) -> None:
    if isinstance(story.get("occurred"), dict):
        story["occurred"] = dict(story["occurred"])
        _drop_precision(story["occurred"])
        if not story["occurred"]:
            del story["occurred"]


def _drop_precision(part: Fields) -> None:
    """The length of a moment is its precision; one that was known to the hour says so by its length."""
    said = part.pop("precision", None)
    if said == "hour":
        for name in ("at", "start", "end"):
            if isinstance(part.get(name), str):
                part[name] = re.sub(r"(T[0-9]{2}):00(?::00)?", r"\1", part[name])


def _listed(part: Fields, old: str, new: str, pointer: str, moved: dict[str, str]) -> None:
    if old in part and new not in part:
        _rename(part, old, new, lambda one: [one])
        moved[f"{pointer}/{new}/0"] = f"{pointer}/{old}"


def _versions(part: Fields, pointer: str, moved: dict[str, str]) -> None:
    if isinstance(part.get("versions"), list) and "technologies" not in part:
        _rename(part, "versions", "technologies", lambda listed: [_technology(one) for one in listed])
        moved[f"{pointer}/technologies"] = f"{pointer}/versions"


def _technology(version: Any) -> Any:
    if not isinstance(version, dict):
        return version
    names = {"product": "name", "introduced": "affected_from", "fixed": "fixed_in"}
    renamed = {names.get(name, name): value for name, value in version.items()}
    if isinstance(renamed.get("name"), str):
        renamed["name"] = _slug(renamed["name"])
    return renamed


def _slug(product: str) -> str:
    """The name of a product as the vocabulary would write it."""
    ascii_only = unicodedata.normalize("NFKD", product).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", ascii_only).strip("-")[:80].strip("-") or "other"


def _published(part: Fields, pointer: str, moved: dict[str, str]) -> None:
    published = part.get("published")
    if not isinstance(published, dict):
        return
    moved[f"{pointer}/published"] = f"{pointer}/published/date"
    if published.get("date") is None:
        del part["published"]
    else:
        part["published"] = published["date"]


def _status(part: Fields) -> None:
    status = part.get("status")
    if isinstance(status, str):
        part["status"] = OLD_STATUSES.get(status, status)


def _rename(fields: Fields, old: str, new: str, made: Callable[[Any], Any]) -> None:
    """Renames a field in its place, so that faults come in the order of the document."""
    items = list(fields.items())
    fields.clear()
    fields.update((new, made(value)) if name == old else (name, value) for name, value in items)
