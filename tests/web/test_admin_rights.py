"""Nobody who looks after people raises rights by it."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import Settings

from incidents.access import may_change_account
from incidents.domain import accounts
from incidents.errors import NotPossible
from incidents.models import Team, User
from tests import factories, threads
from tests.web.administrators import address, browser_of, staff, superuser

EVERYTHING = {
    "role": "editor",
    "is_active": "on",
    "is_staff": "on",
    "is_superuser": "on",
}

pytestmark = pytest.mark.django_db


def sent(person: User, **fields: object) -> dict[str, object]:
    every = list(Permission.objects.values_list("pk", flat=True))
    return {"username": person.username, "email": "", "user_permissions": every, **fields}


def rights(person: User) -> tuple[object, ...]:
    person.refresh_from_db()
    permissions = person.user_permissions.count()
    return person.role, person.is_active, person.is_staff, person.is_superuser, permissions


def test_staff_changes_nobodys_rights():
    person, browser = factories.user("robin"), browser_of(staff())
    before = rights(person)
    answer = browser.post(address(person), sent(person, display_name="Robin", **EVERYTHING))
    assert answer.status_code == 302
    assert rights(person) == before
    assert person.display_name == "Robin"


def test_staff_does_not_raise_its_own_rights():
    own = staff()
    before = rights(own)
    assert browser_of(own).post(address(own), sent(own, **EVERYTHING)).status_code == 403
    assert rights(own) == before


def test_staff_makes_accounts_without_rights():
    new = {"username": "new", "password1": "tides-turn-twice", "password2": "tides-turn-twice"}
    usable = {"usable_password": "true"}
    answer = browser_of(staff()).post("/admin/incidents/user/add/", new | usable | EVERYTHING)
    assert answer.status_code == 302
    assert rights(User.objects.get(username="new")) == ("member", True, False, False, 0)


@pytest.mark.parametrize("page", ["change", "delete", "password"])
@pytest.mark.parametrize("other", ["superuser", "staff", "editor"])
def test_staff_takes_over_no_account_with_more_rights(page, other):
    person = {
        "superuser": lambda: superuser("other"),
        "staff": lambda: staff("other"),
        "editor": lambda: factories.user("other", role=User.Role.EDITOR),
    }[other]()
    path = f"/admin/incidents/user/{person.pk}/{page}/"
    new = {"password1": "tides-turn-twice", "password2": "tides-turn-twice", "usable_password": "true"}
    fields = sent(person, email="mine@example.org", post="yes", **new)
    assert browser_of(staff()).post(path, fields).status_code == 403
    person.refresh_from_db()
    assert person.email == ""
    assert person.check_password("other-sails-slowly")


def test_staff_deletes_no_superuser_in_a_list():
    keeper = superuser()
    chosen = {"action": "delete_selected", "_selected_action": [keeper.pk], "post": "yes"}
    browser_of(staff()).post("/admin/incidents/user/", chosen)
    assert User.objects.filter(pk=keeper.pk).exists()


def test_staff_helps_members_with_their_password():
    person = factories.user("robin")
    new = {"password1": "tides-turn-twice", "password2": "tides-turn-twice", "usable_password": "true"}
    assert browser_of(staff()).post(address(person, "password"), new).status_code == 302
    person.refresh_from_db()
    assert person.check_password("tides-turn-twice")


@pytest.mark.parametrize(
    ("actor", "person", "may"),
    [
        ({"is_superuser": True}, {"is_superuser": True}, True),
        ({}, {}, True),
        ({}, {"role": "editor"}, False),
        ({"role": "editor"}, {"role": "editor"}, True),
        ({"role": "editor"}, {"is_staff": True}, False),
    ],
)
def test_whose_account_may_be_changed(actor, person, may):
    assert may_change_account(User(pk=1, **actor), User(pk=2, **person)) is may


def test_a_superuser_changes_the_rights_of_others():
    person = factories.user("robin")
    browser_of(superuser()).post(address(person), sent(person, **EVERYTHING))
    assert rights(person) == ("editor", True, True, True, Permission.objects.count())


def test_nobody_changes_rights_of_her_own():
    keeper = superuser()
    superuser("other")
    before = rights(keeper)
    answer = browser_of(keeper).post(address(keeper), sent(keeper, role="editor", display_name="Keeper"))
    assert answer.status_code == 302
    assert rights(keeper) == before
    assert keeper.display_name == "Keeper"


def test_nobody_deletes_herself_or_sets_her_own_password_without_the_old_one():
    keeper = superuser()
    browser = browser_of(keeper)
    assert browser.post(address(keeper, "delete"), {"post": "yes"}).status_code == 403
    assert browser.get(address(keeper, "password"))["Location"] == "/profile/password"
    chosen = {"action": "delete_selected", "_selected_action": [keeper.pk], "post": "yes"}
    browser.post("/admin/incidents/user/", chosen)
    assert User.objects.filter(pk=keeper.pk).exists()


@pytest.mark.parametrize("change", [{"is_superuser": False}, {"is_active": False}, None])
def test_the_last_superuser_stays(change):
    keeper = superuser()
    chosen = User.objects.filter(pk=keeper.pk)

    def remove() -> None:
        with accounts.keeping_an_administrator():
            chosen.delete() if change is None else chosen.update(**change)

    with pytest.raises(NotPossible, match="Nobody would be left"):
        remove()
    assert User.objects.filter(is_superuser=True, is_active=True).exists()


def test_one_of_two_superusers_may_go():
    superuser("other")
    with accounts.keeping_an_administrator():
        superuser().delete()
    assert User.objects.get().username == "other"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["change", "delete"])
def test_two_superusers_do_not_remove_each_other_at_once(way):
    ada, robin = superuser("ada"), superuser("robin")
    browsers = browser_of(ada), browser_of(robin)
    statuses = []

    def remove(browser: Client, other: User) -> None:
        fields = {"post": "yes"} if way == "delete" else sent(other, role="member", is_active="on")
        statuses.append(browser.post(address(other, way), fields).status_code)

    threads.at_once(lambda: remove(browsers[0], robin), lambda: remove(browsers[1], ada))
    assert User.objects.filter(is_superuser=True).count() == 1
    assert statuses.count(302) >= 1


def test_staff_joins_no_team_by_itself():
    own, robin = staff(), factories.user("robin")
    team = Team.objects.create(name="Harbour", slug="harbour")
    browser, fields = browser_of(own), {"name": "Harbour", "slug": "harbour"}
    refused = browser.post(address(team), {**fields, "members": [own.pk, robin.pk]})
    assert "You cannot put yourself into a team" in refused.content.decode()
    assert not team.members.exists()
    new = {"name": "Pier", "slug": "pier", "members": [own.pk]}
    assert "You cannot put yourself" in browser.post("/admin/incidents/team/add/", new).content.decode()
    assert browser.post(address(team), {**fields, "members": [robin.pk]}).status_code == 302
    assert list(team.members.all()) == [robin]


def test_members_of_a_team_may_look_after_it():
    own, robin = staff(), factories.user("robin")
    team = Team.objects.create(name="Harbour", slug="harbour")
    team.members.add(own)
    fields = {"name": "Harbour", "slug": "harbour", "members": [own.pk, robin.pk]}
    assert browser_of(own).post(address(team), fields).status_code == 302
    assert set(team.members.all()) == {own, robin}


def test_a_team_without_stories_can_be_deleted(settings: Settings):
    team = Team.objects.create(name="Harbour", slug="harbour")
    browser = browser_of(superuser())
    assert "1 teams" in browser.get(address(team, "delete")).content.decode()
    assert browser.post(address(team, "delete"), {"post": "yes"}).status_code == 302
    assert not Team.objects.exists()
