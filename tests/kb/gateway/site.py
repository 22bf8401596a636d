"""The application as it is served, but for its static files, which need a manifest there."""

from importlib import import_module

settings = import_module("kb.settings")
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

application = import_module("kb.gateway.asgi").application
