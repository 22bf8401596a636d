"""Django is set up after this file is read, so what needs it is imported where it is used."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from pytest_django import Settings

if TYPE_CHECKING:
    from incidents.stories.vocabulary import Vocabulary
    from tests.cast import Cast


@pytest.fixture(autouse=True)
def unhashed_static_files(settings: Settings) -> None:
    """Hashed names come from a manifest that only a start of the application writes."""
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}


@pytest.fixture
def gathered(db: None) -> "Cast":
    from tests import cast

    return cast.gathered()


@pytest.fixture
def as_(gathered: "Cast") -> Callable[[str], Client]:
    """A browser of somebody of the cast."""
    from incidents.models import User

    def client(name: str) -> Client:
        browser = Client()
        person = gathered.people[name]
        if isinstance(person, User):
            browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return client


@pytest.fixture
def vocabulary(db: None, shipped_vocabulary: "Vocabulary") -> "Vocabulary":
    from incidents.domain import terms

    terms.load(shipped=shipped_vocabulary)
    return shipped_vocabulary
