"""Django without the gateway, with the empty view added: what the gateway is compared with."""

from django.utils.module_loading import import_string

application = import_string("kb.wsgi.application")
import_string("benchmarks.empty.EmptyView")  # needs Django to be set up
