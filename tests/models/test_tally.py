"""What has been counted is what counting finds, whoever changes an entry and in whatever way."""

from collections import Counter

import pytest
from django.db.models import F

from incidents.domain import housekeeping
from incidents.models import SearchEntry, Tally
from tests import factories

pytestmark = pytest.mark.django_db


def kept() -> Counter[tuple[str, str, int]]:
    numbers: Counter[tuple[str, str, int]] = Counter()
    for tally in Tally.objects.all():
        numbers[tally.status, tally.visibility, tally.value] += tally.change
    return Counter({key: number for key, number in numbers.items() if number})


def counted() -> Counter[tuple[str, str, int]]:
    return Counter(
        (entry.status, entry.visibility, value)
        for entry in SearchEntry.objects.all()
        for value in (
            entry.components_id,
            entry.failure_modes_id,
            entry.effects_id,
            entry.traits_id,
            -(entry.organisation_id or 0),
        )
    )


@pytest.fixture
def stories() -> None:
    factories.saved("KF-1", organisation="Tides")
    factories.saved("KF-2", visibility="organisation", kind="hazard")
    factories.saved("KF-3", status="draft", components=("network/dns",))


CHANGES = {
    "nothing": lambda: None,
    "one more": lambda: factories.saved("KF-4", components=("network/dns",)),
    "another status": lambda: SearchEntry.objects.filter(status="draft").update(status="published"),
    "another visibility": lambda: SearchEntry.objects.update(visibility="people"),
    "another value": lambda: SearchEntry.objects.update(effects=F("components"), organisation=None),
    "what is not counted": lambda: SearchEntry.objects.update(number=F("number") + 1),
    "fewer": lambda: SearchEntry.objects.filter(incident__kind="hazard").delete(),
    "none": lambda: SearchEntry.objects.all().delete(),
    "added up": housekeeping.add_up_tallies,
}


@pytest.mark.usefixtures("stories")
@pytest.mark.parametrize("change", CHANGES)
def test_a_tally_is_never_out_of_date(change):
    CHANGES[change]()
    assert kept() == counted()
    housekeeping.add_up_tallies()
    assert kept() == counted()


@pytest.mark.usefixtures("stories")
def test_what_is_not_counted_leaves_no_change():
    before = Tally.objects.count()
    SearchEntry.objects.update(number=F("number") + 1)
    assert Tally.objects.count() == before


def test_a_tally_tells_of_what():
    factories.saved("KF-1")
    tally = Tally.objects.get(value=0)
    assert str(tally) == "+1 published public of 0"
