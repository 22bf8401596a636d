"""The site as it is served, but for its static files: hashing and compressing them takes too long here."""

from importlib import import_module

settings = import_module("kb.settings")
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.WHITENOISE_USE_FINDERS = True
settings.WHITENOISE_AUTOREFRESH = True

# As in the suite, which writes the passwords.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

application = import_module("kb.gateway.asgi").application
