"""What stories say of each other: relations, written by one and shown on both, and who is shown them."""

from collections.abc import Collection, Iterator

import msgspec

from incidents.domain.stories import visible
from incidents.errors import Fault
from incidents.models import Incident, Relation
from incidents.models.choices import READABLE
from incidents.models.incident import IS_OPEN
from incidents.models.reader import Reader
from incidents.models.relation import ACYCLIC
from incidents.stories import document, reading
from incidents.stories.checks import Advice
from incidents.stories.document import Story


def replace(*, incident: Incident, story: Story, old: Story | None) -> None:
    if old is None:
        Relation.objects.filter(target_ref=incident.ref, target=None).update(target=incident)
    elif story.relations == old.relations:
        return
    else:
        Relation.objects.filter(incident=incident).delete()
    if not story.relations:
        return
    refs = [item.to for item in story.relations]
    targets = dict(Incident.objects.filter(ref__in=refs).values_list("ref", "pk"))
    Relation.objects.bulk_create(
        Relation(incident=incident, target_id=targets.get(columns["target_ref"]), **columns)
        for columns in described(story)
    )


def described(story: Story) -> list[dict[str, str]]:
    """What the story says of its relations, as columns."""
    return [
        {"type": item.type, "target_ref": item.to, "on": item.on or "", "note": item.note or ""}
        for item in story.relations
    ]


def advice(story: Story) -> Iterator[Advice]:
    """References to stories that are not there, and of a public story to closed ones.

    Who may not read these is not shown that they exist.
    """
    named = [(f"/relations/{index}/to", item.to) for index, item in enumerate(story.relations)]
    for index, fix in enumerate(story.fixes):
        named += [(f"/fixes/{index}/side_effects", ref) for ref in fix.side_effects]
    for index, check in enumerate(story.checks):
        named += [(f"/checks/{index}/otherwise", ref) for ref in check.otherwise]
    known = dict(Incident.objects.filter(ref__in={ref for _, ref in named}).values_list("ref", IS_OPEN))
    is_public = story.visibility == "public" and story.status in READABLE
    for pointer, ref in named:
        if ref not in known:
            yield Advice(pointer, f"there is no story {ref} here; it is left out until there is one")
        elif is_public and not known[ref]:
            yield Advice(pointer, f"{ref} is left out for everybody who may not read it")


def faults(story: Story, *, old: Story | None) -> Iterator[Fault]:
    """What only the other stories show: relations that lead back here, and mergers into nothing."""
    yield from _circles(story, old.relations if old else ())
    duplicates = [item.to for item in story.relations if item.type == "duplicate_of"]
    targets = Incident.objects.filter(ref__in=duplicates).exclude(status="merged").exclude(ref=story.ref)
    if story.status == "merged" and not targets.exists():
        yield Fault("/relations", "a story is merged into one that exists and is not merged itself")


def _circles(story: Story, known: Collection[document.Relation]) -> Iterator[Fault]:
    for index, item in enumerate(story.relations):
        is_new = item.type in ACYCLIC and item not in known
        if is_new and story.ref in _reachable(item.to, item.type):
            message = f"{item.to} already leads back to {story.ref} by {item.type}; one of the two has to go"
            yield Fault(f"/relations/{index}/to", message)


def _reachable(ref: str, type: str) -> set[str]:
    reached: set[str] = set()
    edge = {ref}
    while edge:
        reached |= edge
        found = Relation.objects.filter(incident__ref__in=edge, type=type).values_list(
            "target_ref", flat=True
        )
        edge = set(found) - reached
    return reached


def redacted(*, story: Story, reader: Reader) -> Story:
    """The story without references to stories that the reader may not see.

    What does not exist is left out, too: it looks like what is closed. At most one query; none where the
    story names no other.
    """
    seen = _visible(_named(story), reader)
    if seen is None:
        return story
    withdrawal = story.withdrawal
    if withdrawal and withdrawal.successor not in seen:
        withdrawal = msgspec.structs.replace(withdrawal, successor=None)
    return msgspec.structs.replace(
        _with_parts(story, seen),
        relations=tuple(relation for relation in story.relations if relation.to in seen),
        withdrawal=withdrawal,
    )


def redacted_parts(*, story: Story, seen: Collection[str]) -> Story:
    """The story whose parts name no other stories than these; its relations are left as they are."""
    return story if named_by_parts(story) <= set(seen) else _with_parts(story, seen)


def redacted_json(*, document: str, reader: Reader) -> str:
    """The document to the letter where nothing is left out."""
    story = reading.trusted(document)
    shown = redacted(story=story, reader=reader)
    return document if shown is story else reading.to_json(shown).decode()


def _with_parts(story: Story, seen: Collection[str]) -> Story:
    return msgspec.structs.replace(
        story,
        fixes=tuple(
            msgspec.structs.replace(fix, side_effects=tuple(ref for ref in fix.side_effects if ref in seen))
            for fix in story.fixes
        ),
        checks=tuple(
            msgspec.structs.replace(check, otherwise=tuple(ref for ref in check.otherwise if ref in seen))
            for check in story.checks
        ),
    )


def _visible(named: Iterator[str], reader: Reader) -> set[str] | None:
    """Those of the references that the reader may see; None where that is all of them."""
    refs = set(named)
    if not refs:
        return None
    seen = visible.among(refs=refs, reader=reader)
    return None if seen == refs else seen


def _named(story: Story) -> Iterator[str]:
    yield from (relation.to for relation in story.relations)
    yield from named_by_parts(story)
    if story.withdrawal and story.withdrawal.successor:
        yield story.withdrawal.successor


def named_by_parts(story: Story) -> set[str]:
    """References of other stories in the parts of a story."""
    effects = {ref for fix in story.fixes for ref in fix.side_effects}
    return effects | {ref for check in story.checks for ref in check.otherwise}
