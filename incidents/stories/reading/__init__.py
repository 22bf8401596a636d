"""Reads a story document from plain values, JSON or YAML; invalid ones are refused with all faults."""

from typing import Any

import msgspec

from incidents import jsontree, structs, yamltree
from incidents.decoding import convert, decoder
from incidents.errors import Refused
from incidents.refs import STORY_PATTERN
from incidents.stories import fields
from incidents.stories.document import VERSION, Story
from incidents.stories.reading import remaining, upgrading
from incidents.stories.vocabulary import Vocabulary
from incidents.structs import Wording
from incidents.yamltree import Tree

REFUSED = "The story is not accepted as it stands."

UNKNOWN_VERSION = (
    "is {!r}, but documents of schema 1 and 2 are read here; for a later one, upgrade this Soundings"
)

AS_FAR_AS_KNOWN = (
    "write the time as far as it is known: 2019, 2019-05, 2019-05-21 or 2019-05-21T11:58Z, "
    "where Z or an offset such as +02:00 stands for the zone"
)

EXPLAINED = {
    STORY_PATTERN: "write a reference such as KF-15",
    fields.SLUG_PATTERN: "use small letters, digits and single hyphens",
    fields.TERM_PATTERN: "use small letters, digits, “_” and “/”",
    fields.MOMENT_PATTERN: f"{AS_FAR_AS_KNOWN}; or from the start: T+16m; about: with a final ~",
    fields.DATE_PATTERN: f"{AS_FAR_AS_KNOWN}; about: with a final ~",
    fields.ZONE_PATTERN: "write the name of a time zone, such as Europe/Berlin",
    r"^[^\n\r]*$": "write it on one line",
}


def from_yaml(data: bytes | str, *, vocabulary: Vocabulary) -> Story:
    return from_tree(yamltree.read(data), vocabulary=vocabulary)


def from_json(data: bytes | str, *, vocabulary: Vocabulary) -> Story:
    return from_tree(jsontree.read(data), vocabulary=vocabulary)


def from_tree(tree: Tree, *, vocabulary: Vocabulary | None) -> Story:
    """Reads a story of version 1 or 2. Raises `Refused` with every fault, in the order of the lines.

    Without a vocabulary, any well-formed word is taken. Where a value is at fault, the faults of `checks` are
    reported with it, as far as the others show them.
    """
    version = upgrading.version_of(tree.value)
    if isinstance(version, bool) or version not in (1, VERSION):
        raise Refused(REFUSED, [tree.fault("/schema", UNKNOWN_VERSION.format(version))])
    tree = upgrading.upgraded(tree)

    def objection(facet: str, word: str) -> str | None:
        return (
            None if vocabulary is None or vocabulary.has(facet, word) else vocabulary.objection(facet, word)
        )

    try:
        read = structs.from_tree(tree, Story, words=Wording(REFUSED, EXPLAINED, objection))
    except Refused as refused:
        others = list(remaining.faults(tree, refused.faults))
        if not others:
            raise
        faults = sorted([*refused.faults, *others], key=lambda fault: (fault.line or 0, fault.column or 0))
        raise Refused(REFUSED, faults) from None
    return structs.lean(read)


def plain(story: Story) -> dict[str, Any]:
    """The document as JSON values, without fields that hold their default."""
    value: dict[str, Any] = msgspec.json.decode(to_json(story))
    return value


def to_json(story: Story) -> bytes:
    return msgspec.json.encode(story)


def trusted(data: bytes | str) -> Story:
    """Decodes a stored document of any version, which was checked before.

    The vocabulary may have changed since.
    """
    if upgrading.is_current(data):
        return decoder(Story).decode(data)
    return convert(upgrading.upgraded(Tree(msgspec.json.decode(data))).value, Story)
