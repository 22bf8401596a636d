"""Erasing words from the drafts of a story, discarded ones too."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from incidents.erasing import Traces, Words
from incidents.models import Draft

ERASED = UUID(int=0)
"""Writes where no page does: what is typed into an open page becomes a draft of its own."""


def traces(*, story: str, words: Words) -> Traces:
    return Traces(tuple(place for _, _, place in _holding(story, words)))


def erase(*, story: str, words: Words) -> Traces:
    """Whose page is open is told by a fork when she types on."""
    found = list(_holding(story, words))
    for draft in {one.pk: one for one, _, _ in found}.values():
        draft.content, draft.began_from = _without(draft.content, words), _without(draft.began_from, words)
        draft.number, draft.writer = draft.number + 1, ERASED
        draft.save(update_fields=["content", "began_from", "number", "writer"])
    return Traces(tuple(place for _, _, place in found))


def _holding(story: str, words: Words) -> Iterator[tuple[Draft, str, str]]:
    """Drafts with the words, where in them, and the place as a person finds it."""
    for draft in Draft.objects.filter(incident__ref=story).order_by("pk"):
        for column in ("content", "began_from"):
            if any(map(words.are_in_name, _texts(getattr(draft, column)))):
                yield draft, column, f"{story}, a draft, {column.replace('_', ' ')}"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _without(value: Any, words: Words) -> Any:
    if isinstance(value, str):
        return words.replaced_in_name(words.replaced(value)) if words.are_in_name(value) else value
    if isinstance(value, list):
        return [_without(one, words) for one in value]
    if isinstance(value, dict):
        return {name: _without(one, words) for name, one in value.items()}
    return value
