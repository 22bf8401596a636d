"""The application as it is served, with the empty view added."""

from django.utils.module_loading import import_string

application = import_string("kb.gateway.asgi.application")
import_string("benchmarks.empty.EmptyView")  # needs Django to be set up
