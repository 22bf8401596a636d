"""Watches the parts of Soundings: restarts what may restart, stops all in reverse order."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from kb.local.cluster import EmbeddedError
from kb.local.processes import Child

GLANCE = 0.1  # seconds between two looks at the children
LONGEST_DELAY = 60.0
SETTLED_AFTER = 60.0  # seconds up; then the next failure counts as the first


class StopRequestedError(Exception):
    """Somebody asked for the end."""


class ChildDiedError(Exception):
    """A part has ended without which the rest makes no sense; the message says which and how."""


@dataclass
class Watched:
    child: Child
    started_at: float
    failures: int = 0
    restart_at: float | None = None


def print_at_once(line: str) -> None:
    print(line, flush=True)


class Watch:
    def __init__(self, *, first_delay: float = 1.0, say: Callable[[str], None] = print_at_once) -> None:
        self.first_delay = first_delay
        self.say = say
        self.watched: list[Watched] = []
        self.stop_requested = False

    def listen(self) -> None:
        """Takes SIGINT, SIGTERM and SIGHUP as the wish to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Only a flag: a handler that waits for a child deadlocks with the wait it interrupts.
            signal.signal(number, lambda *_: self.request_stop())

    def request_stop(self) -> None:
        self.stop_requested = True

    def start(self, child: Child) -> None:
        self.watched.append(Watched(child, started_at=time.monotonic()))
        child.start()

    def finish(self, child: Child) -> None:
        """Runs `child` to its end, and raises ChildDiedError if that is a failure."""
        child.start()
        try:
            while (code := child.exit_code()) is None:
                self.pause()
        finally:
            child.stop()
        if code != 0:
            raise ChildDiedError(f"{child.name} failed ({how(code)}); its output is above.")

    def forever(self) -> NoReturn:
        """Ends by raising, as `check` does."""
        while True:
            self.pause()

    def pause(self) -> None:
        time.sleep(GLANCE)
        self.check()

    def check(self) -> None:
        """Restarts what is due. Raises StopRequestedError or ChildDiedError."""
        if self.stop_requested:
            raise StopRequestedError
        for watched in self.watched:
            if watched.restart_at is not None:
                self._restart_when_due(watched)
            elif (code := watched.child.exit_code()) is not None:
                self._account_for(watched, code)

    def stop(self) -> None:
        for watched in reversed(self.watched):
            watched.child.stop()
        self.watched.clear()

    def _account_for(self, watched: Watched, code: int) -> None:
        ended = f"{watched.child.name} ended unexpectedly ({how(code)})"
        if watched.child.essential:
            raise ChildDiedError(f"{ended}; without it nothing works.")
        watched.child.stop()
        self._put_off(watched, ended)

    def _put_off(self, watched: Watched, why: str) -> None:
        """Starts the child again later, and later still after each failure in a row."""
        now = time.monotonic()
        watched.failures = 1 if now - watched.started_at > SETTLED_AFTER else watched.failures + 1
        delay = min(self.first_delay * 2 ** (watched.failures - 1), LONGEST_DELAY)
        watched.restart_at = now + delay
        self.say(f"{why}; starting it again in {delay:g} s.")

    def _restart_when_due(self, watched: Watched) -> None:
        now = time.monotonic()
        if watched.restart_at is not None and now >= watched.restart_at:
            watched.restart_at, watched.started_at = None, now
            try:
                watched.child.start()
            except (EmbeddedError, OSError) as error:
                self._put_off(watched, f"{watched.child.name} could not start: {error}")


def how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
