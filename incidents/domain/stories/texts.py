"""The texts of a story as HTML, made once when it is saved."""

from collections.abc import Iterator

from incidents.models import Incident, RefCounter
from incidents.stories import anchors, reading, rendering
from incidents.stories.document import Story

BLOCKS = frozenset({"summary", "body"})


def rendered(story: Story) -> dict[str, str]:
    """HTML by field name (`summary`, `body`), anchor (`f2`), or place (`relation 0`)."""
    prefixes = {story.ref.partition("-")[0], *RefCounter.objects.values_list("prefix", flat=True)}
    return {name: _html(name, text, prefixes) for name, text in _texts(story)}


def _html(name: str, text: str, prefixes: set[str]) -> str:
    render = rendering.html if name in BLOCKS else rendering.inline_html
    return render(text, prefixes=prefixes)


def _texts(story: Story) -> Iterator[tuple[str, str]]:
    for name in ("summary", "body"):
        if text := getattr(story, name):
            yield name, text
    if story.trigger and story.trigger.text:
        yield "trigger", story.trigger.text
    if story.detection and story.detection.gap_text:
        yield "detection", story.detection.gap_text
    if story.withdrawal:
        yield "withdrawal", story.withdrawal.reason
    for _, anchor, part in anchors.of(story):
        if part.text:
            yield anchor, part.text
    for index, relation in enumerate(story.relations):
        if relation.note:
            yield f"relation {index}", relation.note


def of(*, incident: Incident, story: Story) -> dict[str, str]:
    """What was made at the save, or made now where the renderer has changed since."""
    if incident.rendered_by == rendering.VERSION:
        kept: dict[str, str] = incident.rendered
        return kept
    return rendered(story)


def bring_up_to_date(*, limit: int) -> int:
    """Renders stories that an earlier renderer made, newest first; how many it did."""
    outdated = (
        Incident.objects.exclude(rendered_by=rendering.VERSION).select_related("revision").order_by("-pk")
    )
    count = 0
    for incident in outdated[:limit]:
        html = rendered(reading.trusted(incident.current_revision.document))
        # Who saved in between has rendered a newer document by now.
        as_read = Incident.objects.filter(pk=incident.pk, revision_number=incident.revision_number)
        count += as_read.update(rendered=html, rendered_by=rendering.VERSION)
    return count
