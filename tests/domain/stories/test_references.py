import pytest

from incidents.domain.stories import names
from incidents.models import RefCounter
from tests import factories
from tests.threads import at_once


@pytest.mark.django_db
def test_numbers_count_up_within_a_prefix() -> None:
    assert [
        names.reserve_ref(prefix="INC"),
        names.reserve_ref(prefix="INC"),
        names.reserve_ref(prefix="OPS"),
    ] == [
        "INC-1",
        "INC-2",
        "OPS-1",
    ]


@pytest.mark.django_db
def test_a_reference_given_elsewhere_is_not_given_again() -> None:
    factories.saved("KF-71")
    assert names.reserve_ref(prefix="KF") == "KF-72"


@pytest.mark.django_db
def test_an_older_reference_does_not_set_the_count_back() -> None:
    factories.saved("KF-71")
    factories.saved("KF-3")
    assert RefCounter.objects.get().last == 71


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_references() -> None:
    given: list[str] = []

    def reserve() -> None:
        given.append(names.reserve_ref(prefix="INC"))

    at_once(*[reserve] * 4)
    assert sorted(given) == ["INC-1", "INC-2", "INC-3", "INC-4"]
