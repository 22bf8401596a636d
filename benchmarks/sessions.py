"""What being signed in adds to a page: requests in pairs, one of a stranger and one of somebody signed in.

Without the web server, so that all of it is the application. An author reads: she has news, teams and
drafts to be asked for, and sees no more than a stranger does.
"""

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from benchmarks import pairs
from benchmarks.results import HEAD, Result
from benchmarks.site import BACKEND
from incidents.models import User

PAIRS = 400
MOST = 1.25  # times what it takes for a stranger
PAGES = {
    "home": "/",
    "a story": "/KF-15",
    "the list": "/stories/",
    "the list, words": "/stories/?q=backlog",
    "find": "/find?q=lookups+take+five+seconds",
    "a rule": "/rules/M-1",
    "drills": "/train/",
}


def main() -> None:
    for command in ("migrate", "createcachetable", "load_catalogue"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client()
    client.force_login(User.objects.create_user("author", role="author"), backend=BACKEND)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    print(HEAD)
    for name, path in PAGES.items():
        taken = pairs.difference(path, pairs=PAIRS, HTTP_COOKIE=cookie)
        times = 1 + taken.more / taken.plain
        note = f"{taken.plain * 1e3:.2f} ms for a stranger, +{taken.more * 1e3:.2f} ({taken.half})"
        print(Result(f"{name}, signed in : for a stranger", times, MOST, note=note), flush=True)
