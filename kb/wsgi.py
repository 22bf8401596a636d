"""What the web server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")

application = get_wsgi_application()
reverse("home")  # loads every view

# What is loaded by now lives as long as the process: keep the collector away from it. The rest is little: it
# can look at that often, and should, since an answer that was sent takes memory until it has.
gc.collect()
gc.freeze()
