"""The JSON Schema (2020-12) of the story document.

It covers types and patterns. Terms of vocabularies and conditions on several fields are checked on reading.
"""

from typing import Any

import msgspec

from incidents.stories.document import Story

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER = "urn:soundings:story"
DESCRIPTION = (
    "A failure story: what people saw, what contributed, what was tried, what it teaches. "
    "Texts are Markdown. An absent field means unknown; an empty text is refused. "
    "A field with x-vocabulary holds a term of that vocabulary."
)


def story_schema() -> dict[str, Any]:
    """The schema; `x-vocabulary` at the top lists the vocabularies that fields use."""
    (root,), definitions = msgspec.json.schema_components([Story], ref_template="#/$defs/{name}")
    vocabularies: set[str] = set()
    _tidy(definitions, vocabularies)
    return {
        "$schema": DIALECT,
        "$id": IDENTIFIER,
        "title": "Story",
        "description": DESCRIPTION,
        "x-vocabulary": sorted(vocabularies),
        **root,
        "$defs": definitions,
    }


def _tidy(node: Any, vocabularies: set[str]) -> None:
    """Collects the vocabularies and removes defaults that mean “absent”."""
    if isinstance(node, dict):
        if node.get("default", "given") in (None, "", (), []):
            del node["default"]
        if isinstance(node.get("x-vocabulary"), str):
            vocabularies.add(node["x-vocabulary"])
        node = list(node.values())
    for inside in node if isinstance(node, list) else ():
        _tidy(inside, vocabularies)
