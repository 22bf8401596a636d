"""Saves of different stories at once: what each process reads of the entries misses none of them."""

from functools import partial
from threading import Event, Thread

import pytest
from django.db import connection

from incidents.models import Incident, Revision, SearchEntry
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, SAVES = 4, 5


def write(writer: int) -> None:
    for number in range(SAVES):
        factories.saved(f"W{writer}-{number + 1}", slug=f"story-{writer}-{number}")
        factories.changed(
            f"W{writer}-{number + 1}", slug=f"story-{writer}-{number}", title=f"Changed {writer}"
        )


class Looking(Thread):
    """Reads the numbers of changes again and again, as a search does."""

    def __init__(self) -> None:
        super().__init__()
        self.done = Event()
        self.seen: list[set[int]] = []

    def run(self) -> None:
        try:
            while not self.done.is_set():
                self.seen.append(set(SearchEntry.objects.values_list("change", flat=True)))
        finally:
            connection.close()


def test_who_sees_a_change_sees_all_before_it() -> None:
    looking = Looking()
    looking.start()
    try:
        at_once(*(partial(write, writer) for writer in range(WRITERS)))
    finally:
        looking.done.set()
        looking.join()
    late = [
        (max(before), number)
        for before, after in zip(looking.seen, looking.seen[1:], strict=False)
        for number in after - before
        if before and number < max(before)
    ]
    assert not late, "came after a higher number was there to be seen"
    assert len(looking.seen) > WRITERS, "looked while they wrote"
    assert Incident.objects.count() == WRITERS * SAVES
    assert Revision.objects.count() == 2 * WRITERS * SAVES
