"""The deadline of an analysis. The engines have no clock, so the caller passes one in."""

from collections.abc import Callable


class DeadlineExceeded(Exception):
    """The time for an analysis is over; the report lists what was not evaluated."""


Deadline = Callable[[], None]
"""Called before each piece of work; raises `DeadlineExceeded` once the time is over."""


def no_deadline() -> None:
    return
