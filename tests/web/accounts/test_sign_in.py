import pytest
from django.test import Client

from incidents.models import AuditEntry
from tests import factories
from tests.page import read

pytestmark = pytest.mark.django_db


def sign_in(client: Client, **more: str):
    return client.post("/sign-in", {"username": "robin", "password": "robin-sails-slowly", **more})


def test_signing_in_and_out():
    factories.user("robin")
    browser = Client()
    assert sign_in(browser)["Location"] == "/"
    assert "Sign out" in browser.get("/").content.decode()
    assert browser.post("/sign-out")["Location"] == "/"
    assert "Sign out" not in browser.get("/").content.decode()


def test_signing_in_leads_back_but_never_away():
    factories.user("robin")
    assert sign_in(Client(), next="/KF-1")["Location"] == "/KF-1"
    assert sign_in(Client(), next="https://elsewhere.example/")["Location"] == "/"


def test_a_wrong_password_says_so_and_keeps_the_name():
    factories.user("robin")
    shown = read(sign_in(Client(), password="wrong").content.decode())
    assert len(shown.alerts) == 1
    assert [shown.values(name) for name in ("username", "password")] == [["robin"], [""]]


def test_signing_out_takes_a_form():
    assert Client().get("/sign-out").status_code == 405


@pytest.mark.parametrize("typed", ["robin@example.org", "Robin@Example.org"])
def test_an_address_stands_for_its_account(typed):
    factories.user("robin", email="robin@example.org")
    assert sign_in(Client(), username=typed).status_code == 302


def test_an_address_that_two_have_stands_for_nobody():
    factories.user("robin", email="robin@example.org")
    factories.user("robyn", email="robin@example.org")
    assert sign_in(Client(), username="robin@example.org").status_code == 200


def test_name_and_address_take_from_one_quota(settings):
    settings.SIGN_IN_RATES = {"network": (99, 3_600), "account": (2, 3_600)}
    factories.user("robin", email="robin@example.org")
    for typed in ("robin", "robin@example.org"):
        assert sign_in(Client(), username=typed, password="wrong").status_code == 200
    assert sign_in(Client(), username="robin@example.org").status_code == 429


def test_who_came_and_went_is_recorded():
    robin = factories.user("robin")
    browser = Client(REMOTE_ADDR="192.0.2.5")
    sign_in(browser, password="wrong")
    sign_in(browser, username="robin-sails-slowly", password="robin")
    sign_in(browser)
    browser.post("/sign-out")
    entries = AuditEntry.objects.order_by("pk").values_list("action", "target", "actor", "address")
    assert list(entries) == [
        ("account.refused", "robin", None, "192.0.2.5"),
        ("account.refused", "unknown", None, "192.0.2.5"),
        ("account.signed.in", "robin", robin.pk, "192.0.2.5"),
        ("account.signed.out", "robin", robin.pk, "192.0.2.5"),
    ]
    assert AuditEntry.objects.get(action="account.signed.in").details == {"by": ["password"]}


@pytest.mark.parametrize("path", ["/accounts/signup/", "/signup", "/accounts/login/", "/accounts/email/"])
def test_pages_that_the_library_has_and_we_do_not(path):
    assert Client().get(path).status_code == 404
