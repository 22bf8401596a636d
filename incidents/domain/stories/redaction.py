"""Documents without the references of stories that their reader may not see.

A reference to a story that is not there is left out, too: what is closed looks like what does not exist.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from incidents.models import Incident
from incidents.models.reader import Reader
from incidents.stories import reading
from incidents.stories.document import Story


def redacted(*, story: Story, reader: Reader) -> Story:
    """At most one query; none where the story names no other."""
    seen = _visible(_named(story), reader)
    if seen is None:
        return story
    withdrawal = story.withdrawal
    if withdrawal and withdrawal.successor not in seen:
        withdrawal = replace(withdrawal, successor=None)
    return replace(
        _with_side_effects(story, seen),
        relations=tuple(relation for relation in story.relations if relation.to in seen),
        withdrawal=withdrawal,
    )


def redacted_side_effects(*, story: Story, reader: Reader) -> Story:
    """For the page of a story, whose relations are read from their table."""
    seen = _visible(_side_effects(story), reader)
    return story if seen is None else _with_side_effects(story, seen)


def redacted_json(*, document: str, reader: Reader) -> str:
    """The document to the letter where nothing is left out."""
    story = reading.trusted(document)
    shown = redacted(story=story, reader=reader)
    return document if shown is story else reading.to_json(shown).decode()


def _with_side_effects(story: Story, seen: set[str]) -> Story:
    kept = (tuple(ref for ref in fix.side_effects if ref in seen) for fix in story.fixes)
    fixes = zip(story.fixes, kept, strict=True)
    return replace(story, fixes=tuple(replace(fix, side_effects=refs) for fix, refs in fixes))


def _visible(named: Iterator[str], reader: Reader) -> set[str] | None:
    """Those of the references that the reader may see; None where that is all of them."""
    refs = set(named)
    if not refs:
        return None
    seen = set(Incident.objects.visible_to(reader).filter(ref__in=refs).values_list("ref", flat=True))
    return None if seen == refs else seen


def _named(story: Story) -> Iterator[str]:
    yield from (relation.to for relation in story.relations)
    yield from _side_effects(story)
    if story.withdrawal and story.withdrawal.successor:
        yield story.withdrawal.successor


def _side_effects(story: Story) -> Iterator[str]:
    yield from (ref for fix in story.fixes for ref in fix.side_effects)
