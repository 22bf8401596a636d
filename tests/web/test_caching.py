"""What may be kept of a response: every URL of the project, for somebody of each standing."""

import re

import pytest
from django.test import Client

from incidents.models import User
from tests import factories
from tests.web.test_access import ACCESS, opened

WITHIN = 60
"""Seconds in which closing a story has to work."""
NEVER = {"private", "no-store"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_cast")]


def directives(response) -> set[str]:
    return {word.strip() for word in response["Cache-Control"].split(",")}


def seconds_kept(said: set[str]) -> int:
    """The longest that a shared cache may hand out what it has kept."""
    if {"no-store", "no-cache"} & said:
        return 0
    times = {name: int(time) for name, time in re.findall(r"([a-z-]+)=(\d+)", ",".join(said))}
    return times.get("s-maxage", times["max-age"]) + times.get("stale-while-revalidate", 0)


@pytest.mark.parametrize("person", ["stranger", "team_mate", "administrator"])
@pytest.mark.parametrize("name", ACCESS)
def test_nothing_for_somebody_signed_in_is_kept(as_, name, person):
    assert directives(opened(as_(person), ACCESS[name])) == NEVER


@pytest.mark.parametrize("name", ACCESS)
def test_nothing_that_everybody_reads_is_kept_for_long(as_, name):
    assert seconds_kept(directives(opened(as_("anonymous"), ACCESS[name]))) <= WITHIN


@pytest.mark.parametrize("name", [name for name, door in ACCESS.items() if not door.always_open])
def test_nothing_of_a_closed_instance_is_kept(as_, settings, name):
    settings.PUBLIC_READING = False
    assert directives(opened(as_("stranger"), ACCESS[name])) == NEVER
    assert seconds_kept(directives(opened(as_("anonymous"), ACCESS[name]))) == 0


@pytest.mark.parametrize("path", ["/nothing", "/KF-999", "/api/v1/stories/KF-999", "/admin/"])
def test_refusals_are_kept_neither(as_, path):
    assert directives(as_("editor").get(path)) == NEVER
    assert seconds_kept(directives(as_("anonymous").get(path))) == 0


@pytest.mark.parametrize("page", ["", "incidents/user/", "incidents/incident/", "incidents/user/add/"])
def test_nothing_of_the_administration_is_kept(page):
    browser = Client()
    keeper = User.objects.create_superuser("keeper")
    browser.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    response = browser.get(f"/admin/{page}")
    assert (response.status_code, directives(response)) == (200, NEVER)


def test_a_copy_that_still_holds_is_kept_no_longer(as_):
    for person, kept in (("stranger", 0), ("anonymous", WITHIN)):
        first = as_(person).get("/api/v1/stories/KF-1")
        again = as_(person).get("/api/v1/stories/KF-1", headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304
        assert seconds_kept(directives(again)) <= kept


def test_signing_in_is_kept_by_nobody():
    factories.user("robin")
    sent = {"username": "robin", "password": "robin-sails-slowly"}
    assert directives(Client().post("/sign-in", sent)) >= NEVER


def test_a_program_that_names_itself_gets_nothing_to_keep():
    answer = Client().get("/api/v1/terms", headers={"Authorization": "Bearer nothing"})
    assert directives(answer) == NEVER


def test_what_was_public_is_closed_for_whoever_asks_again():
    factories.saved("KF-900")
    first = Client().get("/api/v1/stories/KF-900")
    factories.changed("KF-900", visibility="organisation")
    again = Client().get("/api/v1/stories/KF-900", headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 404)
    assert seconds_kept(directives(again)) == 0
