import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def unhashed_static_files(settings: Settings) -> None:
    """Hashed names come from a manifest that only a start of the application writes."""
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
