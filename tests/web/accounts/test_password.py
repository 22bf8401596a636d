"""A lost password: a link by mail, or from the terminal."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from incidents.domain.people import passwords
from incidents.models import AuditEntry, OutgoingMail, Session, User
from tests import factories
from tests.page import read

pytestmark = pytest.mark.django_db

NEW = "tides-turn-twice-a-day"


@pytest.fixture
def robin() -> User:
    return factories.user("robin", email="robin@example.org")


def ask(email: str = "robin@example.org", client: Client | None = None) -> str:
    answer = (client or Client()).post("/sign-in/password", {"email": email})
    assert answer.status_code == 200
    return answer.content.decode()


def link() -> str:
    """The path that was mailed last."""
    found = re.search(r"https?://[^/]+(/\S+)", OutgoingMail.objects.latest("pk").text)
    assert found
    return found[1]


def choose(browser: Client, path: str, password: str = NEW) -> str:
    form = browser.get(path, follow=True)
    action = form.redirect_chain[-1][0] if form.redirect_chain else path
    answer = browser.post(action, {"password1": password, "password2": password}, follow=True)
    return answer.content.decode()


def may_sign_in(password: str) -> bool:
    answer = Client().post("/sign-in", {"username": "robin", "password": password})
    return answer.status_code == 302


def test_a_link_by_mail_leads_to_a_new_password(robin: User) -> None:
    ask()
    assert OutgoingMail.objects.get().recipient == "robin@example.org"
    assert "Your new password is saved" in choose(Client(), link())
    assert may_sign_in(NEW)
    assert not may_sign_in("robin-sails-slowly")
    assert AuditEntry.objects.filter(action="password.reset", actor=robin, target="robin").count() == 1


def test_a_link_works_once(robin: User) -> None:
    ask()
    choose(Client(), link())
    assert "does not work any more" in Client().get(link()).content.decode()


def test_a_link_expires(robin: User, settings: Settings) -> None:
    ask()
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "does not work any more" in Client().get(link()).content.decode()


def test_the_key_leaves_the_address(robin: User) -> None:
    ask()
    answer = Client().get(link())
    assert answer.status_code == 302
    assert answer["Location"].endswith("-set-password")


def test_a_new_password_signs_out_everywhere(robin: User) -> None:
    browser = Client()
    browser.post("/sign-in", {"username": "robin", "password": "robin-sails-slowly"})
    ask()
    choose(Client(), link())
    assert browser.get("/profile").status_code == 302
    assert not Session.objects.filter(user=robin).exists()


def test_a_password_has_to_be_good(robin: User) -> None:
    ask()
    html = choose(Client(), link(), "robin")
    assert "too short" in html
    assert may_sign_in("robin-sails-slowly")


@pytest.mark.parametrize("kind", ["unknown", "closed", "of a program", "without a password", "of two"])
def test_nobody_learns_who_has_an_account(robin: User, kind: str) -> None:
    with CaptureQueriesContext(connection) as mailed:
        known = ask()
    if kind == "closed":
        User.objects.update(is_active=False)
    if kind == "of a program":
        User.objects.update(is_service=True)
    if kind == "without a password":
        robin.set_unusable_password()
        robin.save()
    if kind == "of two":
        factories.user("robyn", email="Robin@example.org")
    email = "nobody@example.org" if kind == "unknown" else "robin@example.org"
    with CaptureQueriesContext(connection) as nothing:
        answer = ask(email)
    assert answer.replace(email, "") == known.replace("robin@example.org", "")
    assert work(nothing) == work(mailed)
    assert OutgoingMail.objects.count() == 1


def work(statements: CaptureQueriesContext) -> list[str]:
    """What the statements do, without their values; taking back counts as much as keeping."""
    said = [re.sub(r"'[^']*'|\b\d+\b", "?", one["sql"]) for one in statements.captured_queries]
    return [re.sub(r"^(RELEASE|ROLLBACK TO) SAVEPOINT .*|^SAVEPOINT .*", _end_or_begin, one) for one in said]


def _end_or_begin(found: re.Match[str]) -> str:
    return "end" if found[1] else "begin"


def test_an_unknown_address_may_be_longer_than_one_of_an_account() -> None:
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.org"
    assert len(long) > 254
    ask(long)
    assert not OutgoingMail.objects.exists()


def test_asking_is_counted(robin: User, settings: Settings) -> None:
    settings.SIGN_IN_RATES = {"network": (6, 3_600), "account": (2, 3_600)}
    for _ in range(2):
        ask()
    answer = Client().post("/sign-in/password", {"email": "robin@example.org"})
    assert answer.status_code == 429
    assert answer["Retry-After"]
    shown = read(answer.content.decode())
    assert len(shown.alerts) == 1
    assert shown.values("email") == ["robin@example.org"]
    assert OutgoingMail.objects.count() == 2


def test_the_address_of_the_site_is_not_what_the_browser_says(robin: User, settings: Settings) -> None:
    settings.BASE_URL = "https://soundings.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    Client().post("/sign-in/password", {"email": "robin@example.org"}, headers={"host": "evil.example"})
    assert "https://soundings.example.org/sign-in/password/" in OutgoingMail.objects.get().text


def test_a_link_of_somebody_signed_in_as_another_ends_that_session(robin: User) -> None:
    factories.user("ada")
    browser = Client()
    browser.post("/sign-in", {"username": "ada", "password": "ada-sails-slowly"})
    ask()
    choose(browser, link())
    assert may_sign_in(NEW)
    assert browser.get("/profile").status_code == 302


def test_the_terminal_prints_a_link(robin: User, capsys: pytest.CaptureFixture[str]) -> None:
    robin.set_unusable_password()
    robin.save()
    call_command("sign_in_link", "robin")
    path = "/" + capsys.readouterr().out.strip().split("/", 3)[3]
    choose(Client(), path)
    assert may_sign_in(NEW)
    entry = AuditEntry.objects.get(action="link.made")
    assert (entry.target, entry.actor) == ("robin", None)
    assert path not in str(entry.details)


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_service": True}])
def test_no_link_for_who_may_not_sign_in(robin: User, fields: dict[str, bool]) -> None:
    path = passwords._link(robin).partition("/sign-in")[1:]
    User.objects.update(**fields)
    assert "does not work any more" in Client().get("".join(path)).content.decode()


def test_a_mail_waits_as_long_as_its_link_works(robin: User) -> None:
    ask()
    mail = OutgoingMail.objects.get()
    assert mail.expires_at - mail.created_at == passwords.lifetime()


def test_browsers_send_the_form_with_its_origin(robin: User) -> None:
    """Without a referrer they send “null”, which the check of forms refuses."""
    ask()
    page = Client().get(link(), follow=True)
    assert "no-referrer" not in f"{page.headers} {page.content.decode()}"


def test_the_audit_log_says_whose_link_was_asked_for(robin: User) -> None:
    for email in (robin.email, "nobody@example.org"):
        Client().post("/sign-in/password", {"email": email})
    asked = AuditEntry.objects.filter(action="link.asked").order_by("pk")
    assert [(entry.target, entry.address) for entry in asked] == [
        ("robin", "127.0.0.1"),
        ("unknown", "127.0.0.1"),
    ]
