import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def static_files_without_a_manifest(settings: Settings) -> None:
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
