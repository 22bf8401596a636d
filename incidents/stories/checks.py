"""Checks of a story document beyond the types of its fields, and the requirements for publishing."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from incidents.errors import Fault
from incidents.stories import anchors, moments
from incidents.stories.document import ANCHORED, Story

PARTS_OF_LETTER = {letter: name for name, letter in ANCHORED.items()}


@dataclass(frozen=True)
class Advice:
    """A weakness of a story that does not prevent saving or publishing."""

    pointer: str
    message: str


def faults(story: Story) -> list[Fault]:
    """All faults that prevent saving the document, including the requirements of a published story."""
    found = chain(
        anchors.duplicates(story),
        _dangling(story),
        _times(story),
        _evidence(story),
        _relations(story),
        _retirement(story),
        publishing_faults(story) if story.status == "published" else (),
    )
    return list(found)


def publishing_faults(story: Story) -> Iterator[Fault]:
    for name, noun in (
        ("symptoms", "symptom"),
        ("factors", "contributing factor"),
        ("takeaways", "takeaway"),
    ):
        if not getattr(story, name):
            yield Fault(f"/{name}", f"a published story needs at least one {noun}")
    if not story.fixes and not story.no_fix_known:
        yield Fault("/fixes", "a published story needs a fix, or no_fix_known: true")
    if story.fixes and story.no_fix_known:
        yield Fault("/no_fix_known", "a story with fixes cannot say that none is known")
    if story.summary is None:
        yield Fault("/summary", "a published story needs a summary")


def advice(story: Story) -> list[Advice]:
    found = []
    if len(story.factors) == 1:
        found.append(Advice("/factors", "a single factor is rarely the whole story; what let it spread?"))
    if story.symptoms and not any(symptom.observable for symptom in story.symptoms):
        found.append(Advice("/symptoms", "no symptom says what a person would see on the screen"))
    addressed = {anchor for fix in story.fixes for anchor in fix.addresses}
    for index, factor in enumerate(story.factors):
        if story.fixes and factor.id not in addressed:
            found.append(Advice(f"/factors/{index}", f"no fix addresses {factor.id or 'this factor'}"))
    return found


def _dangling(story: Story) -> Iterator[Fault]:
    known = {anchor for _, anchor, _ in anchors.anchored_parts(story) if anchor}
    for pointer, anchor, part in anchors.anchored_parts(story):
        for field in ("addresses", "derived_from", "leads_to", "evidence"):
            for index, target in enumerate(getattr(part, field, ())):
                place = f"{pointer}/{field}/{index}"
                if target not in known:
                    yield Fault(place, f"{target} is none of the {PARTS_OF_LETTER[target[:1]]} of this story")
                elif target == anchor:
                    yield Fault(place, f"{target} points to itself")


def _times(story: Story) -> Iterator[Fault]:
    moments_of_story = [
        ("/occurred/start", story.occurred.start),
        ("/occurred/end", story.occurred.end),
        ("/detected_at", story.detected_at),
        ("/mitigated_at", story.mitigated_at),
        ("/resolved_at", story.resolved_at),
        *((f"/timeline/{index}/at", event.at) for index, event in enumerate(story.timeline)),
        *((f"/actions/{index}/due", action.due) for index, action in enumerate(story.actions)),
        *(
            (f"/sources/{index}/published/date", source.published and source.published.date)
            for index, source in enumerate(story.sources)
        ),
    ]
    unreal = [(pointer, at) for pointer, at in moments_of_story if at and not moments.is_real(at)]
    for pointer, at in unreal:
        yield Fault(pointer, f"there is no such day or time: {at}")
    if not unreal:
        yield from _order_of_times(story)


def _order_of_times(story: Story) -> Iterator[Fault]:
    occurred = story.occurred
    if occurred.start and occurred.end and moments.is_before(occurred.end, occurred.start):
        yield Fault("/occurred/end", f"{occurred.end} is before the start, {occurred.start}")
    if occurred.precision in {"unknown", "ordered"} and (occurred.start or occurred.end):
        yield Fault("/occurred/precision", f"is {occurred.precision}, but a time is given")
    if occurred.precision not in {"unknown", "ordered"} and not occurred.start:
        yield Fault("/occurred/start", "is missing; with an unknown start write precision: unknown")
    later = [
        ("detected_at", story.detected_at),
        ("mitigated_at", story.mitigated_at),
        ("resolved_at", story.resolved_at),
    ]
    for name, at in later:
        if at and occurred.start and moments.is_before(at, occurred.start):
            yield Fault(f"/{name}", f"{at} is before the start, {occurred.start}")


def _evidence(story: Story) -> Iterator[Fault]:
    for index, evidence in enumerate(story.evidence):
        pointer = f"/evidence/{index}"
        if evidence.kind in {"graph", "screenshot"} and not evidence.alt_text:
            yield Fault(f"{pointer}/alt_text", "describe the picture for those who cannot see it")
        if evidence.file and evidence.body is None:
            yield Fault(f"{pointer}/file", f"the file {evidence.file} is not here; put its text into body")
        if evidence.body is None and evidence.url is None and evidence.alt_text is None:
            yield Fault(pointer, "is empty: give body, url or alt_text")


def _relations(story: Story) -> Iterator[Fault]:
    seen = set()
    for index, relation in enumerate(story.relations):
        if relation.to == story.ref:
            yield Fault(f"/relations/{index}/to", "a story is not related to itself")
        if (relation.type, relation.to) in seen:
            yield Fault(f"/relations/{index}", f"{relation.type} {relation.to} is written twice")
        seen.add((relation.type, relation.to))


def _retirement(story: Story) -> Iterator[Fault]:
    if story.status == "withdrawn" and story.withdrawal is None:
        yield Fault("/withdrawal", "a withdrawn story needs a reason")
    if story.status != "withdrawn" and story.withdrawal is not None:
        yield Fault("/withdrawal", f"a story that is {story.status} has no withdrawal")
    duplicates = [relation.to for relation in story.relations if relation.type == "duplicate_of"]
    if story.status == "merged" and len(duplicates) != 1:
        yield Fault("/relations", "a merged story has exactly one relation duplicate_of")
    if story.status != "merged" and duplicates:
        yield Fault("/relations", "duplicate_of belongs to a merged story; merge it, or write variant_of")
