"""How long judging may go on. The engine has no clock: whoever does not wait for ever hands one in."""

from collections.abc import Callable


class OutOfPatience(Exception):
    """What is not judged by now is left unjudged, and said to be so."""


Patience = Callable[[], None]
"""Asked before each piece of work; raises `OutOfPatience` from the moment on when it is at its end."""


def endless() -> None:
    return
