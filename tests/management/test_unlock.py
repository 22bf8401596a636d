from collections.abc import Iterable

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import RequestFactory
from pytest_django import Settings

from incidents.errors import TooMuch
from incidents.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db


def may_sign_in(addresses: Iterable[str]) -> bool:
    """Whether the right password is looked at, from every address."""
    try:
        for address in addresses:
            request = RequestFactory(REMOTE_ADDR=address).post("/sign-in")
            authenticate(request, username="robin", password="robin-sails-slowly")
    except TooMuch:
        return False
    return True


def test_an_account_may_be_signed_in_to_again(capsys: pytest.CaptureFixture[str], settings: Settings) -> None:
    settings.SIGN_IN_RATES = {"network": None, "account": (2, 3_600)}
    factories.user("robin")
    assert not may_sign_in(["192.0.2.1", "192.0.2.2", "192.0.2.3"])
    call_command("unlock", "robin")
    assert capsys.readouterr().out == "robin may try to sign in again.\n"
    assert may_sign_in(["192.0.2.1", "192.0.2.4"])
    assert AuditEntry.objects.get(action="account.unlocked").target == "robin"


def test_a_name_that_nobody_tried_is_said_to_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("unlock", "grace")
    assert capsys.readouterr().out == "Nobody has tried to sign in as 'grace' lately.\n"
