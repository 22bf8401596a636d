"""The check over a story document: each text with what it is, quotations and evidence left out."""

from collections.abc import Iterator

from msgspec import Struct, structs

from incidents.stories.blame.checking import check_text
from incidents.stories.blame.findings import KINDS, BlameFinding, Kind
from incidents.stories.document import Action, Story

ALL = frozenset(KINDS)
WITHOUT_AMOUNTS = ALL - {"vague_impact"}
UNDECIDED = frozenset({"open", "unknown"})


class _Field(Struct, frozen=True):
    pointer: str
    text: str | None
    anchor: str = ""
    kinds: frozenset[Kind] = ALL
    is_action: bool = False


def check_story(story: Story) -> tuple[BlameFinding, ...]:
    """The findings in the order of the document; none where it is not written in English."""
    if not story.language.startswith("en"):
        return ()
    found: list[BlameFinding] = []
    for field in _fields(story):
        found += [
            structs.replace(one, pointer=field.pointer, anchor=field.anchor)
            for one in check_text(field.text or "", kinds=field.kinds, is_action=field.is_action)
        ]
    return (*found, *_incomplete(story))


def _fields(story: Story) -> Iterator[_Field]:
    yield _Field("/title", story.title)
    yield _Field("/summary", story.summary)
    if story.trigger:
        yield _Field("/trigger/text", story.trigger.text)
    if story.detection:
        yield _Field("/detection/gap_text", story.detection.gap_text)
    for name in ("symptoms", "factors", "fixes", "takeaways", "observations", "timeline"):
        for index, part in enumerate(getattr(story, name)):
            # What was seen need not be counted; what it did to people is an impact.
            yield _Field(f"/{name}/{index}/text", part.text, part.id, WITHOUT_AMOUNTS)
    for index, impact in enumerate(story.impacts):
        kinds = WITHOUT_AMOUNTS if impact.quantities else ALL
        yield _Field(f"/impacts/{index}/text", impact.text, impact.id, kinds)
    for index, action in enumerate(story.actions):
        yield _Field(f"/actions/{index}/text", action.text, action.id, WITHOUT_AMOUNTS, is_action=True)
    yield _Field("/body", story.body)


def _incomplete(story: Story) -> Iterator[BlameFinding]:
    """Actions that are still to be done and have no owner or no date."""
    for index, action in enumerate(story.actions):
        if lacking := _lacking(action):
            line = action.text.split("\n", 1)[0]
            yield BlameFinding(
                kind="vague_action",
                quote=line,
                why=f"This action has no {' and no '.join(lacking)}, and such actions are seldom done.",
                question="Who does it, and by when?",
                start=0,
                end=len(line),
                line=1,
                column=1,
                pointer=f"/actions/{index}/text",
                anchor=action.id,
            )


def _lacking(action: Action) -> list[str]:
    if action.status not in UNDECIDED or action.tracker_url:
        return []
    return [word for word, value in (("owner", action.owner), ("date", action.due)) if not value]
