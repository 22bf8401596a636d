from contextlib import suppress

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import Settings

from incidents.domain import judging
from incidents.errors import TooMuch
from incidents.models import Allowance
from incidents.rules.deadline import OutOfPatience
from tests.factories import NOW

pytestmark = pytest.mark.django_db

WHO = {"reader": AnonymousUser(), "address": "192.0.2.1", "now": NOW}


def work(seconds: float) -> None:
    began = judging.processor_seconds()
    while judging.processor_seconds() < began + seconds:
        pass


def test_what_is_too_much_is_not_begun(settings: Settings) -> None:
    settings.JUDGING_RATES = {"anonymous": (1, 60), "signed_in": None}
    with judging.counted(**WHO):
        pass
    with pytest.raises(TooMuch) as refused, judging.counted(**WHO):
        pytest.fail("was begun")
    assert refused.value.wait == 60
    assert "Send it again in 60 seconds." in refused.value.message


@pytest.mark.parametrize("breaks", [False, True])
def test_work_is_charged_whether_or_not_it_ends_well(settings: Settings, breaks: bool) -> None:
    settings.JUDGING_RATES = {"anonymous": (10, 60), "signed_in": None}
    with suppress(ArithmeticError), judging.counted(**WHO):
        work(0.21)
        if breaks:
            raise ArithmeticError
    assert (Allowance.objects.get().full_at - NOW).total_seconds() >= 18


def test_patience_ends_with_the_time_it_was_given(settings: Settings) -> None:
    settings.JUDGING_SECONDS = 0.05
    ask = judging.patience()
    ask()
    work(0.05)
    with pytest.raises(OutOfPatience):
        ask()


def test_patience_without_an_end(settings: Settings) -> None:
    settings.JUDGING_SECONDS = 0
    ask = judging.patience()
    work(0.05)
    ask()
