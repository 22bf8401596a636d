"""What became of a request for a feed: its bytes, nothing new, or a failure with a sentence for people."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from msgspec import Struct

FailureKind = Literal[
    "refused",
    "bad_redirect",
    "not_found",
    "gone",
    "denied",
    "too_many",
    "server_error",
    "too_large",
    "too_slow",
    "tls",
    "unreachable",
    "bad_answer",
]
PASSING = frozenset({"too_many", "server_error", "too_slow", "unreachable"})
LONGEST_WAIT = timedelta(days=7)


class Validators(Struct, frozen=True):
    """What the last answer said of its version; the next request asks whether it has changed."""

    etag: str | None = None
    last_modified: str | None = None


class Fetched(Struct, frozen=True, kw_only=True):
    body: bytes
    address: str
    """The one that answered, after redirects."""
    moved_to: str | None = None
    """The new address, if all redirects were permanent."""
    validators: Validators = Validators()
    media_type: str = ""
    charset: str | None = None


class NotModified(Struct, frozen=True, kw_only=True):
    address: str


class FetchFailed(Struct, frozen=True, kw_only=True):
    kind: FailureKind
    message: str
    address: str
    status: int | None = None
    wait: int | None = None
    """Seconds until the server wants to be asked again, if it said so."""

    @property
    def may_pass(self) -> bool:
        """Whether another try may succeed without anybody doing anything."""
        return self.kind in PASSING


class Unavailable(Exception):
    """Ends a request with a failure."""

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


OF_STATUS: dict[int, tuple[FailureKind, str]] = {
    401: ("denied", "wants a password, which feeds have none of"),
    403: ("denied", "does not let us read it"),
    404: ("not_found", "is not there"),
    410: ("gone", "is gone for good; remove the feed or give its new address"),
    429: ("too_many", "was asked too often"),
}
UNEXPECTED: tuple[FailureKind, str] = ("bad_answer", "gave an answer that is neither a feed nor an error")


def of_status(status: int, address: str, retry_after: str, now: datetime) -> FetchFailed:
    """The failure that an answer other than success means."""
    kind, says = OF_STATUS.get(status, UNEXPECTED)
    if status >= 500:
        kind, says = "server_error", "has an error of its own"
    message = f"{address} {says} (HTTP {status})."
    seconds = wait(retry_after, now)
    return FetchFailed(kind=kind, message=message, address=address, status=status, wait=seconds)


def wait(retry_after: str, now: datetime) -> int | None:
    """The seconds of `Retry-After`, which is a number or a date: at most a week, None if neither."""
    said = retry_after.strip()
    if said.isascii() and said.isdigit():
        return min(int(said[:9]), int(LONGEST_WAIT.total_seconds()))
    try:
        at = parsedate_to_datetime(said)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return int(min(max(at - now, timedelta(0)), LONGEST_WAIT).total_seconds())
    except (ValueError, IndexError, OverflowError):
        return None
