"""Checks of a story document beyond the types of its fields, and the requirements for publishing."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from incidents.errors import Fault
from incidents.stories import anchors
from incidents.stories.checks import parts, times
from incidents.stories.document import Story

MOST_NAMED = 8


@dataclass(frozen=True)
class Advice:
    """A weakness of a story that does not prevent saving or publishing."""

    pointer: str
    message: str


def faults(story: Story) -> list[Fault]:
    """All faults that prevent saving the document, including the requirements of a published story."""
    found = chain(
        anchors.duplicates(story),
        parts.faults(story),
        times.faults(story),
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
    if story.symptoms and not story.checks:
        found.append(Advice("/checks", "nothing says what to ask first; give a question and a command"))
    addressed = {anchor for fix in story.fixes for anchor in fix.addresses}
    addressed |= {anchor for action in story.actions for anchor in action.addresses}
    unaddressed = [factor.id or "one" for factor in story.factors if factor.id not in addressed]
    if story.fixes and unaddressed:
        more = f" and {len(unaddressed) - MOST_NAMED} others" if len(unaddressed) > MOST_NAMED else ""
        names = ", ".join(unaddressed[:MOST_NAMED])
        found.append(Advice("/factors", f"no fix or action addresses {names}{more}"))
    found += [Advice(*one) for one in times.doubts(story)]
    return found


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
