"""Erasing words from the actions of a story, their history too."""

from collections.abc import Iterator

from incidents.erasing import Traces, Words
from incidents.models import ActionItem, ActionItemChange

ADDRESS = "tracker_url"
TEXTS = ("title", "needed", "evidence", "reason")


def traces(*, story: str, words: Words) -> Traces:
    return Traces(tuple(place for _, _, place in _holding(story, words)))


def erase(*, story: str, words: Words) -> Traces:
    """An address that holds the words goes as a whole."""
    found = list(_holding(story, words))
    for row, column, _ in found:
        setattr(row, column, "" if column == ADDRESS else words.replaced(getattr(row, column)))
        row.save(update_fields=[column])
    return Traces(tuple(place for _, _, place in found))


def _holding(story: str, words: Words) -> Iterator[tuple[ActionItem | ActionItemChange, str, str]]:
    for item in ActionItem.objects.filter(incident__ref=story).order_by("number").prefetch_related("changes"):
        place = f"{story}, action {item.number}"
        for column in TEXTS:
            if words.are_in(getattr(item, column)):
                yield item, column, f"{place}, {column}"
        if words.are_in_name(item.tracker_url):
            yield item, ADDRESS, f"{place}, tracker"
        for change in item.changes.all():
            if words.are_in(change.words):
                yield change, "words", f"{place}, history"
