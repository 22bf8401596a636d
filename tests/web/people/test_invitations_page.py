"""The page of invitations."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from incidents.models import Invitation, Membership, Team, User
from tests import factories

pytestmark = pytest.mark.django_db

PATH = "/people/invitations"
FORM = {"email": "robin@example.org", "role": "author", "teams": "", "days": "7"}


def browser(person: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def ada() -> Client:
    return browser(factories.user("ada", role="administrator"))


@pytest.fixture
def lead() -> Client:
    person = factories.user("lea")
    team = Team.objects.create(name="Harbour", slug="harbour")
    Membership.objects.create(team=team, user=person, is_lead=True)
    return browser(person)


def test_a_link_is_shown_once(ada: Client) -> None:
    made = ada.post(PATH, FORM)
    assert made["Location"] == f"{PATH}/made"
    shown = ada.get(made["Location"])
    assert "/invitation/" in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store"
    assert ada.get(made["Location"])["Location"] == PATH
    assert Invitation.objects.count() == 1
    listed = ada.get(PATH).content.decode()
    assert "robin@example.org" in listed
    assert "/invitation/" not in listed


def test_a_new_link_and_none(ada: Client) -> None:
    ada.post(PATH, FORM)
    row = Invitation.objects.get()
    assert ada.post(f"{PATH}/{row.pk}/renew")["Location"] == f"{PATH}/made"
    row = Invitation.objects.latest("pk")
    assert "works no more" in ada.post(f"{PATH}/{row.pk}/revoke", follow=True).content.decode()
    assert "had ended already" in ada.post(f"{PATH}/{row.pk}/revoke", follow=True).content.decode()


def test_a_lead_sees_her_team_alone(ada: Client, lead: Client) -> None:
    ada.post(PATH, FORM)
    row = Invitation.objects.get()
    assert "No invitation yet" in lead.get(PATH).content.decode()
    assert lead.post(f"{PATH}/{row.pk}/revoke").status_code == 404
    assert lead.post(PATH, FORM).status_code == 422
    assert lead.post(PATH, FORM | {"role": "editor", "teams": "Harbour"}).status_code == 400
    assert lead.post(PATH, FORM | {"teams": "Harbour"}).status_code == 302
    assert "Harbour" in lead.get(PATH).content.decode()
    assert 'value="harbour"' in lead.get(f"{PATH}?team=harbour").content.decode()


def test_nothing_typed_is_lost(ada: Client) -> None:
    page = ada.post(PATH, {"email": "robin", "role": "editor", "teams": "Nowhere, Harbour", "days": "soon"})
    html = page.content.decode()
    assert page.status_code == 422
    for said in ("Is no e-mail address", "is no team", "Write a number of days from 1 to 30"):
        assert said in html
    for typed in ('value="robin"', 'value="Nowhere, Harbour"', 'value="soon"', 'value="editor" selected'):
        assert typed in html


def test_what_nobody_asked_for(ada: Client) -> None:
    ada.post(PATH, FORM)
    assert "No invitation fits" in ada.get(f"{PATH}?q=zzzz").content.decode()
    for odd in ("?state=lost", "?before=x", f"?before={'9' * 30}", "?q=%00", "?team=<b>"):
        assert ada.get(PATH + odd).status_code == 200


def test_a_setting_says_what_a_new_account_is(ada: Client, settings: Settings) -> None:
    assert 'value="reader" selected' in ada.get(PATH).content.decode()
    settings.NEW_ACCOUNTS = "author"
    assert 'value="author" selected' in ada.get(PATH).content.decode()


def test_the_list_asks_the_same_however_long_it_is(ada: Client, django_assert_num_queries: Any) -> None:
    for seed in range(5):
        factories.invitation(User.objects.get(username="ada"), seed=seed)
    # The session, the person, the invitations with who made and accepted them, their teams, and those led;
    # candidates, for the header.
    with django_assert_num_queries(6):
        ada.get(PATH)
