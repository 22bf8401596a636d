"""The texts of a story as HTML, made once when it is saved.

Only references with a known prefix become links. A prefix that comes later outdates the texts that name it.
"""

from collections.abc import Collection, Iterator, Mapping

from django.db import transaction

from incidents.domain import saving
from incidents.domain.stories import index, tables
from incidents.models import Incident, RefCounter
from incidents.stories import anchors, reading, rendering, sentences
from incidents.stories.document import Story

BLOCKS = frozenset({"summary", "body"})
OUTDATED = 0
"""No renderer has this number."""


def prefixes() -> set[str]:
    """What starts a reference here. Costs one query."""
    return set(RefCounter.objects.values_list("prefix", flat=True))


def rendered(
    story: Story, *, prefixes: Collection[str], unchanged: Mapping[str, str] | None = None
) -> dict[str, str]:
    """HTML by field name (`summary`, `body`), anchor (`f2`, `c1 answer`), or place (`relation 0`).

    `f2 first` is the first sentence of a part, where it has more.

    `unchanged` is HTML that there is already.
    """
    known = {story.ref.partition("-")[0], *prefixes}
    html = dict(unchanged or {})
    return html | {name: _html(name, text, known) for name, text in _texts(story) if name not in html}


def unchanged(*, incident: Incident, old: Story, story: Story) -> dict[str, str]:
    """HTML of those texts of a story that were the same before, in `old`."""
    if incident.rendered_by != rendering.VERSION:
        return {}
    before = dict(_texts(old))
    same = (name for name, text in _texts(story) if before.get(name) == text)
    return {name: incident.rendered[name] for name in same if name in incident.rendered}


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
    yield from _of_parts(story)
    for place, relation in enumerate(story.relations):
        if relation.note:
            yield f"relation {place}", relation.note


def _of_parts(story: Story) -> Iterator[tuple[str, str]]:
    for _, anchor, part in anchors.anchored_parts(story):
        if text := getattr(part, "text", None):
            yield anchor, text
            if (first := sentences.first(text)) != text:
                yield f"{anchor} first", first
    for check in story.checks:
        for name, text in (("answer", check.answer), ("look", check.look)):
            if text:
                yield f"{check.id} {name}", text
    for place, one in enumerate(story.disagreements):
        if one.text:
            yield f"disagreement {place}", one.text


def html(*, incident: Incident, story: Story) -> dict[str, str]:
    """What was made at the save, or made now where it is outdated."""
    if incident.rendered_by == rendering.VERSION:
        kept: dict[str, str] = incident.rendered
        return kept
    return rendered(story, prefixes=prefixes())


def outdate(*, prefix: str) -> None:
    """Stories that name a reference of a prefix that is new are rendered again."""
    naming = Incident.objects.filter(revision__document__contains=f"{prefix}-")
    naming.update(rendered_by=OUTDATED)


def bring_up_to_date(*, limit: int) -> int:
    """Renders stories whose HTML is outdated, newest first; how many it did."""
    known = prefixes()
    outdated = (
        Incident.objects.exclude(rendered_by=rendering.VERSION).select_related("revision").order_by("-pk")
    )
    return sum(_bring_up_to_date(incident, known) for incident in outdated[:limit])


@transaction.atomic
def _bring_up_to_date(incident: Incident, known: set[str]) -> bool:
    """False where a save came in between, or a prefix: it is rendered then, or outdated again."""
    story = reading.trusted(incident.current_revision.document)
    html = rendered(story, prefixes=known)
    saving.lock()
    if prefixes() != known:
        return False
    as_read = Incident.objects.filter(pk=incident.pk, revision_number=incident.revision_number)
    columns = tables.derived(story)
    if not as_read.update(rendered=html, rendered_by=rendering.VERSION, **columns):
        return False
    for column, value in columns.items():
        setattr(incident, column, value)
    index.write(incident=incident, story=story, is_new=False)
    return True
