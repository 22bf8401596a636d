"""The gateway: an ASGI application around a WSGI application."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from io import BytesIO
from wsgiref.types import WSGIApplication

from asgiref.typing import ASGIReceiveCallable, HTTPScope, Scope

from incidents.api import problems
from kb.gateway import environ, refusals, responses
from kb.gateway.bodies import Limits, RequestBodies
from kb.gateway.errors import ClientGone, RequestRefused
from kb.gateway.lanes import ThreadLane
from kb.gateway.responses import Response, Send

OwnAnswer = Callable[[HTTPScope], Awaitable[Response]]
READING = frozenset({"GET", "HEAD", "OPTIONS"})

logger = logging.getLogger(__name__)


class Gateway:
    """Requests that read take one lane; those that send something, or ask for what takes long, another."""

    def __init__(
        self,
        application: WSGIApplication,
        *,
        limits: Limits,
        reading: ThreadLane,
        slow: ThreadLane,
        slow_paths: tuple[str, ...] = (),
        own: Mapping[str, OwnAnswer] | None = None,
        count_refusal: Callable[[int], object] = int,
    ) -> None:
        """`own`: what is answered by path, on the event loop. `count_refusal` gets the status of each."""
        self.application = application
        self.bodies = RequestBodies(limits)
        self.reading = reading
        self.slow = slow
        self.slow_paths = slow_paths
        self.own = own or {}
        self.count_refusal = count_refusal

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"This application answers HTTP, not {scope['type']}.")
        try:
            await self._answer(scope, receive, send)
        except RequestRefused as refused:
            self.count_refusal(refused.kind.status)
            await refusals.send(scope, send, refused.kind)
        except ClientGone:
            return
        except Exception:
            logger.exception("%s %s failed outside of Django", scope["method"], scope["path"])
            await refusals.send(scope, send, problems.INTERNAL)

    async def _answer(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: Send) -> None:
        own = self.own.get(scope["path"])
        if own is not None and scope["method"] in READING:
            await (await own(scope)).send(send)
            return
        declared = _declared(scope)
        if declared == 0:
            await self._respond(scope, send, BytesIO(), 0)
            return
        with self.bodies.place() as body:
            await body.read(receive, declared=declared or 0)
            await self._respond(scope, send, body.content, body.size)

    async def _respond(self, scope: HTTPScope, send: Send, content: BytesIO, size: int) -> None:
        loop = asyncio.get_running_loop()
        call = partial(responses.respond, self.application, environ.build(scope, content, size), send, loop)
        response = await self._lane(scope).run(call)
        await response.send(send)

    def _lane(self, scope: HTTPScope) -> ThreadLane:
        is_reading = scope["method"] in READING and not scope["path"].startswith(self.slow_paths)
        return self.reading if is_reading else self.slow


def _declared(scope: HTTPScope) -> int | None:
    """The Content-Length, 0 where there is no body; None of a body that comes in chunks."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    if any(name == b"transfer-encoding" for name, _ in scope["headers"]):
        return None
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0
