"""What a draft says about the failure, to look for others like it, and relations to them."""

import re
from collections.abc import Iterator

from incidents import refs
from incidents.stories.drafting import rows, typed
from incidents.stories.drafting.sections import RELATIONS
from incidents.stories.drafting.typed import Content

DEED = re.compile(rf"relate (same_mechanism|recurrence_of) ({refs.STORY_PATTERN.strip('^$')})")
SAYING = {"symptoms": ("text", "observable"), "factors": ("text",), "evidence": ("text", "body")}
"""Fields of rows that say what happened."""


def told(content: Content) -> str:
    """Title, summary, symptoms, factors and evidence, as they were typed."""
    return "\n".join(piece for piece in _pieces(content) if piece.strip())


def related(content: Content) -> frozenset[str]:
    """References of stories to which a relation is typed."""
    return frozenset((row.get("to") or "").strip().upper() for row in content.get("relations") or ())


def relate(content: Content, deed: str, *, taken: dict[str, int]) -> str:
    """Does what a button says, such as `relate recurrence_of KF-15`, in the place of rows that are empty.

    Returns the name of the row; empty where the deed is another, or there is a relation to the story already.
    """
    found = DEED.fullmatch(deed)
    if not found or found[2] in related(content):
        return ""
    content["relations"] = [
        row for row in content.get("relations") or () if not typed.is_blank(row, RELATIONS)
    ]
    name = rows.change(content, "add relations", taken=taken)
    content["relations"][-1] |= {"type": found[1], "to": found[2]}
    return name


def _pieces(content: Content) -> Iterator[str]:
    yield content.get("title") or ""
    yield content.get("summary") or ""
    for name, fields in SAYING.items():
        for row in content.get(name) or ():
            yield from (row.get(field) or "" for field in fields)
