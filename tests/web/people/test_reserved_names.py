"""Accounts have pages below /people/, and so have other things: names of those are nobody's."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import get_resolver, reverse

from incidents.models import User
from incidents.models.user import RESERVED_NAMES
from tests import factories
from tests.architecture.test_urls import routes

BELOW = "people/"


def test_every_page_below_people_is_reserved() -> None:
    found = {
        route.removeprefix(BELOW).partition("/")[0]
        for route, _ in routes(get_resolver())
        if route.startswith(BELOW)
    }
    pages = {name for name in found if name and not name.startswith("<")}
    assert pages == RESERVED_NAMES, "RESERVED_NAMES of incidents/models/user.py names what pages are called."


@pytest.mark.django_db
def test_an_account_that_was_called_so_before_keeps_its_page() -> None:
    ada = Client()
    ada.force_login(
        factories.user("ada", role="administrator"), backend="django.contrib.auth.backends.ModelBackend"
    )
    User.objects.create_user("mail", display_name="Was here before")
    assert reverse("person", args=["mail"]) == "/people/~mail"
    assert "Was here before" in ada.get("/people/~mail").content.decode()
    assert 'href="/people/~mail"' in ada.get("/people/").content.decode()
    done = ada.post("/people/~mail", {"action": "role", "role": "author", "reason": "Writes."})
    assert done["Location"] == "/people/~mail"


@pytest.mark.django_db
def test_it_may_be_changed_and_no_other_is_called_so() -> None:
    account = User.objects.create_user("mail")
    account.display_name = "Still here"
    account.full_clean(exclude=["password"])
    other = User.objects.create_user("robin")
    other.username = "Mail"
    with pytest.raises(ValidationError, match="what a page of this site is called"):
        other.full_clean(exclude=["password"])
