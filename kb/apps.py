from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig

from kb.celery import app

__all__ = ["ServedFilesConfig", "WiringConfig", "app"]


class WiringConfig(AppConfig):
    """Loads Celery's application into every process, so that tasks are sent to its broker."""

    name = "kb"


class ServedFilesConfig(StaticFilesConfig):
    """Without the files of pages that are not shown here: compressing them takes seconds."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc", "rest_framework"]
