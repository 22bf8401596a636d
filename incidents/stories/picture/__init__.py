"""Layouts of the pictures of a story, in pixels of a viewBox; templates draw them as SVG."""

from incidents.stories.picture.causes import CausePicture, cause_links, cause_picture
from incidents.stories.picture.relations import RelationPicture, relation_picture
from incidents.stories.picture.times import Timeline, timeline

__all__ = [
    "CausePicture",
    "RelationPicture",
    "Timeline",
    "cause_links",
    "cause_picture",
    "relation_picture",
    "timeline",
]
