"""Errors of the domain. Messages are for people; codes are stable, for programs."""

from collections.abc import Sequence

from msgspec import Struct


class Fault(Struct, frozen=True):
    """One fault of an input.

    `pointer` is a JSON pointer (RFC 6901) into the document; `line` and `column` count from 1 and are
    known only where the input was text.
    """

    pointer: str
    message: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = f"line {self.line}, " if self.line else ""
        return f"{place}{self.pointer or '/'}: {self.message}"


class DomainError(Exception):
    code = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(DomainError):
    """The input is invalid; `faults` holds every fault found, in the order of the input."""

    code = "refused"

    def __init__(self, message: str, faults: Sequence[Fault]) -> None:
        super().__init__(message)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join([self.message, *(str(fault) for fault in self.faults)])


class Outdated(DomainError):
    """Somebody else saved in the meantime; `current` is the number of the current revision."""

    code = "outdated"

    def __init__(self, message: str, *, current: int) -> None:
        super().__init__(message)
        self.current = current


class NotPossible(DomainError):
    """The action is not possible in the current state."""

    code = "not_possible"


class NotReady(DomainError):
    """What the action needs is not there yet; `wait`: seconds until a retry may succeed."""

    code = "not_ready"

    def __init__(self, message: str, *, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class TooMuch(DomainError):
    """The quota is used up; `wait`: seconds until a retry can succeed."""

    code = "too_much"

    def __init__(self, message: str, *, wait: int) -> None:
        super().__init__(message)
        self.wait = wait
