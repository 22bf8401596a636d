"""Programs that run for as long as the supervisor does."""

import os
import signal
import subprocess
from collections.abc import Mapping
from typing import Protocol

from kb.local.privileges import ending_with_parent
from kb.local.shared import SharedServer


class Child(Protocol):
    """Something that is started, watched and stopped."""

    name: str
    essential: bool
    """Whether nothing makes sense without it. Others are started again."""

    def start(self) -> None: ...
    def exit_code(self) -> int | None:
        """None while it runs."""

    def stop(self) -> None:
        """Returns once it and its own children are gone. Safe to repeat."""


class Program:
    """A command in a process group of its own, which goes with it."""

    def __init__(
        self,
        name: str,
        command: list[str],
        *,
        essential: bool = True,
        environment: Mapping[str, str] | None = None,
        patience: float = 20.0,
    ) -> None:
        self.name = name
        self.essential = essential
        self.command = command
        self.environment = environment
        self.patience = patience
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [*ending_with_parent("TERM"), *self.command],
            stdin=subprocess.DEVNULL,
            env=self.environment,
            start_new_session=True,  # Ctrl-C is for the supervisor, which stops one after the other
        )

    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def stop(self) -> None:
        """Asks; after `patience` seconds, ends it."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._end_group(self.process.pid)
        self.process = None

    def _end_group(self, group: int) -> None:
        # A killed program leaves its workers behind: on the port, and with a second beat.
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            return


class Database:
    """The embedded PostgreSQL, which `manage.py` may use at the same time."""

    name = "PostgreSQL"
    essential = False

    def __init__(self, server: SharedServer) -> None:
        self.server = server

    def start(self) -> None:
        self.server.attach()

    def exit_code(self) -> int | None:
        return self.server.exit_code()

    def stop(self) -> None:
        self.server.detach()
