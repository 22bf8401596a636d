"""Erasing words from a story: from every revision, and from every table that follows from the current one."""

from datetime import datetime

import msgspec

from incidents import erasing
from incidents.domain import revisions, saving
from incidents.domain.stories import attachments, names, texts
from incidents.domain.stories.save import append, current, prepare
from incidents.erasing import Traces, Words
from incidents.models import Incident, Organisation, Revision, User
from incidents.stories import reading
from incidents.stories.document import Story

SLUG_LENGTH = 72
"""A document takes 80 characters: a number may come behind it."""


def traces(*, ref: str, words: Words) -> Traces:
    """Where the words are in the story and its earlier revisions."""
    found = revisions.without(Revision.objects.filter(incident__ref=ref), words, erase=_erased)
    return revisions.traces_of(found).within(f"{ref}, ")


def erase(*, ref: str, words: Words, author: User, reason: str, now: datetime) -> Traces:
    """Rewrites revisions that hold the words. Writes nothing where there are none.

    Appends one more, so that who is editing the story is told and does not bring the words back by a save.
    To be called under the lock of all saves.
    """
    found = list(revisions.without(Revision.objects.filter(incident__ref=ref), words, erase=_erased))
    traces = revisions.traces_of(found).within(f"{ref}, ")
    if not traces.places:
        return traces
    before = Incident.objects.select_related("revision", "team").get(ref=ref)
    old = reading.trusted(before.current_revision.document)
    revisions.rewrite(Revision, found)
    story = _with_free_slug(current(ref=ref), old)
    revision = Revision(author=author, origin="person", reason=reason, created_at=now)
    prepared = prepare(story, old=old, before=before, prefixes=texts.prefixes())
    saved = append(story=story, old=old, before=before, prepared=prepared, revision=revision)
    saving.tell_owner(incident=saved.incident, old=old, author=author, now=now)
    attachments.drop_unnamed(incident=before)
    _erase_organisations(words)
    return traces


def _erased(document: str, words: Words) -> tuple[Story, Traces]:
    """An alias with one of the words goes as a whole: it would lead nobody anywhere."""
    story = reading.trusted(document)
    without, pictures = _without_pictures(story, words)
    erased, traces = erasing.erase(without, words)
    aliases = tuple(alias for alias in erased.aliases if alias in story.aliases)
    return msgspec.structs.replace(erased, aliases=aliases), pictures + traces


def _without_pictures(story: Story, words: Words) -> tuple[Story, Traces]:
    """A picture whose hash is one of the words goes with its file; its description stays."""
    gone = {
        index
        for index, one in enumerate(story.evidence)
        if one.picture and words.are_all_of(one.picture.sha256)
    }
    evidence = tuple(
        msgspec.structs.replace(one, picture=None, file=None) if index in gone else one
        for index, one in enumerate(story.evidence)
    )
    places = tuple(f"/evidence/{index}/picture" for index in sorted(gone))
    return msgspec.structs.replace(story, evidence=evidence), Traces(places)


def _with_free_slug(story: Story, old: Story) -> Story:
    if story.slug == old.slug:
        return story
    others = Incident.objects.exclude(ref=story.ref)
    return msgspec.structs.replace(story, slug=names.free_slug(story.slug, taken=others, longest=SLUG_LENGTH))


def _erase_organisations(words: Words) -> None:
    """An organisation that no story names any more is otherwise left. Sources go with their last citation."""
    for organisation in Organisation.objects.filter(incidents=None):
        if words.are_in(organisation.name) or words.are_in_name(organisation.slug):
            organisation.delete()
