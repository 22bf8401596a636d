"""The application as it is served, with one address more to compare it with."""

from django.conf import settings
from django.utils.module_loading import import_string

settings.ROOT_URLCONF = "benchmarks.empty"
application = import_string("kb.wsgi.application")  # only now: it loads the addresses
