"""Lanes: a pool of threads with a bounded queue each, so that what takes long does not hold up reading."""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from incidents.api import problems
from kb.gateway.errors import RequestRefused

T = TypeVar("T")


class ThreadLane:
    """Its places are counted on the event loop, which runs in one thread."""

    def __init__(self, name: str, *, threads: int, waiting: int, niceness: int = 0) -> None:
        """`waiting`: requests that may wait for a thread. `niceness`: of the threads and their children."""
        self.free = threads + waiting
        self._threads = ThreadPoolExecutor(threads, name, initializer=_set_niceness, initargs=(niceness,))

    async def run(self, call: Callable[[], T]) -> T:
        """Raises `RequestRefused` where the queue is full."""
        if self.free == 0:
            raise RequestRefused(problems.BUSY)
        self.free -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, call)
        finally:
            self.free += 1


def _set_niceness(niceness: int) -> None:
    if niceness:  # on Linux each thread has its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
