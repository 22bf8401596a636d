"""One check under a deadline: asked once for all probes of a moment, and never twice at the same time."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from django.db import connections

from kb.health.checks import HealthCheck, reason

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class CheckResult:
    """What came of a check."""

    name: str
    is_ready: bool
    says: str
    cause: BaseException | None = None
    """For the log alone: it may name hosts and folders."""


@dataclass(frozen=True)
class RunningCheck:
    """A check that runs, or has run, in a thread."""

    began: float
    future: Future[CheckResult]


class WatchedCheck:
    """To be asked on one event loop at a time. A check that hangs keeps one thread, however many ask."""

    def __init__(
        self,
        check: HealthCheck,
        *,
        deadline: float,
        remembered: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`deadline`, `remembered`: seconds after a check began."""
        self.check = check
        self.deadline = deadline
        self.remembered = remembered
        self.clock = clock
        self.asked: RunningCheck | None = None
        self.was_ready = True

    async def result(self) -> CheckResult:
        asked = self.asked
        if asked is None or (asked.future.done() and self.clock() - asked.began >= self.remembered):
            asked = self.asked = self._begun()
        left = max(0.0, asked.began + self.deadline - self.clock())
        if not asked.future.done():
            await asyncio.wait([asyncio.wrap_future(asked.future)], timeout=left)
        found = asked.future.result() if asked.future.done() else self._late()
        self._tell(found)
        return found

    def _begun(self) -> RunningCheck:
        asked = RunningCheck(self.clock(), Future())
        asked.future.set_running_or_notify_cancel()  # from now on nobody who stops waiting cancels it
        # A daemon: what hangs does not keep the process from ending.
        threading.Thread(target=self._ask, args=(asked.future,), name=self.check.name, daemon=True).start()
        return asked

    def _ask(self, future: Future[CheckResult]) -> None:
        name = self.check.name
        try:
            found = CheckResult(name, is_ready=True, says=self.check.ask())
        except Exception as error:
            logger.debug("%s fails.", name, exc_info=True)
            found = CheckResult(name, is_ready=False, says=reason(error), cause=error)
        finally:
            connections.close_all()
        future.set_result(found)

    def _late(self) -> CheckResult:
        return CheckResult(self.check.name, is_ready=False, says=f"no answer within {self.deadline:g} s")

    def _tell(self, found: CheckResult) -> None:
        """One line for each change."""
        if found.is_ready == self.was_ready:
            return
        self.was_ready = found.is_ready
        if found.is_ready:
            logger.warning("Ready again: %s %s.", found.name, found.says)
        else:
            logger.warning("Not ready: %s %s%s.", found.name, found.says, _because(found.cause))


def _because(cause: BaseException | None) -> str:
    words = " ".join(str(cause and (cause.__cause__ or cause)).split())
    return f" ({words})" if cause else ""
