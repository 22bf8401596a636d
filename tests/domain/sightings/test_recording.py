"""Reports that are repeated, reordered and sent by several at once leave the same rows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from incidents.domain import sightings
from incidents.domain.sightings import Episode, Reporter
from incidents.models import Incident, Sighting
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def reporter() -> Reporter:
    return Reporter(factories.user("pipeline"))


@pytest.fixture
def seen() -> Callable[..., Episode]:
    incident = factories.saved("KF-1").incident.pk

    def episode(start: int = 0, end: int | None = None, external_id: str = "5b0e") -> Episode:
        ended = None if end is None else NOW + end * MINUTE
        return Episode("alertmanager", external_id, NOW + start * MINUTE, ended, incident=incident)

    return episode


def rows() -> list[tuple[str, datetime, datetime | None]]:
    found = Sighting.objects.order_by("external_id", "started_at")
    return list(found.values_list("external_id", "started_at", "ended_at"))


def test_a_repeat_changes_nothing(seen: Callable[..., Episode]) -> None:
    who = reporter()
    assert sightings.record(episodes=[seen()], reporter=who, now=NOW) == 1
    before = Sighting.objects.values().get()
    assert sightings.record(episodes=[seen(), seen()], reporter=who, now=NOW + MINUTE) == 0
    assert Sighting.objects.values().get() == before


def test_a_later_start_is_a_new_episode(seen: Callable[..., Episode]) -> None:
    who = reporter()
    assert sightings.record(episodes=[seen(), seen(1)], reporter=who, now=NOW) == 2
    assert sightings.record(episodes=[seen(2)], reporter=who, now=NOW) == 1
    assert [start for _, start, _ in rows()] == [NOW, NOW + MINUTE, NOW + 2 * MINUTE]


def test_nothing_is_recorded_by_no_statement(django_assert_num_queries) -> None:
    who = reporter()
    with django_assert_num_queries(0):
        assert sightings.record(episodes=[], reporter=who, now=NOW) == 0


def test_a_hundred_take_one_statement(seen: Callable[..., Episode], django_assert_num_queries) -> None:
    who = reporter()
    # The one that writes.
    with django_assert_num_queries(1):
        assert sightings.record(episodes=map(seen, range(100)), reporter=who, now=NOW) == 100


@pytest.mark.parametrize("order", list(permutations([None, 3, 5])))
def test_the_earliest_end_holds_whatever_comes_last(
    seen: Callable[..., Episode], order: tuple[int | None, ...]
) -> None:
    who = reporter()
    for end in order:
        sightings.record(episodes=[seen(end=end)], reporter=who, now=NOW)
    assert rows() == [("5b0e", NOW, NOW + 3 * MINUTE)]


class DeliveryTests(TestCase):
    """Whatever is repeated and reordered, the rows follow from what was sent alone."""

    def setUp(self) -> None:
        self.incident = factories.saved("KF-1").incident.pk
        self.reporter = reporter()

    @settings(max_examples=40)
    @given(st.data())
    def test_any_order_leaves_the_same_rows(self, data: st.DataObject) -> None:
        Sighting.objects.all().delete()
        sent = data.draw(
            st.lists(
                st.tuples(st.sampled_from("abc"), st.integers(0, 2), st.one_of(st.none(), st.integers(2, 5))),
                min_size=1,
                max_size=8,
            )
        )
        repeated = data.draw(st.permutations([*sent, *sent]))
        sizes = data.draw(st.integers(1, 4))
        for first in range(0, len(repeated), sizes):
            some = map(self._episode, repeated[first : first + sizes])
            sightings.record(episodes=some, reporter=self.reporter, now=NOW)
        expected: dict[tuple[str, datetime], datetime | None] = {}
        for name, start, end in sent:
            key, ended = (name, NOW + start * MINUTE), None if end is None else NOW + end * MINUTE
            ends = [one for one in (expected.get(key), ended) if one]
            expected[key] = min(ends, default=None)
        assert {(name, start): end for name, start, end in rows()} == expected

    def _episode(self, sent: tuple[str, int, int | None]) -> Episode:
        name, start, end = sent
        ended = None if end is None else NOW + end * MINUTE
        return Episode("alertmanager", name, NOW + start * MINUTE, ended, incident=self.incident)


def test_who_may_see_the_story_sees_how_often_it_was_seen(seen: Callable[..., Episode]) -> None:
    from incidents.models.reader import ANYBODY, Reader

    who = reporter()
    sightings.record(episodes=map(seen, range(7)), reporter=who, now=NOW)
    incident = Incident.objects.get()
    found = sightings.summary(incident=incident, reader=Reader.of(who.person))
    assert (found.number, found.is_more, found.last, len(found.rows)) == (7, False, NOW + 6 * MINUTE, 5)
    nothing = sightings.summary(incident=incident, reader=ANYBODY)
    assert (nothing.number, nothing.last, nothing.rows) == (0, None, ())


def test_no_more_are_counted_than_a_page_has_time_for(
    seen: Callable[..., Episode], monkeypatch: pytest.MonkeyPatch
) -> None:
    from incidents.domain.sightings import reading
    from incidents.models.reader import Reader

    monkeypatch.setattr(reading, "MOST_COUNTED", 3)
    who = reporter()
    sightings.record(episodes=map(seen, range(4)), reporter=who, now=NOW)
    found = sightings.summary(incident=Incident.objects.get(), reader=Reader.of(who.person))
    assert (found.number, found.is_more) == (3, True)


def test_a_time_has_a_zone() -> None:
    from incidents.domain.sightings import reports

    assert reports.instant("2026-05-31T14:10:00+02:00") == datetime(2026, 5, 31, 12, 10, tzinfo=UTC)
    for text in ("", "2026-05-31", "2026-05-31T14:10:00", "yesterday", "0001-01-01T00:00:00+14:00"):
        assert reports.instant(text) is None
