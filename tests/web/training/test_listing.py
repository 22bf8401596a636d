"""The list of drills, and the wheel."""

import pytest
from django.test import Client

from tests import factories
from tests.page import Part, read
from tests.web import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


def shown(address: str = "/train/") -> Part:
    response = Client().get(address)
    assert response.status_code == 200
    return read(response.content.decode())


def test_drills_are_listed_by_what_the_pager_says_and_never_by_their_titles():
    factories.saved("KF-900")
    page = shown()
    assert page.item("/KF-900/drill").text == "“Pods hidden” KF-900Workload"
    assert "lower than" not in page.text


def test_the_list_may_be_of_one_component():
    factories.saved("KF-900")
    factories.saved("KF-901", components=("network/dns",))
    page = shown("/train/?component=network")
    assert "/KF-901/drill" in page.addresses
    assert "/KF-900/drill" not in page.addresses
    assert "/train/?component=network" not in page.addresses
    assert "?component=workload" in page.addresses


def test_without_drills_it_says_so():
    assert "No drill here" in shown().text
    assert "No drill here" in shown("/train/?component=nothing&seed=a").text


def test_the_wheel_stops_at_the_same_drill_for_the_same_word():
    for number in range(900, 906):
        factories.saved(f"KF-{number}")
    stops = [shown("/train/?seed=tide").section("Let the wheel choose").links for _ in range(2)]
    assert stops[0] == stops[1] != []
    assert stops[0][-1][0].startswith("Start drill KF-90")


def test_the_wheel_keeps_to_the_component():
    factories.saved("KF-900")
    factories.saved("KF-901", components=("network/dns",))
    for seed in ("a", "b", "c", "d"):
        links = dict(shown(f"/train/?component=network&seed={seed}").section("Let the wheel choose").links)
        assert "Start drill KF-901" in links


def test_pages_keep_the_component():
    for number in range(900, 922):
        factories.saved(f"KF-{number}")
    page = shown("/train/?component=workload")
    assert dict(page.links)["Next page"] == "/train/?component=workload&page=2"
    assert dict(shown("/train/?component=workload&page=2").links)["Previous page"] == (
        "/train/?component=workload&page=1"
    )


def test_the_list_takes_as_many_queries_for_many_drills():
    factories.saved("KF-900")
    shown("/train/?seed=a")
    # All drills, those that are shown, the words of their rules, labels.
    with statements.counted() as one:
        shown("/train/?seed=a")
    for number in range(901, 906):
        factories.saved(f"KF-{number}")
    # The same.
    with statements.counted() as many:
        shown("/train/?seed=a")
    assert len(one) == len(many) == 4
