"""Everything one machine needs, started in order and supervised: `python -m kb.local.supervisor`."""

import os
import shutil
import sys
from collections.abc import Sequence
from typing import NoReturn

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from kb.local import prepared
from kb.local.address import Address, AddressError
from kb.local.cluster import EmbeddedError
from kb.local.processes import Child, Database, Program
from kb.local.running import AlreadyRunningError, claimed
from kb.local.shared import SharedServer
from kb.local.watch import ChildDiedError, StopRequestedError, Watch

LARGEST_WEB_WORKER = 400
"""MiB; one that has grown beyond is replaced: the library that evaluates rules leaks a little each time."""
WORKER_THREADS = 4
# Memory apart for each thread of the server would only stay taken.
FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}
AS_ROOT_IS_FINE = "ignore:You're running the worker"  # messages are JSON, never pickles
STOPPED, FAILED, MISCONFIGURED = 0, 1, 2


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    watch = Watch()
    watch.listen()
    try:
        address = Address(settings.BIND, settings.PORT)
        with claimed(settings.VAR_DIR, str(address)):
            try:
                run(watch, address)
            except StopRequestedError:
                watch.say("Stopping.")
                return STOPPED
            finally:
                watch.stop()
    except ImproperlyConfigured as error:
        watch.say(str(error))
        return MISCONFIGURED
    except (AddressError, AlreadyRunningError, ChildDiedError, EmbeddedError) as error:
        watch.say(str(error))
        return FAILED


def run(watch: Watch, address: Address) -> NoReturn:
    """Starts everything and watches it. Ends by raising, as `Watch.check` does."""
    address.check_is_free()
    preparation = (
        [] if prepared.is_current() else [Program("Preparing the database", module("kb.local.preparation"))]
    )
    shutil.rmtree(settings.VAR_DIR / "metrics", ignore_errors=True)  # counts of processes that have ended
    start(watch, database=database(), preparation=preparation, servers=[web(address)])
    while not address.answers(host_name()):
        watch.pause()
    watch.start(worker())  # only now: it would take the processor from the first answer
    watch.say(f"Soundings answers at {address} (Ctrl-C stops it)")
    show_first_login(watch)
    watch.forever()


def start(
    watch: Watch, *, database: Sequence[Child], preparation: Sequence[Child], servers: Sequence[Child]
) -> None:
    """One after the other: each needs those before it. Raises ChildDiedError where preparing fails."""
    for child in database:
        watch.start(child)
    for child in preparation:
        watch.finish(child)
    for child in servers:
        watch.start(child)


def host_name() -> str:
    """A name the site answers to, so that asking whether it does leaves no refusal in the log."""
    name = next(iter(settings.ALLOWED_HOSTS), "*").lstrip(".")
    return "localhost" if name == "*" else name


def show_first_login(watch: Watch) -> None:
    """Last, when everything works: a password shown before something fails would be lost."""
    if not prepared.first_login().is_current():
        watch.finish(Program("Making the first login", module("kb.local.preparation", "first-login")))


def database() -> list[Child]:
    if settings.DATABASE_URL:
        return []
    return [Database(SharedServer(settings.VAR_DIR / "postgresql"))]


def web(address: Address) -> Program:
    processes = ("--workers", str(settings.WEB_WORKERS))
    listen = ("--host", address.host, "--port", str(address.port))
    quiet = ("--log-level", "error", "--no-ws", "--http", "1")
    lives = ("--respawn-failed-workers", "--workers-max-rss", str(LARGEST_WEB_WORKER))
    command = module("granian", "--interface", "asginl", *processes, *listen, *quiet, *lives)
    return Program(
        "The web server", [*command, "kb.gateway.asgi:application"], environment=os.environ | FEW_ARENAS
    )


def worker() -> Program:
    threads = ("--pool", "threads", "--concurrency", str(WORKER_THREADS))
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    command = module("celery", "--quiet", "--app", "kb.celery", "worker", "--beat", *threads, *alone)
    # The preparation has run Django's checks; again here, they would load all pages, which no task needs.
    own = {"PYTHONWARNINGS": AS_ROOT_IS_FINE, "CELERY_SKIP_CHECKS": "yes"}
    return Program(
        "The worker", [*command, "--loglevel", "WARNING"], essential=False, environment=os.environ | own
    )


def module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", name, *arguments]


if __name__ == "__main__":
    sys.exit(main())
