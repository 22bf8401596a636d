from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from incidents.domain import limits
from incidents.domain.limits import Grant
from incidents.models import Allowance
from incidents.models.reader import ANYBODY, Reader
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rates(settings: Settings) -> None:
    settings.ANALYSIS_RATES = {"anonymous": (3, 60), "signed_in": (5, 60)}


def asked(*, reader: Reader = ANYBODY, address: str | None = "192.0.2.1", after: float = 0) -> Grant:
    return limits.take(reader=reader, address=address, now=NOW + timedelta(seconds=after))


def possible(**whose: object) -> int:
    """How many at once, before one is refused."""
    return next(number for number in range(100) if asked(**whose).refused)


def test_so_many_at_once_and_no_more() -> None:
    assert [asked().left for _ in range(3)] == [2, 1, 0]
    refused = asked()
    assert (refused.refused, refused.wait, refused.full_in) == (True, 20, 60)


def test_one_comes_back_after_its_time() -> None:
    possible()
    assert asked(after=19.9).refused
    assert not asked(after=20).refused
    assert asked(after=20).refused


def test_being_refused_costs_nothing() -> None:
    possible()
    assert {asked(after=10).wait for _ in range(9)} == {10}


def test_who_stays_away_gets_no_more_than_all_of_it() -> None:
    asked()
    assert [asked(after=10_000).refused for _ in range(4)] == [False, False, False, True]


def test_what_has_cost_more_counts_for_more() -> None:
    limits.charge(asked(), spent=0.25)
    assert asked().refused
    assert not asked(after=20).refused


def test_what_has_cost_little_is_included(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    # The quota.
    with django_assert_num_queries(1):
        limits.charge(asked(), spent=0.099)
    assert possible() == 2


def test_addresses_have_an_allowance_each() -> None:
    assert possible() == possible(address="192.0.2.2") == possible(address=None) == 3


def test_a_person_has_one_wherever_she_is() -> None:
    person = Reader.of(factories.user("person"))
    assert [asked(reader=person, address=f"192.0.2.{n}").refused for n in range(6)] == [False] * 5 + [True]
    assert possible(reader=Reader.of(factories.user("other"))) == 5
    assert possible() == 3


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:DB8::1", "2001:db8:0::0001"),
    ],
)
def test_addresses_of_one_client(address: str, same: str) -> None:
    possible(address=address)
    assert asked(address=same).refused


def test_networks_are_told_apart() -> None:
    possible(address="2001:db8:0:1::1")
    assert not asked(address="2001:db8:0:2::1").refused


def test_nothing_is_counted_where_there_is_no_limit(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.ANALYSIS_RATES = {"anonymous": None, "signed_in": None}
    with django_assert_num_queries(0):
        limits.charge(asked(), spent=100)


def test_no_address_is_kept() -> None:
    asked(address="192.0.2.77")
    assert "192.0.2.77" not in Allowance.objects.get().client


def test_what_says_nothing_any_longer_is_forgotten() -> None:
    asked()
    limits.forget(now=NOW + timedelta(seconds=19))
    assert Allowance.objects.exists()
    limits.forget(now=NOW + timedelta(seconds=20))
    assert not Allowance.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_those_who_ask_at_once_do_not_count_past_each_other(settings: Settings) -> None:
    settings.ANALYSIS_RATES = {"anonymous": (25, 3_600), "signed_in": None}

    def ask(_: int) -> bool:
        try:
            return asked().refused
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        refused = list(threads.map(ask, range(60)))
    assert refused.count(False) == 25


def test_what_is_given_back_can_be_taken_again() -> None:
    limits.give_back(asked())
    assert possible() == 3


@pytest.mark.parametrize("ahead", [timedelta(days=2), timedelta(days=20_000)])
def test_a_clock_that_ran_ahead_refuses_nobody_for_long(ahead: timedelta) -> None:
    """A machine whose clock was wrong for a while has written times that lie far ahead."""
    for after in (ahead, timedelta(0)):
        grant = limits.take_one(client="one", rate=(3, 60), now=NOW + after)
    assert (grant.refused, grant.wait, grant.full_in) == (True, 20, 60)
    assert not limits.take_one(client="one", rate=(3, 60), now=NOW + timedelta(seconds=20)).refused


def test_a_clock_that_ran_ahead_leaves_no_more_than_the_longest_debt() -> None:
    asked(after=timedelta(days=2).total_seconds())
    assert asked().full_in == limits.LONGEST_DEBT.total_seconds() + 60
