"""The application as it is served, with one address more to compare it with."""

from django.conf import settings

from kb.wsgi import application

__all__ = ["application"]

# Read at the first request.
settings.ROOT_URLCONF = "benchmarks.empty"
