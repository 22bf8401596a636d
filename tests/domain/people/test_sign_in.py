from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from incidents.domain.limits import Grant
from incidents.domain.people import sign_in
from incidents.errors import TooMuch
from incidents.models import Allowance
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rates(settings: Settings) -> None:
    settings.SIGN_IN_RATES = {"network": (6, 3_600), "account": (4, 3_600)}


def tried(
    name: str = "robin", *, address: str | None = "192.0.2.1", known: bool = False, after: float = 0
) -> Grant:
    return sign_in.admit(name=name, address=address, known=known, now=NOW + timedelta(seconds=after))


def refused(name: str = "robin", **how: object) -> bool:
    try:
        tried(name, **how)
    except TooMuch:
        return True
    return False


def test_many_names_from_one_network_are_refused() -> None:
    answers = [refused(f"name-{number}") for number in range(25)]
    assert answers == [False] * 6 + [True] * 19
    assert not refused(address="192.0.2.2")


def test_one_name_from_many_networks_is_refused() -> None:
    answers = [refused(address=f"192.0.2.{number}") for number in range(25)]
    assert answers == [False] * 4 + [True] * 21
    assert not refused("ada", address="192.0.2.200")


def test_a_network_that_is_refused_takes_nothing_from_accounts() -> None:
    for number in range(25):
        refused(f"name-{number}")
    assert all(refused("ada") for _ in range(9))
    assert [refused("ada", address=f"198.51.100.{number}") for number in range(4)] == [False] * 4


@pytest.mark.parametrize("same", ["ROBIN", "Robin", "\uff52\uff4f\uff42\uff49\uff4e"])
def test_spellings_of_one_name_share_a_quota(same: str) -> None:
    for number in range(4):
        tried(address=f"192.0.2.{number}")
    assert refused(same, address="192.0.2.99")


def test_addresses_of_one_ipv6_network_share_a_quota() -> None:
    answers = [refused(f"name-{number}", address=f"2001:db8::{number}") for number in range(8)]
    assert answers == [False] * 6 + [True] * 2


def test_a_known_browser_is_admitted_while_strangers_are_not() -> None:
    for number in range(25):
        refused(address=f"192.0.2.{number}")
        refused(f"name-{number}")
    assert refused()
    assert [refused(known=True) for _ in range(5)] == [False] * 4 + [True]


def test_it_is_never_longer_than_the_quota_takes_to_fill() -> None:
    """Attempts that are refused prolong nothing, however many there are."""
    for after in range(0, 900, 9):
        refused(address=f"192.0.2.{after % 250}", after=after)
    assert not refused(address="192.0.2.251", after=900)


def test_the_message_says_how_long() -> None:
    for number in range(4):
        tried(address=f"192.0.2.{number}")
    with pytest.raises(TooMuch, match="Try again in 15 minutes") as told:
        tried(address="192.0.2.9")
    assert told.value.wait == 900
    with pytest.raises(TooMuch, match="Try again in a minute"):
        tried(address="192.0.2.9", after=860)


def test_only_failures_count_against_a_network() -> None:
    for number in range(25):
        sign_in.succeeded(tried(f"name-{number}"))
    assert not refused()


def test_a_success_returns_no_more_than_it_took() -> None:
    for number in range(5):
        tried(f"name-{number}")
    sign_in.succeeded(tried("ada"))
    assert [refused(f"other-{number}") for number in range(2)] == [False, True]


def test_a_clock_that_ran_ahead_locks_nobody_out_for_days() -> None:
    for number in range(25):
        refused(f"name-{number}", after=timedelta(days=2).total_seconds())
        refused(address=f"198.51.100.{number}", after=timedelta(days=2).total_seconds())
    assert refused("ada")
    assert refused(address="203.0.113.9")
    assert not refused("ada", after=600), "a network: six in an hour"
    assert not refused(address="203.0.113.9", after=900), "an account: four in an hour"


def test_an_account_is_unlocked() -> None:
    for number in range(25):
        refused(address=f"192.0.2.{number}")
        refused(known=True)
    assert sign_in.unlock(name="Robin", now=NOW)
    assert not refused(address="192.0.2.77")
    assert not refused(known=True)


def test_an_account_that_nobody_tried_needs_no_unlocking() -> None:
    tried("ada")
    assert not sign_in.unlock(name="robin", now=NOW)


def test_the_old_password_is_tried_no_oftener_than_an_account() -> None:
    person = factories.user("robin")
    for _ in range(4):
        sign_in.admit_confirmation(user=person, now=NOW)
    with pytest.raises(TooMuch):
        sign_in.admit_confirmation(user=person, now=NOW)
    assert not refused(), "a stolen session keeps its owner out of nothing"


def test_neither_names_nor_addresses_are_stored() -> None:
    tried(address="192.0.2.77")
    stored = " ".join(Allowance.objects.values_list("client", flat=True))
    assert "192.0.2" not in stored
    assert "robin" not in stored


@pytest.mark.django_db(transaction=True)
def test_attempts_at_once_do_not_count_past_each_other() -> None:
    def attempt(number: int) -> bool:
        try:
            return refused(address=f"192.0.2.{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(attempt, range(48)))
    assert answers.count(False) == 4
