"""The pictures of stories, and the same content as rows of a table."""

from dataclasses import dataclass, replace
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from incidents.domain.stories import Neighbourhood
from incidents.stories import picture
from incidents.stories.document import Story
from incidents.stories.picture.causes import CauseGraph
from incidents.stories.picture.relations import RelationGraph
from incidents.stories.picture.times import Timeline
from incidents.web.parts.labels import Labels

FEWEST_EVENTS = 2
"""A single event is no line."""


@dataclass(frozen=True)
class Pictures:
    """As HTML; empty where there is nothing to draw."""

    timeline: SafeString
    causes: SafeString


@dataclass(frozen=True)
class ArrowRow:
    """A row of the table beside a picture of causes."""

    source: str
    label: str
    target: str


# Laying its texts out takes longer than all the rest of a story's page, and depends on the document and the
# words of the vocabulary alone.
@lru_cache(maxsize=256)
def draw(story: Story, labels: Labels) -> Pictures:
    timeline, causes = SafeString(""), SafeString("")
    if len(story.timeline) >= FEWEST_EVENTS:
        timeline = _drawn("components/timeline.html", story, _named(picture.timeline(story), labels))
    if (graph := picture.cause_graph(story)).edges:
        causes = _drawn("components/cause_graph.html", story, graph)
    return Pictures(timeline, causes)


def _named(timeline: Timeline, labels: Labels) -> Timeline:
    """Labels of the lanes, the same as in the list below the picture."""
    lanes = (replace(lane, label=labels.of("timeline_phase", lane.phase)) for lane in timeline.lanes)
    return replace(timeline, lanes=tuple(lanes))


def _drawn(template: str, story: Story, layout: Timeline | CauseGraph) -> SafeString:
    return render_to_string(template, {"picture": layout, "ref": story.ref})


def relations(ref: str, neighbourhood: Neighbourhood) -> RelationGraph:
    links = [(row.source, row.label, row.target) for row in relation_rows(neighbourhood)]
    return picture.relation_graph(ref, neighbourhood.titles, links)


def relation_rows(neighbourhood: Neighbourhood) -> list[ArrowRow]:
    return [ArrowRow(row.incident.ref, row.type, row.target_ref) for row in neighbourhood.relations]


def cause_rows(story: Story) -> list[ArrowRow]:
    """What the story says leads to what, by anchors."""
    return [
        ArrowRow(part.id, "leads_to", target)
        for part in picture.causes.causes(story)
        for target in part.leads_to
    ]
