"""Responses of the WSGI application, sent over ASGI."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any
from wsgiref.types import WSGIApplication
from wsgiref.util import FileWrapper

from kb.gateway.environ import Environ
from kb.gateway.errors import ClientGone

BLOCK = 2**18
"""Bytes. A response of up to this size is collected; a larger one is sent in blocks, as they are taken."""
STALLED = 30.0
"""Seconds that a client may take for one block."""

Headers = list[tuple[bytes, bytes]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Failure = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


@dataclass
class Response:
    """What the application has started, and what of its body is left to send; a path is a file to send."""

    status: int = 500
    headers: Headers = field(default_factory=list)
    rest: bytes | Path = b""
    is_started: bool = False

    def start(
        self, status: str, headers: list[tuple[str, str]], _failure: Failure | None = None
    ) -> Callable[[bytes], object]:
        """The `start_response` of WSGI."""
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return _write

    async def send(self, send: Send) -> None:
        if isinstance(self.rest, Path):
            await self._send_start(send)
            await send({"type": "http.response.pathsend", "path": str(self.rest)})
        else:
            await self.send_block(send, self.rest, more=False)

    async def send_block(self, send: Send, block: bytes, *, more: bool) -> None:
        await self._send_start(send)
        await send({"type": "http.response.body", "body": block, "more_body": more})

    async def _send_start(self, send: Send) -> None:
        if not self.is_started:
            self.is_started = True
            await send(
                {
                    "type": "http.response.start",
                    "status": self.status,
                    "headers": self.headers,
                    "trailers": False,
                }
            )


def respond(
    application: WSGIApplication, environ: Environ, send: Send, loop: asyncio.AbstractEventLoop
) -> Response:
    """Runs the application in this thread; what is left of the response is sent without it."""
    response = Response()
    chunks = application(environ, response.start)
    try:
        response.rest = _file(chunks) or _collect(response, chunks, send, loop)
    finally:
        close: Callable[[], Any] | None = getattr(chunks, "close", None)
        if close is not None:
            close()
    return response


def _file(chunks: Iterable[bytes]) -> Path | None:
    """The file on disk that the application wants to be sent whole."""
    opened = chunks.filelike if isinstance(chunks, FileWrapper) else None
    name = getattr(opened, "name", None)
    return Path(name) if isinstance(name, str) and Path(name).is_file() else None


def _collect(
    response: Response, chunks: Iterable[bytes], send: Send, loop: asyncio.AbstractEventLoop
) -> bytes:
    """Sends all but the last block."""
    collected: list[bytes] = []
    size = 0
    for chunk in chunks:
        if size >= BLOCK:
            sending = response.send_block(send, b"".join(collected), more=True)
            try:
                asyncio.run_coroutine_threadsafe(sending, loop).result(STALLED)
            except TimeoutError:
                raise ClientGone from None
            collected, size = [], 0
        collected.append(chunk)
        size += len(chunk)
    return b"".join(collected)


def _write(_data: bytes) -> object:
    raise NotImplementedError("An application returns its body; the write() of old WSGI is not there.")
