"""What can go wrong in the domain. Messages are fit for a person; codes are stable for programs."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input.

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
    """The input is faulty; `faults` names every fault found, in the order of the input."""

    code = "refused"

    def __init__(self, message: str, faults: Sequence[Fault]) -> None:
        super().__init__(message)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join([self.message, *(str(fault) for fault in self.faults)])


class Outdated(DomainError):
    """Somebody else saved in between; `current` is the number of the revision that stands now."""

    code = "outdated"

    def __init__(self, message: str, *, current: int) -> None:
        super().__init__(message)
        self.current = current


class NotPossible(DomainError):
    """The step does not fit the state the story is in."""

    code = "not_possible"


class TooMuch(DomainError):
    """More than is answered in that time; `wait`: seconds until asking again helps."""

    code = "too_much"

    def __init__(self, message: str, *, wait: int) -> None:
        super().__init__(message)
        self.wait = wait
