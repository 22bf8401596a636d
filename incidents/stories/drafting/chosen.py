"""Events that were chosen from a proposed timeline, put into the form of a story."""

from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from incidents.stories.drafting import rows, typed
from incidents.stories.drafting.groups import TIMELINE
from incidents.stories.drafting.typed import Content
from incidents.stories.pasting import ProposedTimeline

PASTED_NOTES = "Lines of the pasted text that are no events"


@dataclass(frozen=True)
class TimelineChoice:
    """What an author takes over of a proposal.

    `events`: the phase of each event that is taken, by its index. `roles`: of speakers, by their names.
    `milestones`: the fields that are filled. `notes`: whether lines that are no event become evidence.
    """

    events: Mapping[int, str]
    roles: Mapping[str, str] = field(default_factory=dict)
    milestones: Collection[str] = ()
    notes: bool = False
    zone: str = ""


def with_chosen(
    content: Content, proposal: ProposedTimeline, choice: TimelineChoice, *, taken: dict[str, int]
) -> Content:
    """The content with the chosen events behind those that are there; what is typed already stays.

    `taken`: the highest numbers of anchors of the story.
    """
    new = deepcopy(content)
    new["timeline"] = [row for row in new.get("timeline", ()) if not typed.is_blank(row, TIMELINE)]
    for index, event in enumerate(proposal.events):
        if index not in choice.events:
            continue
        role = choice.roles.get(event.speaker or "", "") or (event.speaker if event.is_program else "")
        row = {"at": event.at, "phase": choice.events[index], "text": event.text, "actor_role": role or ""}
        _add(new, "timeline", row, taken)
    for one in proposal.milestones:
        if one.field in choice.milestones and not new.get(one.field):
            new[one.field] = proposal.events[one.event].at
    if not new.get("time_zone"):
        new["time_zone"] = choice.zone
    if choice.notes and proposal.notes:
        body = "\n".join(note.text for note in proposal.notes)
        _add(new, "evidence", {"kind": "chat", "text": PASTED_NOTES, "body": body}, taken)
    return new


def _add(content: Content, name: str, row: Content, taken: dict[str, int]) -> None:
    rows.change(content, f"add {name}", taken=taken)
    content[name][-1] |= row
