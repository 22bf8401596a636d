"""Requests to a gateway without a server: what a client sends, and what comes back."""

import asyncio
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kb.gateway.application import Gateway
from kb.gateway.bodies import Limits
from kb.gateway.lanes import ThreadLane

SMALL = Limits(size=1000, seconds=0.2, rate=1000, bodies_together=3, size_together=2000)
Result = TypeVar("Result")
DISCONNECT = {"type": "http.disconnect"}


@dataclass
class Call:
    """A request whose body comes in `chunks`, each after a pause; where they end, nothing more ever comes."""

    method: str = "POST"
    path: str = "/lint"
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    chunks: Iterable[bytes | None] = ()
    """None is a client that has gone."""
    is_whole: bool = True
    pause: float = 0.0
    sent: list[dict[str, Any]] = field(default_factory=list)

    @property
    def status(self) -> int:
        status: int = self.sent[0]["status"]
        return status

    @property
    def answered(self) -> dict[str, str]:
        return {name.decode().lower(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    async def through(self, gateway: Gateway) -> "Call":
        messages = list(self._messages())

        async def receive() -> Any:
            if not messages:
                await asyncio.sleep(60)
            await asyncio.sleep(self.pause)
            return messages.pop(0)

        async def send(message: Any) -> None:
            self.sent.append(message)

        await gateway(self._scope(), receive, send)
        return self

    def _messages(self) -> Iterable[dict[str, Any]]:
        for chunk in self.chunks:
            yield DISCONNECT if chunk is None else {"type": "http.request", "body": chunk, "more_body": True}
        if self.is_whole:
            yield {"type": "http.request", "body": b"", "more_body": False}

    def _scope(self) -> Any:
        path, _, query = self.path.partition("?")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": self.headers,
            "client": ("192.0.2.7", 4711),
            "server": ("127.0.0.1", 8000),
            "extensions": {},
        }


def length(number: int) -> list[tuple[bytes, bytes]]:
    return [(b"content-length", str(number).encode())]


CHUNKED = [(b"transfer-encoding", b"chunked")]


def gateway(application: Any, *, limits: Limits = SMALL, waiting: int = 8) -> Gateway:
    return Gateway(
        application,
        limits=limits,
        reading=ThreadLane("reading", threads=2, waiting=waiting),
        slow=ThreadLane("slow", threads=1, waiting=waiting),
        slow_paths=("/export/",),
    )


def ask(application: Any, call: Call, *, limits: Limits = SMALL) -> Call:
    return run(call.through(gateway(application, limits=limits)))


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """In a thread of its own: the browser of other tests leaves an event loop running in this one."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, coroutine).result()
