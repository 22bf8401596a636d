"""Erasing words from the sightings of a story."""

from collections.abc import Iterator

from incidents.erasing import Traces, Words
from incidents.models import Sighting

TEXTS = ("source", "external_id", "name", "environment")


def traces(*, story: str, words: Words) -> Traces:
    return Traces(tuple(_place(story, row) for row in _holding(story, words)))


def erase(*, story: str, words: Words) -> Traces:
    """Names that hold the words go as a whole. A report that is sent again is a new sighting from then on."""
    found = list(_holding(story, words))
    for row in found:
        for column in TEXTS:
            if words.are_in_name(getattr(row, column)):
                setattr(row, column, f"erased-{row.pk}")
        row.save(update_fields=TEXTS)
    return Traces(tuple(_place(story, row) for row in found))


def _place(story: str, row: Sighting) -> str:
    return f"{story}, sighting {row.pk}"


def _holding(story: str, words: Words) -> Iterator[Sighting]:
    for row in Sighting.objects.filter(incident__ref=story).order_by("pk").iterator():
        if any(words.are_in_name(getattr(row, column)) for column in TEXTS):
            yield row
