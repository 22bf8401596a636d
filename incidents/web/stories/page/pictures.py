"""The pictures of stories, and the same content as rows of a table."""

from dataclasses import dataclass, replace
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from incidents.domain.stories import Neighbourhood
from incidents.stories import picture
from incidents.stories.document import Story
from incidents.stories.picture import RelationPicture, Timeline
from incidents.web.parts.labels import Labels


@dataclass(frozen=True)
class Pictures:
    """As HTML; empty where there is nothing to draw."""

    timeline: SafeString
    causes: SafeString


@dataclass(frozen=True)
class ArrowRow:
    """A row of the table beside a picture."""

    source: str
    label: str
    target: str


def draw(story: Story, labels: Labels) -> Pictures:
    timeline, causes = SafeString(""), SafeString("")
    if layout := picture.timeline(story):
        context = {"picture": _named(layout, labels), "ref": story.ref}
        timeline = render_to_string("components/timeline.html", context)
    drawn = picture.cause_picture(story)
    if drawn.links:
        rows = groupby(drawn.links, key=lambda link: link[0])
        table = [(source, [target for _, target in links]) for source, links in rows]
        context = {"picture": drawn, "table": table, "ref": story.ref}
        causes = render_to_string("components/cause_picture.html", context)
    return Pictures(timeline, causes)


def _named(timeline: Timeline, labels: Labels) -> Timeline:
    """Labels of the lanes, the same as in the list below the picture."""
    lanes = (replace(lane, label=labels.of("timeline_phase", lane.phase)) for lane in timeline.lanes)
    return replace(timeline, lanes=tuple(lanes))


def relations(ref: str, neighbourhood: Neighbourhood) -> RelationPicture:
    links = [(row.source, row.label, row.target) for row in relation_rows(neighbourhood)]
    return picture.relation_picture(ref, neighbourhood.titles, links)


def relation_rows(neighbourhood: Neighbourhood) -> list[ArrowRow]:
    return [ArrowRow(row.incident.ref, row.type, row.target_ref) for row in neighbourhood.relations]


def cause_rows(story: Story) -> list[ArrowRow]:
    """What the story says leads to what, by anchors."""
    return [ArrowRow(source, "leads_to", target) for source, target in picture.cause_links(story)]
