import pytest
from django.test import Client

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
