"""Stories that are written here get their reference here."""

from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import transaction

from incidents.domain import saving, vocabulary
from incidents.domain.stories import names
from incidents.domain.stories.save import SavedStory, save
from incidents.errors import Outdated
from incidents.models import Incident, User
from incidents.stories.reading import folder
from incidents.yamltree import Plain, Tree

SLUG_LENGTH = 72
"""A document takes 80 characters: a number may come behind it."""


def from_file(*, path: Path, prefix: str, author: User, reason: str, now: datetime) -> SavedStory:
    """Saves a new story. A document without `ref` gets the next one, without `slug` one of its title.

    Raises `Refused` with every fault; no number is used up then.
    """
    write = partial(_write, path=path, prefix=prefix, author=author, reason=reason, now=now)
    try:
        return write()
    except Outdated:  # somebody took the number in between, or the reference of the file is taken
        with transaction.atomic():
            saving.lock()
            return write()


def _write(*, path: Path, prefix: str, author: User, reason: str, now: datetime) -> SavedStory:
    complete = partial(_completed, prefix=prefix)
    written = folder.read_whole(path, vocabulary=vocabulary.current(), complete=complete)
    return save(
        story=written.story,
        based_on=None,
        origin="person",
        author=author,
        reason=reason,
        now=now,
        pictures=written.pictures,
    )


def _completed(tree: Tree, *, prefix: str) -> Tree:
    if not isinstance(tree.value, dict):
        return tree
    given: dict[str, Plain] = {}
    if "ref" not in tree.value:
        given["ref"] = names.next_ref(prefix=prefix)
    if "slug" not in tree.value:
        given["slug"] = names.free_slug(
            str(tree.value.get("title")), taken=Incident.objects.all(), longest=SLUG_LENGTH
        )
    return Tree(given | tree.value, tree.places)
