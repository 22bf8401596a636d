"""What an action can never be."""

from datetime import timedelta

import pytest

from incidents.models import ActionItem, ActionItemChange
from tests import factories
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> ActionItem:
    return factories.action(factories.saved().incident, factories.user())


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("action_says_what_is_to_be_done", {"title": ""}),
        ("action_type_is_known", {"type": "blame"}),
        ("action_priority_is_known", {"priority": "urgent"}),
        ("action_strength_is_known", {"strength": "mighty"}),
        ("action_state_is_known", {"state": "blocked"}),
        ("action_in_progress_has_an_owner", {"state": "in_progress"}),
        ("action_done_has_evidence", {"evidence": "It is merged."}),
        ("action_dropped_has_a_reason", {"reason": "Too expensive"}),
        ("action_closed_says_when_and_by_whom", {"closed_at": factories.NOW}),
        ("action_is_about_a_factor", {"factor": "x1"}),
        ("action_tracker_is_a_web_address", {"tracker_url": "javascript:alert(1)"}),
    ],
)
def test_what_is_no_action_is_refused(item: ActionItem, constraint: str, columns: dict[str, object]) -> None:
    with refused_by(constraint):
        ActionItem.objects.filter(pk=item.pk).update(**columns)


def test_no_action_is_closed_before_it_was_planned(item: ActionItem) -> None:
    closed = {"state": "done", "evidence": "It is merged.", "closed_by": item.created_by}
    with refused_by("action_is_closed_after_it_was_planned"):
        ActionItem.objects.filter(pk=item.pk).update(
            **closed, closed_at=item.created_at - timedelta(seconds=1)
        )
    ActionItem.objects.filter(pk=item.pk).update(**closed, closed_at=item.created_at)


def test_a_number_is_given_once_in_a_story(item: ActionItem) -> None:
    second = factories.action(item.incident, item.created_by)
    assert (item.number, second.number) == (1, 2)
    with refused_by("action_number_is_unique_in_story"):
        ActionItem.objects.filter(pk=second.pk).update(number=1)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("action_change_deed_is_known", {"deed": "moved"}),
        ("action_change_that_closes_or_reopens_says_why", {"deed": "done"}),
    ],
)
def test_what_is_no_change_is_refused(item: ActionItem, constraint: str, columns: dict[str, object]) -> None:
    with refused_by(constraint):
        ActionItemChange.objects.filter(item=item).update(**columns)


def test_each_version_is_one_change(item: ActionItem) -> None:
    with refused_by("action_change_is_one_for_each_version"):
        ActionItemChange.objects.create(
            item=item, version=1, deed="changed", actor=item.created_by, at=factories.NOW
        )
