"""The part tables of one story, written anew from its document."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from incidents.models import (
    Action,
    Factor,
    Fix,
    Impact,
    Incident,
    IncidentPart,
    Symptom,
    Takeaway,
    TimelineEvent,
)
from incidents.stories import document, moments
from incidents.stories.document import Story


def replace(*, incident: Incident, story: Story) -> None:
    """Rows are matched by nothing but their story: what cites a part cites its anchor, not its row."""
    for model, rows in _rows(story):
        model._default_manager.filter(incident=incident).delete()
        model._default_manager.bulk_create(
            model(incident=incident, anchor=part.id, position=position, **columns)
            for position, (part, columns) in enumerate(rows)
        )


Item = TypeVar("Item")
Rows = list[tuple[Any, dict[str, Any]]]


def _rows(story: Story) -> Iterator[tuple[type[IncidentPart], Rows]]:
    yield Symptom, _columns(story.symptoms, _symptom)
    yield Factor, _columns(story.factors, _factor)
    yield Fix, _columns(story.fixes, _fix)
    yield Takeaway, _columns(story.takeaways, _takeaway)
    yield Impact, _columns(story.impacts, _impact)
    yield TimelineEvent, _columns(story.timeline, _event)
    yield Action, _columns(story.actions, _action)


def _columns(items: tuple[Item, ...], columns: Callable[[Item], dict[str, Any]]) -> Rows:
    return [(item, columns(item)) for item in items]


def _symptom(part: document.Symptom) -> dict[str, Any]:
    return {
        "kind": part.kind,
        "text": part.text,
        "component": part.component or "",
        "observable": part.observable or "",
    }


def _factor(part: document.Factor) -> dict[str, Any]:
    return {
        "dimension": part.dimension,
        "failure_mode": part.failure_mode,
        "text": part.text,
        "components": list(part.components),
        "basis": part.basis,
    }


def _fix(part: document.Fix) -> dict[str, Any]:
    return {
        "phase": part.phase,
        "text": part.text,
        "outcome": part.outcome,
        "addresses": list(part.addresses),
    }


def _takeaway(part: document.Takeaway) -> dict[str, Any]:
    return {"text": part.text, "derived_from": list(part.derived_from)}


def _impact(part: document.Impact) -> dict[str, Any]:
    return {"effect": part.effect, "scope": part.scope or "", "text": part.text or "", "basis": part.basis}


def _event(part: document.TimelineEvent) -> dict[str, Any]:
    return {"phase": part.phase, "text": part.text, "at": part.at or ""}


def _action(part: document.Action) -> dict[str, Any]:
    return {
        "text": part.text,
        "type": part.type,
        "status": part.status,
        "owner": part.owner or "",
        "due": moments.last_day(part.due) if part.due else None,
    }
