"""What an analysis of sent text may cost: a deadline, and requests from the quota of whoever sent it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from resource import RUSAGE_CHILDREN, getrusage
from time import thread_time

from django.conf import settings

from incidents.domain import limits
from incidents.errors import TooMuch
from incidents.models.reader import Reader
from incidents.rules.deadline import Deadline, DeadlineExceeded, no_deadline


@contextmanager
def counted(*, reader: Reader, address: str | None, now: datetime) -> Iterator[None]:
    """Around what costs something. Raises `TooMuch` before anything is done."""
    grant = limits.take(reader=reader, address=address, now=now)
    if grant.refused:
        seconds = "a second" if grant.wait == 1 else f"{grant.wait} seconds"
        raise TooMuch(
            f"You sent a lot in a short time, so this was not analysed. Send it again in {seconds}.",
            wait=grant.wait,
        )
    began = processor_seconds()
    try:
        yield
    finally:
        limits.charge(grant, spent=processor_seconds() - began)


def processor_seconds() -> float:
    """Used so far by this thread, and by the processes that were waited for."""
    children = getrusage(RUSAGE_CHILDREN)
    return thread_time() + children.ru_utime + children.ru_stime


def deadline() -> Deadline:
    """The deadline of one request, in processor time: a busy machine gives the same answer as an idle one."""
    if not settings.ANALYSIS_SECONDS:
        return no_deadline
    end = thread_time() + settings.ANALYSIS_SECONDS

    def check() -> None:
        if thread_time() > end:
            raise DeadlineExceeded

    return check
