from django.apps import AppConfig

from kb.celery import app

__all__ = ["WiringConfig", "app"]


class WiringConfig(AppConfig):
    """Loads Celery's application into every process, so that tasks are sent to its broker."""

    name = "kb"
