"""Answers to what a reader has in hand: the story or rule that it names, or stories that look like it."""

import re
from dataclasses import dataclass
from functools import partial

from incidents import refs
from incidents.answering.answer import MOST_CLOSE, Answer, CloseStories, CloseStory
from incidents.answering.answer import answer as put_together
from incidents.domain import search
from incidents.domain.rules import running
from incidents.domain.stories import lookup
from incidents.errors import NotReady
from incidents.models import Rule
from incidents.models.reader import Reader
from incidents.rules.match.pasted import cleaned

LONGEST_NAME = 120
NAME = re.compile(rf"{refs.in_any_case(refs.STORY_PATTERN)}(?:#(?P<anchor>[a-z][1-9][0-9]{{0,3}}))?")


@dataclass(frozen=True)
class NamedRecord:
    """A story or a rule, and the part of the story if the name goes on with its anchor."""

    ref: str
    anchor: str = ""
    is_rule: bool = False


def named(*, reader: Reader, text: bytes | str) -> NamedRecord | None:
    """What the text is the reference or another name of, such as `kf-15#f2`, as far as the reader sees it."""
    name = cleaned(text[: 2 * LONGEST_NAME]).decode("utf-8", "replace").strip()
    if len(name) > LONGEST_NAME:
        return None
    if refs.RULE.fullmatch(name.upper()):
        ref = name.upper()
        known = Rule.objects.visible_to(reader).filter(ref=ref).exists()
        return NamedRecord(ref, is_rule=True) if known else None
    if found := NAME.fullmatch(name):
        ref = name.partition("#")[0].upper()
        stored = lookup.state(ref=ref, reader=reader)
        return NamedRecord(ref, found["anchor"] or "") if stored else None
    by_name = lookup.ref_of(name=name, reader=reader)
    return NamedRecord(by_name) if by_name else None


def answer(*, reader: Reader, text: bytes | str, addresses: bool = False) -> Answer:
    """Secrets in the text are masked in the answer; IP addresses if `addresses` is true."""
    near = partial(closest, reader)
    return put_together(text, matcher=running.matcher(reader), closest=near, addresses=addresses)


def closest(reader: Reader, text: str) -> CloseStories:
    """Stories by the words of a text; two queries. Says so while their index is being built."""
    try:
        found = search.closest(reader=reader, text=text, limit=MOST_CLOSE)
    except NotReady:
        return CloseStories(is_ready=False)
    return CloseStories.found(
        text,
        (CloseStory(row.ref, _plain(row), row.snippet) for row in found.rows),
        used=found.used,
        unknown=found.unknown,
        corrected=found.corrected,
    )


def _plain(row: search.FoundRow) -> str:
    return "".join(piece.text for piece in row.title)
