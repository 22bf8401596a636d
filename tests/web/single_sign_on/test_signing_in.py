"""What follows from a good answer of the provider."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from incidents.domain.notifications import reading
from incidents.models import AuditEntry, Identity, Notification, Team, User
from incidents.openid import GroupMapping
from tests import factories

ROLES = GroupMapping((("sailors", "author"), ("mates", "editor"), ("captains", "administrator")))
TEAMS = GroupMapping((("sailors", "harbour"), ("mates", "watch")))


def is_signed_in(browser: Client) -> bool:
    return browser.get("/profile/sessions").status_code == 200


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_the_sign_in_page_offers_it_and_keeps_where_one_wanted_to_go(site):
    page = Client().get("/sign-in?next=/teams/").content.decode()
    assert "Sign in with Harbour Login" in page
    assert "/sign-in/provider?next=%2Fteams%2F" in page


def test_a_first_sign_in_makes_an_account(enter):
    browser = Client()
    assert enter(browser, "?next=/teams/")["Location"] == "/teams/"
    robin = User.objects.get(username="robin")
    assert (robin.email, robin.display_name, robin.role) == ("robin@example.org", "Robin Quay", "reader")
    assert not robin.has_usable_password()
    assert is_signed_in(browser)
    assert actions() == ["account.created", "account.signed.in"]
    assert AuditEntry.objects.get(action="account.signed.in").details == {"by": ["single sign-on"]}


def test_who_came_before_comes_into_the_same_account_whatever_changed(enter, provider):
    enter(Client())
    provider.claims = {"email": "quay@example.org", "preferred_username": "quay"}
    enter(Client())
    assert User.objects.count() == 1


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:0"])
def test_it_leads_to_pages_of_this_site_alone(enter, wanted):
    assert enter(Client(), f"?next={wanted}")["Location"] == "/"


def test_groups_give_role_and_teams_and_take_them_back(enter, site, provider):
    for slug in ("harbour", "watch", "dock"):
        Team.objects.create(name=slug, slug=slug)
    site(roles=ROLES, teams=TEAMS)
    provider.claims = {"groups": ["sailors", "mates", "unknown"]}
    enter(Client())
    robin = User.objects.get()
    robin.teams.add(Team.objects.get(slug="dock"))
    assert robin.role == "editor"
    provider.claims = {"groups": ["sailors"]}
    enter(Client())
    robin.refresh_from_db()
    assert robin.role == "author"
    assert set(robin.teams.values_list("slug", flat=True)) == {"dock", "harbour"}
    provider.claims = {}
    enter(Client())
    robin.refresh_from_db()
    assert robin.role == "reader"
    assert set(robin.teams.values_list("slug", flat=True)) == {"dock"}
    assert actions().count("role.changed") == 3
    assert (actions().count("member.added"), actions().count("member.removed")) == (2, 2)
    told = Notification.objects.filter(kind="role.changed", recipient=robin).order_by("pk")
    assert [row.details["after"] for row in told] == ["author", "reader"]
    said = [item.sentence for item in reading.page(person=robin, only_unread=True, before=0, number=9).items]
    assert "Single sign-on changed your role from editor to author." in said
    assert "Single sign-on removed you from the team watch." in said
    assert "Single sign-on added you to the team watch." not in said, "to somebody new it is no change"


def test_what_was_given_by_hand_stays_where_no_group_gives_anything(enter, site):
    site(roles=ROLES, teams=TEAMS)
    enter(Client())
    User.objects.update(role="editor")
    enter(Client())
    assert User.objects.get().role == "editor"


def test_the_last_administrator_stays_one(enter, site, provider):
    site(roles=ROLES)
    provider.claims = {"groups": ["captains"]}
    enter(Client())
    provider.claims = {"groups": ["sailors"]}
    enter(Client())
    assert User.objects.get().role == "administrator"
    assert "role.kept" in actions()
    factories.user("other", role="administrator")
    enter(Client())
    assert User.objects.get(username="robin").role == "author"


def test_an_account_with_the_verified_address_is_linked(enter):
    robin = factories.user("mate", email="Robin@example.org", role="editor")
    enter(Client())
    assert Identity.objects.get().user == robin
    assert User.objects.get().role == "editor"
    assert "identity.linked" in actions()


@pytest.mark.parametrize(
    ("claims", "problem"),
    [
        ({"email_verified": False}, "told no verified e-mail address"),
        ({"email_verified": None}, "told no verified e-mail address"),
        ({"email": None}, "told no verified e-mail address"),
    ],
)
def test_an_address_that_nobody_verified_opens_nothing(enter, provider, claims, problem):
    factories.user("mate", email="robin@example.org")
    provider.claims = claims
    browser = Client()
    enter(browser)
    made = User.objects.get(username="robin")
    assert made.email == ""
    assert problem in browser.get("/").content.decode()


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (({"username": "a"}, {"username": "b"}), "Two accounts here have your e-mail address"),
        (({"username": "a", "role": "administrator"},), "that of an administrator’s account"),
        (({"username": "a", "is_active": False},), "Your account here is closed"),
    ],
)
def test_accounts_that_an_address_does_not_open(enter, people, said):
    for person in people:
        factories.user(person.pop("username"), email="robin@example.org", **person)
    browser = Client()
    answer = enter(browser)
    assert said in answer.content.decode()
    assert answer.status_code in {403, 409}
    assert not is_signed_in(browser)
    assert not Identity.objects.exists()


def test_an_address_that_somebody_else_got_does_not_open_the_account_of_before(enter, provider):
    enter(Client())
    provider.claims = {"sub": "subject-2"}
    answer = enter(Client())
    assert "somebody else at Harbour Login" in answer.content.decode()
    assert Identity.objects.count() == 1


def test_a_closed_account_is_closed(enter):
    enter(Client())
    User.objects.update(is_active=False)
    assert "Your account here is closed" in enter(Client()).content.decode()


def test_who_is_in_no_group_or_of_no_domain_may_be_refused(enter, site):
    site(roles=ROLES, groups_only=True)
    assert "none of the groups" in enter(Client()).content.decode()
    site(domains=frozenset({"harbour.example"}))
    assert "has verified no e-mail address" in enter(Client()).content.decode()
    assert not User.objects.exists()


def test_claims_that_the_token_lacks_are_asked_for(enter, site, provider):
    site(roles=ROLES)
    provider.more = {"groups": ["mates"], "sub": "subject-1"}
    enter(Client())
    assert User.objects.get().role == "editor"
    provider.more = {"groups": ["captains"], "sub": "somebody-else"}
    assert enter(Client()).status_code == 403


def test_a_name_that_is_taken_or_of_a_page_gets_a_number(enter, provider):
    factories.user("Robin")
    enter(Client())
    provider.claims = {"sub": "subject-2", "preferred_username": "mail", "email": None}
    enter(Client())
    assert set(User.objects.values_list("username", flat=True)) == {"Robin", "robin-2", "mail-2"}


def test_the_provider_is_asked_again_and_who_is_out_there_is_out_here(enter, site, provider):
    registered = site(roles=ROLES, groups_only=True)
    provider.claims = {"groups": ["sailors"]}
    browser = Client()
    enter(browser)
    site(roles=ROLES, groups_only=True, asked_again=timedelta(0))
    gone = browser.get("/teams/?x=1")
    assert gone["Location"] == "/sign-in/provider?next=%2Fteams%2F%3Fx%3D1"
    provider.claims = {}
    assert enter(browser, "?next=/teams/").status_code == 403
    site(roles=ROLES, groups_only=True, asked_again=registered.asked_again)
    assert not is_signed_in(browser)


def test_a_form_is_taken_for_as_long_again_and_then_no_more(enter, site):
    browser = Client()
    enter(browser)
    site(asked_again=timedelta(0))
    assert browser.post("/profile", {"display_name": "Quay"})["Location"].startswith("/sign-in?")
    assert User.objects.get().display_name == "Robin Quay"


def test_the_provider_is_asked_for_a_session_of_its_own_alone(site):
    factories.user("mate")
    browser = Client()
    browser.post("/sign-in", {"username": "mate", "password": "mate-sails-slowly"})
    site(asked_again=timedelta(0))
    assert is_signed_in(browser)


def test_signing_out_ends_the_session(enter):
    browser = Client()
    enter(browser)
    browser.post("/sign-out")
    assert not is_signed_in(browser)


def test_an_account_is_connected_by_who_has_both(enter, provider):
    factories.user("mate", email="robin@example.org", role="administrator")
    browser = Client()
    browser.post("/sign-in", {"username": "mate", "password": "mate-sails-slowly"})
    assert enter(browser, "?for=connecting")["Location"] == "/profile/provider"
    assert "Robin Quay" in browser.get("/profile/provider").content.decode()
    confirm = browser.post("/profile/provider", {"action": "connect"})
    assert confirm["Location"].startswith("/profile/confirm?")
    browser.post(confirm["Location"], {"password": "mate-sails-slowly"})
    assert Identity.objects.get().user.username == "mate"
    other = Client()
    enter(other)
    assert is_signed_in(other)
    browser.post("/profile/provider", {"action": "disconnect"})
    assert not Identity.objects.exists()


def test_the_page_of_a_failure_says_what_and_where_to_look(enter, provider, caplog):
    provider.claims = {"iss": "https://evil.example/<b>"}
    shown = enter(Client()).content.decode()
    (reference,) = AuditEntry.objects.values_list("details__reference", flat=True)
    assert reference in shown
    assert reference in caplog.text
    assert "evil.example" in caplog.text
    assert "evil.example" not in shown
    assert "<h1>You are not signed in</h1>" in shown


def test_who_has_no_password_may_add_a_second_factor(enter):
    browser = Client()
    enter(browser)
    assert browser.get("/profile/second-factor/app").status_code == 200


def test_our_second_factor_is_asked_for_unless_the_provider_vouches(enter, site, provider):
    enter(Client())
    Authenticator.objects.create(user=User.objects.get(), type="totp", data={"secret": "x"})
    browser = Client()
    assert enter(browser)["Location"] == "/sign-in/code"
    assert not is_signed_in(browser)
    provider.claims = {"amr": ["pwd", "mfa"]}
    assert enter(Client())["Location"] == "/"
    provider.claims = {}
    site(checks_factors=True)
    assert enter(Client())["Location"] == "/"


@pytest.mark.parametrize("says", [{"amr": ["pwd", "mfa"]}, {}])
def test_a_provider_that_vouches_stands_in_for_a_factor_that_is_required(
    enter, site, provider, settings, says
):
    settings.REQUIRE_SECOND_FACTOR = "everybody"
    site(checks_factors=not says)
    provider.claims = says
    browser = Client()
    enter(browser)
    assert browser.get("/profile").status_code == 200
    assert browser.get("/api/v1/news").status_code == 200
    shown = browser.get("/profile/second-factor").content.decode()
    assert "you have none yet. Add a passkey" not in shown
    with_password = Client()
    with_password.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    assert with_password.get("/profile")["Location"] == "/profile/second-factor"


def test_a_provider_that_does_not_vouch_leads_to_setting_one_up(enter, provider, settings):
    settings.REQUIRE_SECOND_FACTOR = "everybody"
    browser = Client()
    enter(browser)
    assert browser.get("/profile")["Location"] == "/profile/second-factor"
    assert browser.get("/profile/second-factor/app").status_code == 200
    provider.claims = {"amr": ["mfa"]}
    enter(browser)
    assert browser.get("/profile").status_code == 200


@pytest.mark.parametrize("role", ["reader", "author"])
def test_who_comes_first_without_groups_gets_the_role_of_new_accounts(enter, site, provider, settings, role):
    settings.NEW_ACCOUNTS = role
    site(roles=ROLES)
    provider.claims = {"groups": ["unknown"]}
    enter(Client())
    assert User.objects.get().role == role
    provider.claims = {"sub": "subject-2", "email": None, "groups": ["mates"]}
    enter(Client())
    assert User.objects.get(username="robin-2").role == "editor"
    provider.claims = {"sub": "subject-2", "email": None}
    enter(Client())
    assert User.objects.get(username="robin-2").role == role


def news() -> list[str]:
    kept = Notification.objects.filter(kind="identity.changed").order_by("pk")
    return [f"{row.recipient.username} {row.details['opens']}" for row in kept]


def test_what_groups_gave_goes_with_the_connection(enter, site, provider):
    site(roles=ROLES, teams=TEAMS)
    Team.objects.create(name="watch", slug="watch")
    provider.claims = {"groups": ["mates"]}
    factories.user("robin", email="robin@example.org")
    browser = Client()
    enter(browser)
    assert User.objects.get().role == "editor"
    confirm = browser.post("/profile/provider", {"action": "disconnect"})
    browser.post(confirm["Location"], {"password": "robin-sails-slowly"})
    robin = User.objects.get()
    assert (robin.role, robin.teams.count()) == ("reader", 0)
    assert actions()[-3:] == ["role.changed", "member.removed", "identity.disconnected"]
    taken = AuditEntry.objects.filter(action="role.changed").latest("pk")
    assert taken.reason == "The account is no longer connected to the provider of single sign-on."
    assert news() == ["robin opens", "robin no longer opens"]


def test_an_account_that_another_one_takes_the_connection_from_loses_what_groups_gave(enter, site, provider):
    site(roles=ROLES)
    provider.claims = {"groups": ["captains"]}
    enter(Client())
    factories.user("mate", role="administrator")
    browser = Client()
    browser.post("/sign-in", {"username": "mate", "password": "mate-sails-slowly"})
    enter(browser, "?for=connecting")
    confirm = browser.post("/profile/provider", {"action": "connect"})
    browser.post(confirm["Location"], {"password": "mate-sails-slowly"})
    assert Identity.objects.get().user.username == "mate"
    assert User.objects.get(username="robin").role == "reader"
    assert news() == ["robin no longer opens", "mate opens"]
