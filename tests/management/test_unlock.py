import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import RequestFactory

from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "robin-sails-slowly"


def may_sign_in(password: str, address: str) -> bool:
    request = RequestFactory(REMOTE_ADDR=address).post("/sign-in")
    return authenticate(request, username="robin", password=password) is not None


def test_who_was_locked_out_may_sign_in_again_from_everywhere(capsys: pytest.CaptureFixture[str]) -> None:
    factories.user("robin")
    addresses = ("192.0.2.1", "192.0.2.2")
    for address in addresses:
        assert not any(may_sign_in("guessed", address) for _ in range(5))
        assert not may_sign_in(PASSWORD, address)

    call_command("unlock", "robin")

    assert capsys.readouterr().out == "robin may try to sign in again.\n"
    assert all(may_sign_in(PASSWORD, address) for address in addresses)


def test_a_name_without_failures_is_said_to_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("unlock", "grace")
    assert capsys.readouterr().out == "Nobody has failed to sign in as 'grace' lately.\n"
