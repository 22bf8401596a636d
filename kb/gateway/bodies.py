"""Request bodies, read whole within a deadline, at a least rate and up to a size."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from asgiref.typing import ASGIReceiveCallable

from incidents.api import problems
from kb.gateway.errors import RequestRefused

GRACE = 5.0
"""Seconds that any body may take, whatever its size: round trips from far away take one or two."""


@dataclass(frozen=True)
class Limits:
    """What one body may take, and what all bodies of one process may take together."""

    size: int
    """Bytes."""
    seconds: float
    rate: int
    """Least bytes per second, after the grace."""
    bodies_together: int
    size_together: int


class RequestBodies:
    """The bodies that this process holds, from the head of their request until it is answered."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.count = 0
        self.size = 0

    @contextmanager
    def place(self) -> Iterator["RequestBody"]:
        """Raises `RequestRefused` where as many are held as may be."""
        if self.count >= self.limits.bodies_together:
            raise RequestRefused(problems.BUSY)
        body = RequestBody(self)
        self.count += 1
        try:
            yield body
        finally:
            self.count -= 1
            self.size -= body.size


class RequestBody:
    def __init__(self, bodies: RequestBodies) -> None:
        self.bodies = bodies
        self.content = BytesIO()
        self.size = 0

    async def read(self, receive: ASGIReceiveCallable, *, declared: int) -> None:
        """`declared` is the Content-Length, 0 where there is none. Raises `RequestRefused`."""
        limits = self.bodies.limits
        if declared > limits.size:
            raise RequestRefused(problems.TOO_LARGE)
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(began + min(GRACE, limits.seconds)) as deadline:
                while await self._read_chunk(receive):
                    seconds = min(GRACE + self.size / limits.rate, limits.seconds)
                    deadline.reschedule(began + seconds)
        except TimeoutError:
            raise RequestRefused(problems.SLOW_BODY) from None
        self.content.seek(0)

    async def _read_chunk(self, receive: ASGIReceiveCallable) -> bool:
        """Whether there is more."""
        message = await receive()
        if message["type"] != "http.request":
            raise RequestRefused(problems.BROKEN_BODY)
        chunk = message.get("body", b"")
        self.size += len(chunk)
        self.bodies.size += len(chunk)
        if self.size > self.bodies.limits.size:
            raise RequestRefused(problems.TOO_LARGE)
        if self.bodies.size > self.bodies.limits.size_together:
            raise RequestRefused(problems.BUSY)
        self.content.write(chunk)
        return bool(message.get("more_body", False))
