"""Nobody who looks after people raises rights of her own by it, and somebody stays who does."""

import pytest
from django.test import Client

from incidents.domain.notifications import reading
from incidents.domain.people import accounts
from incidents.errors import NotPossible
from incidents.models import AuditEntry, Session, User
from tests import factories, threads
from tests.web.administrators import address, administrator, browser_of

NEW_PASSWORD = {
    "password1": "tides-turn-twice",
    "password2": "tides-turn-twice",
    "usable_password": "true",
}

pytestmark = pytest.mark.django_db


def sent(person: User, **fields: object) -> dict[str, object]:
    return {"username": person.username, "email": "", "role": person.role, "is_active": "on", **fields}


@pytest.mark.parametrize("role", ["reader", "author", "editor"])
@pytest.mark.parametrize("page", ["change", "delete", "password"])
def test_nobody_else_comes_in(role, page):
    other = administrator("other")
    browser = browser_of(factories.user("robin", role=role))
    fields = sent(other, post="yes", display_name="Mine", **NEW_PASSWORD)
    assert browser.post(address(other, page), fields).status_code == 302
    other.refresh_from_db()
    assert other.display_name == ""
    assert other.check_password("other-sails-slowly")


def test_administrators_make_accounts():
    new = {"username": "new", **NEW_PASSWORD}
    answer = browser_of(administrator()).post("/admin/incidents/user/add/", new)
    assert answer.status_code == 302
    person = User.objects.get(username="new")
    assert (person.role, person.is_active) == ("reader", True)


def test_administrators_change_the_role_of_others():
    person = factories.user("robin")
    browser_of(administrator()).post(address(person), sent(person, role="administrator"))
    person.refresh_from_db()
    assert person.role == "administrator"


def test_what_the_administration_changes_is_in_the_audit_log_and_a_closed_account_is_closed():
    person, keeper = factories.user("robin"), administrator()
    browser_of(person)
    factories.token(person)
    closed = {key: value for key, value in sent(person, role="author").items() if key != "is_active"}
    browser_of(keeper).post(address(person), closed | {"display_name": "Robin"})
    entries = AuditEntry.objects.filter(target="robin", actor=keeper).order_by("pk")
    assert [entry.action for entry in entries] == ["role.changed", "account.closed", "account.changed"]
    assert not person.tokens.filter(revoked_at=None).exists()
    assert not Session.objects.filter(user=person).exists()


def test_administrators_set_the_password_of_others():
    person = factories.user("robin")
    answer = browser_of(administrator()).post(address(person, "password"), NEW_PASSWORD)
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.check_password("tides-turn-twice")


def test_a_password_that_was_set_is_in_the_audit_log_told_and_ends_sessions():
    person, keeper = factories.user("robin"), administrator()
    browser_of(person)
    page = browser_of(keeper).post(address(person, "password"), NEW_PASSWORD | {"password2": "other"})
    assert page.status_code == 200
    assert not AuditEntry.objects.filter(action="password.given").exists()
    browser_of(keeper).post(address(person, "password"), NEW_PASSWORD)
    entry = AuditEntry.objects.get(action="password.given")
    assert (entry.target, entry.actor, entry.address) == ("robin", keeper, "127.0.0.1")
    assert not Session.objects.filter(user=person).exists()
    (told,) = reading.page(person=person, only_unread=True, before=0, number=9).items
    assert told.sentence.startswith("Your password was changed by an administrator.")


@pytest.mark.parametrize("way", ["one", "several"])
def test_an_account_that_is_deleted_is_in_the_audit_log(way):
    person, keeper = factories.user("robin"), administrator()
    browser = browser_of(keeper)
    if way == "one":
        browser.post(address(person, "delete"), {"post": "yes"})
    else:
        chosen = {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"}
        browser.post("/admin/incidents/user/", chosen)
    assert not User.objects.filter(pk=person.pk).exists()
    entry = AuditEntry.objects.get(action="account.deleted")
    assert (entry.target, entry.actor) == ("robin", keeper)


def test_nobody_changes_rights_of_her_own():
    keeper = administrator()
    administrator("other")
    answer = browser_of(keeper).post(address(keeper), sent(keeper, role="editor", display_name="Keeper"))
    assert answer.status_code == 302
    keeper.refresh_from_db()
    assert (keeper.role, keeper.display_name) == ("administrator", "Keeper")


def test_nobody_deletes_herself_or_sets_her_own_password_without_the_old_one():
    keeper = administrator()
    browser = browser_of(keeper)
    assert browser.post(address(keeper, "delete"), {"post": "yes"}).status_code == 403
    assert browser.get(address(keeper, "password"))["Location"] == "/profile/password"
    chosen = {"action": "delete_selected", "_selected_action": [keeper.pk], "post": "yes"}
    browser.post("/admin/incidents/user/", chosen)
    assert User.objects.filter(pk=keeper.pk).exists()


@pytest.mark.parametrize("change", [{"role": "editor"}, {"is_active": False}, None])
def test_the_last_administrator_stays(change):
    chosen = User.objects.filter(pk=administrator().pk)

    def remove() -> None:
        with accounts.keeping_an_administrator():
            chosen.delete() if change is None else chosen.update(**change)

    with pytest.raises(NotPossible, match="Nobody would be left"):
        remove()
    assert User.objects.administrators().exists()


def test_one_of_two_administrators_may_go():
    administrator("other")
    with accounts.keeping_an_administrator():
        administrator().delete()
    assert User.objects.get().username == "other"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["change", "delete"])
def test_two_administrators_do_not_remove_each_other_at_once(way):
    ada, robin = administrator("ada"), administrator("robin")
    browsers = browser_of(ada), browser_of(robin)
    statuses = []

    def remove(browser: Client, other: User) -> None:
        fields = {"post": "yes"} if way == "delete" else sent(other, role="author")
        statuses.append(browser.post(address(other, way), fields).status_code)

    threads.at_once(lambda: remove(browsers[0], robin), lambda: remove(browsers[1], ada))
    assert User.objects.administrators().count() == 1
    assert statuses.count(302) >= 1
