"""Log lines that strangers cause: one line each, and not more of them than anybody reads."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from logging import Filter, Formatter, LogRecord
from threading import Lock
from typing import Any

from incidents.errors import NotReady
from kb import outage

CAUSED_BY_STRANGERS = ("django.request", "django.security", "axes")
"""Loggers to which a request alone can bring a line."""
REFUSALS = ("django.security", "axes")
LINK = re.compile(r"(/invitation/|/sign-in/password/)[^\s'\"?]+")
LONGEST_LINE = 500  # characters
WINDOW_SECONDS = 60.0
LINES_IN_A_WINDOW = 20


class OneLine(Filter):
    """Leaves out the traceback of what is no fault of the code: a refusal, an unreachable database."""

    def filter(self, record: LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if _is_from(record, REFUSALS) or isinstance(error, NotReady) or outage.met_by(error):
            record.exc_info = record.exc_text = None
            record.msg, record.args = _shortened(record.getMessage()), None
        return True


class WithoutLinks(Formatter):
    """Leaves out of a line, and of its traceback, the end of a link that opens an account."""

    def format(self, record: LogRecord) -> str:
        return LINK.sub(r"\1…", super().format(record))


@dataclass
class Window:
    """How many lines of one logger came since when, and how many of these were left out."""

    began: float
    lines: int = 0
    left_out: int = 0


class RateLimit(Filter):
    """Lets through so many lines a minute of each logger, and tells with the next how many it left out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.clock = clock
        self.windows: dict[str, Window] = {}
        self.lock = Lock()

    def filter(self, record: LogRecord) -> bool:
        if not _is_from(record, CAUSED_BY_STRANGERS):
            return True
        with self.lock:
            left_out = self._counted(record.name)
        if left_out:
            record.msg = f"{record.getMessage()} ({left_out} more lines like this were left out)"
            record.args = None
        return left_out is not None

    def _counted(self, name: str) -> int | None:
        """None for a line too many, otherwise how many were left out before it."""
        now = self.clock()
        window = self.windows.setdefault(name, Window(now))
        left_out = 0
        if now - window.began >= WINDOW_SECONDS:
            left_out = window.left_out
            window = self.windows[name] = Window(now)
        window.lines += 1
        if window.lines > LINES_IN_A_WINDOW:
            window.left_out += 1
            return None
        return left_out


def _is_from(record: LogRecord, loggers: tuple[str, ...]) -> bool:
    return any(record.name == name or record.name.startswith(f"{name}.") for name in loggers)


def _shortened(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"


CONFIGURATION: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "kb.logs.WithoutLinks",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "filters": {"one line": {"()": "kb.logs.OneLine"}, "rate": {"()": "kb.logs.RateLimit"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["one line", "rate"]}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "incidents": {"level": "INFO"},
        # Refusing a request (4xx) is no news, and a stranger may cause as many as she likes.
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
    },
}
