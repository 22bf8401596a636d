from datetime import timedelta
from typing import Any

import pytest

from incidents.models import Incident, ReviewRequest, User
from tests import factories
from tests.factories import NOW
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> dict[str, Any]:
    factories.saved("KF-1")
    return {
        "incident": Incident.objects.get(ref="KF-1"),
        "person": factories.user("pat"),
        "asked_by": factories.user("robin"),
        "asked_at": NOW,
    }


def test_one_open_request_for_a_story_and_a_person(asked: dict[str, Any]) -> None:
    ReviewRequest.objects.create(**asked, withdrawn_at=NOW)
    ReviewRequest.objects.create(**asked, answered_at=NOW)
    ReviewRequest.objects.create(**asked)
    with refused_by("review_request_is_open_once"):
        ReviewRequest.objects.create(**asked)


def test_a_request_ends_once(asked: dict[str, Any]) -> None:
    with refused_by("review_request_ends_once"):
        ReviewRequest.objects.create(**asked, withdrawn_at=NOW, answered_at=NOW)


@pytest.mark.parametrize("end", ["withdrawn_at", "answered_at"])
def test_a_request_ends_after_it_began(asked: dict[str, Any], end: str) -> None:
    with refused_by("review_request_ends_after_it_began"):
        ReviewRequest.objects.create(**asked, **{end: NOW - timedelta(seconds=1)})


def test_nobody_asks_herself(asked: dict[str, Any]) -> None:
    own = {"asked_by": User.objects.get(username="pat")}
    with refused_by("review_request_is_to_somebody_else"):
        ReviewRequest.objects.create(**asked | own)
