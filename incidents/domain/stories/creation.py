"""Stories that are written here get their reference here."""

from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import transaction

from incidents.domain import saving, vocabulary
from incidents.domain.stories import names
from incidents.domain.stories.save import SavedStory, save
from incidents.errors import Outdated
from incidents.models import Incident, Team, User
from incidents.stories import reading
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


def from_tree(
    *, tree: Tree, prefix: str, author: User, team: Team | None, reason: str, now: datetime
) -> SavedStory:
    """As `from_file`, for a document that is no file."""
    write = partial(_write_tree, tree, prefix=prefix, author=author, team=team, reason=reason, now=now)
    try:
        return write()
    except Outdated:
        with transaction.atomic():
            saving.lock()
            return write()


def _write_tree(
    tree: Tree, *, prefix: str, author: User, team: Team | None, reason: str, now: datetime
) -> SavedStory:
    story = reading.from_tree(_completed(tree, prefix=prefix), vocabulary=vocabulary.current())
    return save(story=story, based_on=None, origin="person", author=author, team=team, reason=reason, now=now)


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
