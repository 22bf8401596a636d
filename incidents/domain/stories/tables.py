"""The tables of one story: its head, and those of its parts that differ from what they were before."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Lower

from incidents.domain.stories import names
from incidents.models import (
    Factor,
    Fix,
    Impact,
    Incident,
    IncidentPart,
    Organisation,
    ReportedAction,
    Symptom,
    Takeaway,
    Team,
    TimelineEvent,
    User,
)
from incidents.stories import anchors, document, durations, moments, rendering
from incidents.stories.document import Story

Columns = dict[str, Any]


def head(
    *,
    before: Incident | None,
    story: Story,
    old: Story | None,
    html: dict[str, str],
    author: User | None,
    team: Team | None,
    now: datetime,
) -> tuple[Incident, list[str]]:
    """The head as the next revision has it, not written yet, and the names of its columns to write.

    Columns that are not part of the document, such as the owner, are not among them.
    """
    incident = before or Incident(ref=story.ref, created_at=now, owner=author, revision_number=0)
    columns: Columns = columns_of(story) | {
        "highest_anchors": anchors.highest(story, incident.highest_anchors),
        "merged_into_id": _merged_into(story),
        "rendered": html,
        "rendered_by": rendering.VERSION,
        "revision_number": incident.revision_number + 1,
        "modified_at": now,
    }
    if team:
        columns["team_id"] = team.pk
    if old is None or story.organisation != old.organisation:
        columns["organisation_id"] = _organisation(story.organisation)
    if story.status == "published" and incident.published_at is None:
        columns["published_at"] = now
    changed = {column: value for column, value in columns.items() if getattr(incident, column) != value}
    for column, value in changed.items():
        setattr(incident, column, value)
    return incident, list(changed)


def columns_of(story: Story) -> Columns:
    """Those of the head that follow from the document alone."""
    start = story.occurred.start
    return {
        "uuid": UUID(story.uuid),
        "slug": story.slug,
        "kind": story.kind,
        "title": story.title,
        "summary": story.summary or "",
        "status": story.status,
        "visibility": story.visibility,
        "severity": story.severity.level if story.severity else "unknown",
        "severity_basis": story.severity.basis if story.severity else "stated",
        "environment": story.environment,
        "trigger": story.trigger.type if story.trigger else "unknown",
        "detection": story.detection.method if story.detection else "unknown",
        "occurred_start": start or "",
        "occurred_on": moments.first_day(start) if start else None,
        **derived(story),
    }


def derived(story: Story) -> Columns:
    """What follows from several fields, by rules that may change with the code."""
    return {
        "reported_at": durations.reported_at(story),
        "durations": {
            name: {"seconds": one.seconds, "qualifier": one.qualifier, "text": one.text}
            for name, one in durations.of(story).known()
        },
    }


def _organisation(name: str | None) -> int | None:
    """The key of the one with that name in any case, or of a new one."""
    if name is None:
        return None
    known = Organisation.objects.annotate(lower=Lower("name")).filter(lower=Lower(Value(name))).first()
    slugs = Organisation.objects.all()
    return (known or Organisation.objects.create(name=name, slug=names.free_slug(name, taken=slugs))).pk


def _merged_into(story: Story) -> int | None:
    if story.status != "merged":
        return None
    (target,) = (item.to for item in story.relations if item.type == "duplicate_of")
    return Incident.objects.get(ref=target).pk


def write_parts(*, incident: Incident, story: Story, old: Story | None) -> None:
    """Writes the rows that differ; a row is found again by its anchor."""
    before = rows_of(old) if old else {}
    for model, rows in rows_of(story).items():
        standing = before.get(model, {})
        if gone := standing.keys() - rows.keys():
            model._default_manager.filter(incident=incident, anchor__in=gone).delete()
        differing = {anchor: row for anchor, row in rows.items() if standing.get(anchor) != row}
        if differing:
            model._default_manager.bulk_create(
                (model(incident=incident, anchor=anchor, **row) for anchor, row in differing.items()),
                update_conflicts=True,
                unique_fields=["incident", "anchor"],
                update_fields=list(next(iter(differing.values()))),
            )


def rows_of(story: Story) -> dict[type[IncidentPart], dict[str, Columns]]:
    """Columns by anchor, by table."""
    return {
        model: {part.id: {"position": position, **columns} for position, (part, columns) in enumerate(parts)}
        for model, parts in _parts(story)
    }


def _parts(story: Story) -> Iterator[tuple[type[IncidentPart], list[tuple[Any, Columns]]]]:
    yield Symptom, [(part, _symptom(part)) for part in story.symptoms]
    yield Factor, [(part, _factor(part)) for part in story.factors]
    yield Fix, [(part, _fix(part)) for part in story.fixes]
    yield Takeaway, [(part, _takeaway(part)) for part in story.takeaways]
    yield Impact, [(part, _impact(part)) for part in story.impacts]
    yield TimelineEvent, [(part, _event(part)) for part in story.timeline]
    yield ReportedAction, [(part, _action(part)) for part in story.actions]


def _symptom(part: document.Symptom) -> Columns:
    return {
        "kind": part.kind,
        "text": part.text,
        "component": part.component or "",
        "observable": part.observable or "",
    }


def _factor(part: document.Factor) -> Columns:
    return {
        "dimension": part.dimension,
        "failure_mode": part.failure_mode,
        "text": part.text,
        "components": list(part.components),
        "basis": part.basis,
    }


def _fix(part: document.Fix) -> Columns:
    return {
        "phase": part.phase,
        "text": part.text,
        "outcome": part.outcome,
        "addresses": list(part.addresses),
    }


def _takeaway(part: document.Takeaway) -> Columns:
    return {"text": part.text, "derived_from": list(part.derived_from)}


def _impact(part: document.Impact) -> Columns:
    return {"effect": part.effect, "scope": part.scope or "", "text": part.text or "", "basis": part.basis}


def _event(part: document.TimelineEvent) -> Columns:
    return {"phase": part.phase, "text": part.text, "at": part.at or ""}


def _action(part: document.Action) -> Columns:
    return {
        "text": part.text,
        "type": part.type,
        "status": part.status,
        "owner": part.owner or "",
        "due": moments.last_day(part.due) if part.due else None,
    }
