from contextlib import suppress

import pytest
from pytest_django import Settings

from incidents.domain import analysis
from incidents.errors import TooMuch
from incidents.models import Allowance
from incidents.models.reader import ANYBODY
from incidents.rules.deadline import DeadlineExceeded
from tests.factories import NOW

pytestmark = pytest.mark.django_db

WHO = {"reader": ANYBODY, "address": "192.0.2.1", "now": NOW}


def work(seconds: float) -> None:
    began = analysis.processor_seconds()
    while analysis.processor_seconds() < began + seconds:
        pass


def test_what_is_too_much_is_not_begun(settings: Settings) -> None:
    settings.ANALYSIS_RATES = {"anonymous": (1, 60), "signed_in": None}
    with analysis.counted(**WHO):
        pass
    with pytest.raises(TooMuch) as refused, analysis.counted(**WHO):
        pytest.fail("was begun")
    assert refused.value.wait == 60
    assert "Send it again in 60 seconds." in refused.value.message


@pytest.mark.parametrize("breaks", [False, True])
def test_work_is_charged_whether_or_not_it_ends_well(settings: Settings, breaks: bool) -> None:
    settings.ANALYSIS_RATES = {"anonymous": (10, 60), "signed_in": None}
    with suppress(ArithmeticError), analysis.counted(**WHO):
        work(0.21)
        if breaks:
            raise ArithmeticError
    assert (Allowance.objects.get().full_at - NOW).total_seconds() >= 18


def test_the_deadline_passes_after_the_configured_processor_time(settings: Settings) -> None:
    settings.ANALYSIS_SECONDS = 0.05
    check_deadline = analysis.deadline()
    check_deadline()
    work(0.05)
    with pytest.raises(DeadlineExceeded):
        check_deadline()


def test_zero_seconds_mean_no_deadline(settings: Settings) -> None:
    settings.ANALYSIS_SECONDS = 0
    check_deadline = analysis.deadline()
    work(0.05)
    check_deadline()
