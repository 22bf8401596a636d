"""The pages about the API."""

import pytest
from django.conf import settings
from django.test import Client

from incidents.api.start import STEPS
from incidents.api.v1.examples.requests import OF_OPERATIONS
from tests.page import Part, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhashed_static_files")]


@pytest.fixture
def unhashed_static_files(settings) -> None:
    """Hashed names come from a manifest that only a start of the application writes."""
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}


def page(address: str) -> Part:
    response = Client().get(address)
    assert response.status_code == 200
    return read(response.content.decode())


@pytest.mark.parametrize("name", OF_OPERATIONS)
def test_the_reference_has_every_operation_with_request_and_answer(name: str) -> None:
    operation = page("/api/").at(name)
    assert operation.headings[0].startswith(OF_OPERATIONS[name].summary)
    commands = operation.words("code")
    assert OF_OPERATIONS[name].curl(settings.BASE_URL).split() == next(
        command.split() for command in commands if command.startswith("curl ")
    )
    assert [part for part in operation.all("pre") if part.attributes["aria-label"].startswith("Answer")]


def test_a_parameter_says_what_it_may_be() -> None:
    shown = page("/api/").at("lint").text
    assert "level query" in shown
    assert "critical, high, info, low, medium" in shown
    assert "without it medium" in shown


def test_the_guide_has_the_address_of_the_site() -> None:
    shown = page("/api/start")
    assert [step.heading for step in STEPS] == shown.words("h2")
    assert f"curl {settings.BASE_URL}/api/v1/stories/KF-15" in shown.text
    assert "soundings.example.org" not in shown.text
