"""The picture of what led to what: factors, symptoms, fixes and impacts, as far as the story links them."""

from collections.abc import Iterator
from dataclasses import dataclass

from incidents.stories import export, rendering, sentences
from incidents.stories.document import Factor, Fix, Impact, Story, Symptom
from incidents.stories.picture.across import across
from incidents.stories.picture.down import down
from incidents.stories.picture.layers import Link, layered
from incidents.stories.picture.shapes import BoxText, Drawing

NOUNS = {"factors": "factor", "symptoms": "symptom", "fixes": "fix", "impacts": "impact"}
MOST = 40
"""So many boxes fit into a picture that somebody can read."""

Linking = Factor | Symptom | Fix | Impact


@dataclass(frozen=True)
class CausePicture:
    """`wide` from left to right, `tall` from top to bottom; empty where there are too many boxes.

    `links` are those that the story states in `leads_to`; `apart` names the parts that none of them touches.
    """

    wide: Drawing
    tall: Drawing
    links: tuple[Link, ...]
    apart: tuple[str, ...]


def cause_picture(story: Story) -> CausePicture:
    boxes = {box.key: box for box in _boxes(story)}
    links = cause_links(story)
    linked = {key for link in links for key in link}
    order = [key for key in boxes if key in linked]
    apart = tuple(key for key in boxes if key not in linked and key[0] in "fsi")
    if len(order) > MOST:
        return CausePicture(Drawing(0, 0), Drawing(0, 0), links, apart)
    layers = layered(order, links)
    by_layer = [key for row in layers.rows for key in row if isinstance(key, str)]
    return CausePicture(across(layers, boxes, _says), down(by_layer, links, boxes, _says), links, apart)


def cause_links(story: Story) -> tuple[Link, ...]:
    """What the story says leads to what, by anchors; without what leads to itself or to nothing."""
    keys = {part.id for _, part in _parts(story) if part.id}
    return tuple(dict.fromkeys(_links(story, keys)))


def _says(link: Link) -> str:
    return f"{link[0]} leads to {link[1]}"


def _parts(story: Story) -> Iterator[tuple[str, Linking]]:
    for name in NOUNS:
        for part in getattr(story, name):
            yield name, part


def _boxes(story: Story) -> Iterator[BoxText]:
    for name, part in _parts(story):
        if part.id:
            yield BoxText(part.id, NOUNS[name], _label(part), part.basis == "inferred")


def _label(part: Linking) -> str:
    if isinstance(part, Impact) and not part.text:
        scope = f" ({part.scope})" if part.scope else ""
        amount = f": {export.amount(part.quantities[0])}" if part.quantities else ""
        return f"{part.effect}{scope}".replace("_", " ") + amount
    return rendering.plain(sentences.first(part.text or "")).removesuffix(".")


def _links(story: Story, keys: set[str]) -> Iterator[Link]:
    for _, part in _parts(story):
        for target in part.leads_to:
            if part.id in keys and target in keys and target != part.id:
                yield part.id, target
