from typing import Any

import pytest

from incidents import models
from incidents.models import Incident, IncidentPart
from tests import factories
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db

WHOLE: dict[type[IncidentPart], dict[str, Any]] = {
    models.Symptom: {"kind": "metric", "text": "It is slow"},
    models.Factor: {"dimension": "code", "failure_mode": "hang", "text": "It hangs", "basis": "stated"},
    models.Fix: {"phase": "workaround", "text": "Restart it", "outcome": "worked"},
    models.Takeaway: {"text": "Restart it sooner"},
    models.Impact: {"effect": "latency", "basis": "stated"},
    models.TimelineEvent: {"phase": "detect", "text": "Somebody noticed"},
    models.ReportedAction: {"text": "Watch it", "type": "detect", "status": "open"},
}


@pytest.fixture
def incident() -> Incident:
    return factories.saved(symptoms=(), factors=(), fixes=(), takeaways=(), status="draft").incident


def row(model: type[IncidentPart], incident: Incident, **columns: Any) -> IncidentPart:
    part: IncidentPart = model._default_manager.create(
        **{"incident": incident, "anchor": "z1", "position": 0} | WHOLE[model] | columns
    )
    return part


@pytest.mark.parametrize(
    ("model", "constraint"),
    [
        (models.Symptom, "symptom_anchor_is_unique_in_story"),
        (models.Factor, "factor_anchor_is_unique_in_story"),
        (models.Fix, "fix_anchor_is_unique_in_story"),
        (models.Takeaway, "takeaway_anchor_is_unique_in_story"),
        (models.Impact, "impact_anchor_is_unique_in_story"),
        (models.TimelineEvent, "timelineevent_anchor_is_unique_in_story"),
        (models.ReportedAction, "reportedaction_anchor_is_unique_in_story"),
    ],
)
def test_an_anchor_names_one_part(incident: Incident, model: type[IncidentPart], constraint: str) -> None:
    row(model, incident)
    with refused_by(constraint):
        row(model, incident)


@pytest.mark.parametrize(
    ("model", "column", "constraint"),
    [
        (models.Factor, "basis", "factor_basis_is_known"),
        (models.Fix, "phase", "fix_phase_is_known"),
        (models.Fix, "outcome", "fix_outcome_is_known"),
        (models.Impact, "basis", "impact_basis_is_known"),
        (models.TimelineEvent, "phase", "timelineevent_phase_is_known"),
        (models.ReportedAction, "type", "reportedaction_type_is_known"),
        (models.ReportedAction, "status", "reportedaction_status_is_known"),
    ],
)
def test_a_word_outside_the_choices_is_refused(
    incident: Incident, model: type[IncidentPart], column: str, constraint: str
) -> None:
    with refused_by(constraint):
        row(model, incident, **{column: "else"})
