from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from incidents.domain.people import NewToken, TokenBearer, bearers, tokens
from incidents.errors import TooMuch
from incidents.models import AccessToken, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

WRONG = "sdg_0123456789abcdef_" + "0" * 64


@pytest.fixture
def new() -> NewToken:
    return factories.token(factories.user(role="author"), "read", "write")


def asked(written: str, *, after: float = 0, address: str | None = "192.0.2.1") -> TokenBearer | None:
    return bearers.bearer(written=written, address=address, now=NOW + timedelta(seconds=after))


def refused(written: str = WRONG, *, after: float = 0, address: str | None = "192.0.2.1") -> bool:
    try:
        asked(written, after=after, address=address)
    except TooMuch:
        return True
    return False


def test_a_good_token_says_who_sends_it(new: NewToken) -> None:
    found = asked(new.written)
    assert found is not None
    assert (found.owner, found.scopes) == (new.token.owner, {"read", "write"})
    assert (found.owner.role, found.owner.is_active) == ("author", True)


@pytest.mark.parametrize("end", ["", "0", " ", "\n", "_", "é", "0" * 10_000])
def test_a_token_is_good_to_the_letter(new: NewToken, end: str) -> None:
    assert asked(new.written[:-1] + end) is None
    assert asked(new.written + (end or "0")) is None
    assert asked(new.written.upper()) is None
    assert asked(f"{WRONG[:20]}{new.written[20:]}") is None
    assert asked(f"{new.written[:20]}{WRONG[20:]}") is None


def test_the_moment_it_expires_it_is_dead(new: NewToken) -> None:
    days = 90 * 24 * 60 * 60
    assert asked(new.written, after=days - 1)
    assert asked(new.written, after=days) is None


def test_a_clock_that_is_behind_makes_no_token_bad(new: NewToken) -> None:
    assert asked(new.written, after=-600)


def test_revoked_while_in_use(new: NewToken) -> None:
    assert asked(new.written)
    tokens.revoke(token=new.token, actor=None, now=NOW)
    assert asked(new.written) is None


def test_an_account_that_is_closed(new: NewToken) -> None:
    assert asked(new.written)
    User.objects.update(is_active=False)
    assert asked(new.written) is None


def test_what_is_asked_of_the_database(
    new: NewToken, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # The token with its owner, and its last use.
    with django_assert_num_queries(2):
        asked(new.written)
    # The token with its owner.
    with django_assert_num_queries(1):
        asked(new.written, after=59)
    # The token with its owner, and its last use.
    with django_assert_num_queries(2):
        asked(new.written, after=60)
    assert AccessToken.objects.get().last_used_at == NOW + timedelta(seconds=60)
    # What is no token is counted.
    with django_assert_num_queries(1):
        asked("Zm9vOmJhcg==")


def test_a_flood_is_refused_without_the_database(
    new: NewToken, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.TOKEN_RATE = (3, 60)
    assert asked(new.written)
    assert [refused() for _ in range(5)] == [False, False, False, True, True]
    with django_assert_num_queries(0):
        assert all(refused(f"{WRONG[:-3]}{number}") for number in range(100, 300))
    assert asked(new.written)
    assert not refused(address="192.0.2.2")
    assert [refused(after=20), refused(after=20)] == [False, True]


def test_networks_are_counted_as_for_signing_in(settings: Settings) -> None:
    settings.TOKEN_RATE = (1, 60)
    assert [refused(address=f"2001:db8::{number}") for number in range(3)] == [False, True, True]


def test_so_many_networks_are_remembered_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bearers, "REMEMBERED", 2)
    memory: bearers.BoundedMemory[int, int] = bearers.BoundedMemory()
    for number in range(3):
        memory.put(number, number)
    assert [memory.get(number, -1) for number in range(3)] == [-1, 1, 2]
