"""The pictures of a story on pages of their own, and the tables behind them as files."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.domain.stories import related
from incidents.models import Incident
from incidents.stories import anchors
from incidents.web.access import open_to_readers, reader_of
from incidents.web.parts import tables
from incidents.web.parts.labels import Labels
from incidents.web.stories.page import pictures
from incidents.web.stories.story import current, of_story


@require_safe
@open_to_readers
@of_story
def relations(request: HttpRequest, incident: Incident) -> HttpResponse:
    near = related.around(incident=incident, reader=reader_of(request))
    labels = Labels({row.type for row in near.relations})
    direct_first = sorted(
        near.relations, key=lambda row: incident.ref not in {row.incident.ref, row.target_ref}
    )
    rows = [(row, labels.of("relation_type", row.type)) for row in direct_first]
    picture = pictures.relations(incident.ref, near)
    return render(request, "stories/relations.html", {"incident": incident, "picture": picture, "rows": rows})


@require_safe
@open_to_readers
@of_story
def relations_csv(request: HttpRequest, incident: Incident) -> StreamingHttpResponse:
    near = related.around(incident=incident, reader=reader_of(request))
    rows = [
        (row.incident.ref, row.incident.title, row.type, row.target_ref, near.titles[row.target_ref], row.on)
        for row in near.relations
    ]
    header = ("from", "from_title", "relation", "to", "to_title", "on")
    return tables.as_csv(f"{incident.ref}-relations", header, rows)


@require_safe
@open_to_readers
@of_story
def timeline_csv(_request: HttpRequest, incident: Incident) -> StreamingHttpResponse:
    rows = [
        (event.id, event.at or "", event.phase, event.text, event.actor_role or "")
        for event in current(incident).timeline
    ]
    header = ("anchor", "at", "phase", "text", "actor_role")
    return tables.as_csv(f"{incident.ref}-timeline", header, rows)


@require_safe
@open_to_readers
@of_story
def causes_csv(_request: HttpRequest, incident: Incident) -> StreamingHttpResponse:
    story = current(incident)
    texts = {anchor: getattr(part, "text", None) or "" for _, anchor, part in anchors.anchored_parts(story)}
    rows = [
        (row.source, texts[row.source], row.label, row.target, texts.get(row.target, ""))
        for row in pictures.cause_rows(story)
    ]
    return tables.as_csv(f"{incident.ref}-causes", ("from", "from_text", "how", "to", "to_text"), rows)
