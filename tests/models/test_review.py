from datetime import timedelta
from typing import Any

import pytest

from incidents.models import Incident, Review
from tests import factories
from tests.factories import NOW
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db
EARLIER = NOW - timedelta(seconds=1)


@pytest.fixture
def approval() -> dict[str, Any]:
    factories.saved("KF-1")
    return {
        "incident": Incident.objects.get(ref="KF-1"),
        "revision_number": 1,
        "reviewer": factories.user("pat"),
        "verdict": "approved",
        "given_at": NOW,
    }


def test_one_review_stands_for_a_reviewer(approval: dict[str, Any]) -> None:
    Review.objects.create(**approval, withdrawn_at=NOW)
    Review.objects.create(**approval, superseded_at=NOW)
    Review.objects.create(**approval)
    with refused_by("review_stands_once_for_a_reviewer"):
        Review.objects.create(**approval)


def test_a_verdict_is_known(approval: dict[str, Any]) -> None:
    with refused_by("review_verdict_is_known"):
        Review.objects.create(**approval | {"verdict": "perhaps"})


def test_who_asks_for_changes_says_which(approval: dict[str, Any]) -> None:
    with refused_by("review_that_asks_for_changes_says_which"):
        Review.objects.create(**approval | {"verdict": "changes_requested"})


def test_a_review_ends_once(approval: dict[str, Any]) -> None:
    with refused_by("review_ends_once"):
        Review.objects.create(**approval, withdrawn_at=NOW, superseded_at=NOW)


@pytest.mark.parametrize("end", ["withdrawn_at", "superseded_at"])
def test_a_review_ends_after_it_was_given(approval: dict[str, Any], end: str) -> None:
    with refused_by("review_ends_after_it_was_given"):
        Review.objects.create(**approval, **{end: EARLIER})
