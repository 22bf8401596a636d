"""What a process knows of the entries is what the table says, whoever changed it and in whatever way."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F

from incidents.domain import search
from incidents.domain.search import Query, bitmaps
from incidents.models import SearchEntry, index_state
from incidents.models.reader import ANYBODY
from tests import factories

pytestmark = pytest.mark.django_db


def known() -> dict[str, dict[str, set[int]]]:
    groups = bitmaps.at(index_state.current()).groups
    return {
        group: {value: set(stories) for value, stories in values.items()}
        for group, values in groups.items()
        if values
    }


def in_the_table() -> dict[str, dict[str, set[int]]]:
    groups = defaultdict(lambda: defaultdict(set))
    for entry in SearchEntry.objects.select_related("components", "failure_modes", "effects", "traits"):
        for labels in (entry.components, entry.failure_modes, entry.effects, entry.traits):
            for label in labels.labels:
                facet, value = label.split(":", 1)
                groups[facet][value].add(entry.pk)
        values = {
            "organisation": str(entry.organisation_id or ""),
            "standing": f"{entry.visibility}/{entry.status}",
            "appeared_at": f"{date.fromisocalendar(*entry.appeared_at.isocalendar()[:2], 1)}",
            "modified_at": f"{date.fromisocalendar(*entry.modified_at.isocalendar()[:2], 1)}",
            "occurred_on": f"{entry.occurred_on:%Y-%m}-01" if entry.occurred_on else "",
            "prefix": f"{entry.prefix}:{entry.number // 1_000:07}",
        }
        for group, value in values.items():
            groups[group][value].add(entry.pk)
    return {group: dict(values) for group, values in groups.items()}


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
    "another time": lambda: SearchEntry.objects.update(appeared_at=factories.NOW + timedelta(days=40)),
    "another number": lambda: SearchEntry.objects.update(number=F("number") + 5_000),
}


@pytest.mark.usefixtures("stories")
@pytest.mark.parametrize("change", CHANGES)
def test_what_is_known_is_never_out_of_date(change):
    assert known() == in_the_table()
    CHANGES[change]()
    assert known() == in_the_table()


def test_nothing_is_known_of_nothing():
    assert known() == {}


@pytest.mark.usefixtures("stories")
def test_what_did_not_change_is_not_read_again(django_assert_num_queries):
    mark = index_state.current()
    bitmaps.at(mark)
    with django_assert_num_queries(0):
        bitmaps.at(mark)


@pytest.mark.usefixtures("stories")
def test_who_comes_late_does_not_have_all_read_again():
    late = index_state.current()
    factories.saved("KF-4")
    before = bitmaps.at(index_state.current())
    assert bitmaps.at(late) is before


@pytest.mark.usefixtures("stories")
def test_a_search_goes_on_with_what_it_began_with():
    before = bitmaps.at(index_state.current())
    values = {value: set(stories) for value, stories in before.of("kind").items()}
    SearchEntry.objects.update(traits=F("components"))
    assert known() == in_the_table()
    assert {value: set(stories) for value, stories in before.of("kind").items()} == values


@pytest.mark.usefixtures("stories")
def test_a_table_that_was_set_back_is_read_from_its_beginning():
    mark = index_state.current()
    bitmaps.at(mark._replace(change=mark.change + 1_000))
    SearchEntry.objects.filter(number=1).update(visibility="people")
    assert known() == in_the_table()


def test_a_table_that_was_emptied_is_read_from_its_beginning():
    factories.saved("KF-1")
    known()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE incidents_searchentry")
    factories.changed("KF-1", title="Another one")
    factories.saved("KF-2")
    assert known() == in_the_table()


@pytest.mark.django_db(transaction=True)
def test_what_was_never_committed_is_not_known():
    factories.saved("KF-1")
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE incidents_searchentry SET visibility = 'people'")
        cursor.execute("ROLLBACK")
    assert search.find(reader=ANYBODY, query=Query()).total == 1
