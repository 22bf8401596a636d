from datetime import timedelta
from typing import Any

import pytest

from incidents.models import Incident, Sighting
from tests import factories
from tests.factories import NOW
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def sighting() -> dict[str, Any]:
    factories.saved("KF-1")
    return {
        "source": "alertmanager",
        "external_id": "5b0e",
        "started_at": NOW,
        "incident": Incident.objects.get(ref="KF-1"),
        "reported_by": factories.user("pat"),
        "reported_at": NOW,
    }


def test_an_episode_is_there_once(sighting: dict[str, Any]) -> None:
    Sighting.objects.create(**sighting)
    Sighting.objects.create(**sighting | {"started_at": NOW + timedelta(seconds=1)})
    with refused_by("sighting_is_one_episode"):
        Sighting.objects.create(**sighting)


def test_a_sighting_is_of_something(sighting: dict[str, Any]) -> None:
    with refused_by("sighting_is_of_a_story_or_a_rule"):
        Sighting.objects.create(**sighting | {"incident": None})


@pytest.mark.parametrize("source", ["", "Alertmanager", "-x", "a b"])
def test_a_source_is_plain(sighting: dict[str, Any], source: str) -> None:
    with refused_by("sighting_source_is_plain"):
        Sighting.objects.create(**sighting | {"source": source})


def test_its_source_has_a_name_for_it(sighting: dict[str, Any]) -> None:
    with refused_by("sighting_has_a_name_at_its_source"):
        Sighting.objects.create(**sighting | {"external_id": ""})


def test_a_sighting_ends_after_it_started(sighting: dict[str, Any]) -> None:
    with refused_by("sighting_ends_after_it_started"):
        Sighting.objects.create(**sighting, ended_at=NOW - timedelta(seconds=1))
