"""The pictures of a story, laid out, with their twins as tables."""

from dataclasses import dataclass
from functools import lru_cache

from incidents.domain.neighbourhood import Neighbourhood
from incidents.stories import picture
from incidents.stories.document import Factor, Story, Symptom
from incidents.stories.picture.causes import CauseGraph
from incidents.stories.picture.relations import RelationGraph
from incidents.stories.picture.times import Timeline

FEWEST_EVENTS = 2
"""A single event is no line."""


@dataclass(frozen=True)
class Pictures:
    timeline: Timeline | None
    causes: CauseGraph | None


@dataclass(frozen=True)
class Row:
    """A line of the table that says what a picture of boxes and arrows says."""

    source: str
    label: str
    target: str


# A layout wraps every text of a story, which takes longer than all the rest of its page.
@lru_cache(maxsize=512)
def of(story: Story) -> Pictures:
    causes = picture.cause_graph(story)
    return Pictures(
        timeline=picture.timeline(story) if len(story.timeline) >= FEWEST_EVENTS else None,
        causes=causes if causes.edges else None,
    )


def relations(ref: str, neighbourhood: Neighbourhood) -> RelationGraph:
    links = [(row.source, row.label, row.target) for row in relation_rows(neighbourhood)]
    return picture.relation_graph(ref, neighbourhood.titles, links)


def relation_rows(neighbourhood: Neighbourhood) -> list[Row]:
    return [Row(row.incident.ref, row.type, row.target_ref) for row in neighbourhood.relations]


def cause_rows(story: Story) -> list[Row]:
    """What the story says leads to what, by anchors."""
    parts: list[Factor | Symptom] = [*story.factors, *story.symptoms]
    return [Row(part.id, "leads_to", target) for part in parts for target in part.leads_to]
