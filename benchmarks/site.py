"""Serves the application as `./run` does, from the database `DATABASE_URL` with the catalogue loaded."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from incidents.models import User
from kb.local import bootstrap, supervisor
from kb.local.address import Address
from kb.local.processes import Program
from kb.local.watch import Watch

ROOT = Path(__file__).resolve().parent.parent
LOCK = "requirements.lock"
APPLICATION = "benchmarks.asgi:application"
WSGI = "benchmarks.wsgi:application"
RATES = ("ANONYMOUS", "SIGNED_IN", "SIGN_IN", "SIGN_IN_ACCOUNT", "TOKENS")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Site:
    address: str
    database: str
    """The URL of the database."""
    cookie: str
    """The cookie of a signed-in user."""
    processes: tuple[int, ...]
    """The process ids of the web workers."""

    def processor_seconds(self) -> float:
        """The processor time so far of the web workers and of their database backends."""
        return sum(map(_processor_seconds, [*self.processes, *_backends()]))


@contextmanager
def served(*, without_gateway: bool = False) -> Iterator[Site]:
    """`without_gateway`: Django called by granian itself, with one thread for each web process."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_catalogue", verbosity=0)
    address = Address("127.0.0.1", free_port())
    program = _program(address, without_gateway=without_gateway)
    watch = Watch()
    try:
        watch.start(program)
        while not address.answers():
            watch.pause()
        yield Site(str(address), settings.DATABASE_URL, _signed_in(), _children(program))
    finally:
        watch.stop()


def _program(address: Address, *, without_gateway: bool) -> Program:
    """The web server as `./run` starts it, with the empty view added to the application."""
    web = supervisor.web(address)
    _, *arguments, _ = web.command
    own = {"SOUNDINGS_URL": str(address), "SOUNDINGS_VAR": str(settings.VAR_DIR)}
    command = [str(_python(settings.VAR_DIR)), *arguments, APPLICATION]
    if without_gateway:
        command = [*command[:-1], "--interface", "wsgi", "--blocking-threads", "1", WSGI]
    # Requests are charged as in production, but to a quota that is never used up.
    unbounded = {f"SOUNDINGS_RATE_{who}": "1000000/second" for who in RATES}
    environment = {**(web.environment or os.environ), **own, **unbounded}
    return Program(web.name, command, environment=environment)


def _python(folder: Path) -> Path:
    """The Python of an environment as `./run` makes it, without development tools, which slow imports."""
    shutil.copy(ROOT / LOCK, folder)
    return bootstrap.prepare(folder, lock=LOCK)


def _signed_in() -> str:
    reader, _ = User.objects.get_or_create(username="reader")
    client = Client()
    client.force_login(reader, backend=BACKEND)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _children(program: Program) -> tuple[int, ...]:
    parent = program.process.pid if program.process else 0
    found = subprocess.run(["pgrep", "--parent", str(parent)], capture_output=True, text=True, check=True)
    return tuple(map(int, found.stdout.split()))


def _backends() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [pid for (pid,) in cursor.fetchall()]


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
