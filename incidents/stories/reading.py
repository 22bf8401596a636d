"""Reads a story document from plain values, JSON or YAML; invalid ones are refused with all faults."""

from typing import Any

import msgspec

from incidents import jsontree, structs, yamltree
from incidents.decoding import decoder
from incidents.refs import STORY_PATTERN
from incidents.stories import document
from incidents.stories.document import Story
from incidents.stories.vocabulary import Vocabulary
from incidents.structs import Wording
from incidents.yamltree import Tree

REFUSED = "The story is not accepted as it stands."

EXPLAINED = {
    STORY_PATTERN: "write a reference such as KF-15",
    document.SLUG_PATTERN: "use small letters, digits and single hyphens",
    document.TERM_PATTERN: "use small letters, digits, “_” and “/”",
    document.MOMENT_PATTERN: (
        "write the time as far as it is known: 2019, 2019-05, 2019-05-21 or 2019-05-21T11:58Z"
    ),
    r"^[^\n\r]*$": "write it on one line",
}


def from_yaml(data: bytes | str, *, vocabulary: Vocabulary) -> Story:
    return from_tree(yamltree.read(data), vocabulary=vocabulary)


def from_json(data: bytes | str, *, vocabulary: Vocabulary) -> Story:
    return from_tree(jsontree.read(data), vocabulary=vocabulary)


def from_tree(tree: Tree, *, vocabulary: Vocabulary) -> Story:
    """Reads a story. Raises `Refused` with every fault, in the order of the lines."""

    def objection(facet: str, word: str) -> str | None:
        return None if vocabulary.has(facet, word) else vocabulary.objection(facet, word)

    return structs.lean(structs.from_tree(tree, Story, words=Wording(REFUSED, EXPLAINED, objection)))


def plain(story: Story) -> dict[str, Any]:
    """The document as JSON values, without fields that hold their default."""
    value: dict[str, Any] = msgspec.json.decode(to_json(story))
    return value


def to_json(story: Story) -> bytes:
    return msgspec.json.encode(story)


def trusted(data: bytes | str) -> Story:
    """Decodes a stored document, which was checked before; the vocabulary may have changed since."""
    return decoder(Story).decode(data)
