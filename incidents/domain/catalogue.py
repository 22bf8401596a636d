"""The stories and rules that ship, brought into the database. Running it again changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from incidents.domain import stories
from incidents.domain import vocabulary as terms
from incidents.errors import Outdated, Refused
from incidents.models import Incident
from incidents.stories import folder, vocabulary
from incidents.stories.document import Story
from incidents.stories.vocabulary import Vocabulary

ORIGIN = "catalogue"
Outcome = Literal["created", "updated", "unchanged", "kept", "refused"]


@dataclass(frozen=True)
class Loaded:
    """What became of one file. `kept`: a person has edited what it holds here, so the file was left aside."""

    path: Path
    outcome: Outcome
    ref: str = ""
    problem: Refused | None = None


def load_terms(*, path: Path) -> Vocabulary:
    shipped = vocabulary.from_yaml(path.read_bytes())
    terms.load(shipped=shipped)
    return shipped


def files(root: Path) -> list[Path]:
    return sorted(root.glob("*/*.yaml"), key=lambda path: (path.parent.name, len(path.name), path.name))


def load(*, paths: list[Path], words: Vocabulary, now: datetime) -> Iterator[Loaded]:
    """Each story in a transaction of its own: what was loaded before a crash stays loaded."""
    for path in paths:
        try:
            story = folder.read(path, vocabulary=words)
            yield Loaded(path, _saved(story, now), story.ref)
        except Refused as problem:
            yield Loaded(path, "refused", problem=problem)


def _saved(story: Story, now: datetime) -> Outcome:
    try:
        return _save(story, now)
    except Outdated:  # somebody saved it just now: what stands decides once more
        return _save(story, now)


def _save(story: Story, now: datetime) -> Outcome:
    known = Incident.objects.select_related("revision").filter(ref=story.ref).first()
    if known is None:
        stories.save(story=story, based_on=None, origin=ORIGIN, now=now, reason="Loaded from the catalogue.")
        return "created"
    if known.revision is None or known.revision.origin != ORIGIN:
        return "kept"
    saved = stories.save(
        story=story, based_on=known.revision_number, origin=ORIGIN, now=now, reason="The catalogue changed."
    )
    return "updated" if saved.changed else "unchanged"
