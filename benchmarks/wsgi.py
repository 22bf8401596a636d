"""The application as it is served, with one address more to compare it with."""

from django.utils.module_loading import import_string

application = import_string("kb.wsgi.application")
import_string("benchmarks.empty.EmptyView")  # only now: it needs the applications to be set up
