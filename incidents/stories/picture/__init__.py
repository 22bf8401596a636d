"""Layouts of the pictures of a story, in pixels of a viewBox; templates draw them as SVG."""

from incidents.stories.picture.causes import cause_graph
from incidents.stories.picture.relations import relation_graph
from incidents.stories.picture.times import timeline

__all__ = ["cause_graph", "relation_graph", "timeline"]
