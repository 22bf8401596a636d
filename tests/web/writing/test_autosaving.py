"""What the script of the editor is answered, and what becomes of typed text where its page is signed out."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from incidents.models import Draft, User
from tests import factories, page
from tests.web.writing.test_editing import begun, draft_at, fields

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


@pytest.fixture
def author() -> User:
    return factories.user("author", role=User.Role.AUTHOR)


@pytest.fixture
def signed_in(author: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    return client


@pytest.fixture
def address(author: User) -> str:
    client = Client()
    client.force_login(author)
    return begun(client)


def form(client: Client, address: str) -> dict[str, Any]:
    return fields(page.read(client.get(address).content.decode()))


def test_a_save_counts_on_and_says_when(signed_in: Client, address: str) -> None:
    sent = form(signed_in, address)
    for number in (1, 2):
        answer = signed_in.post(address, sent | {"title": f"T{number}", "number": number}, headers=JSON)
        said = answer.json()
        assert (said["number"], said["address"], said["is_fork"]) == (number, address, False)
        assert said["time"].endswith(" UTC")
        assert answer["Cache-Control"] == "private, no-store"
    late = signed_in.post(address, sent | {"title": "T1 again", "number": 1}, headers=JSON).json()
    assert late["number"] == 2
    assert draft_at(address).content["title"] == "T2"


def test_a_button_goes_on_from_the_saves_before_it(signed_in: Client, address: str) -> None:
    sent = form(signed_in, address)
    signed_in.post(address, sent | {"title": "T1", "number": 1}, headers=JSON)
    assert signed_in.post(address, sent | {"title": "T2", "number": 2, "do": "save"}).status_code == 302
    assert draft_at(address).content["title"] == "T2"
    assert Draft.objects.count() == 1


def test_another_page_is_told_where_its_text_is(signed_in: Client, address: str) -> None:
    here, there = form(signed_in, address), form(signed_in, address)
    signed_in.post(address, here | {"title": "Here", "number": 1}, headers=JSON)
    said = signed_in.post(address, there | {"title": "There", "number": 1}, headers=JSON).json()
    assert said["is_fork"]
    assert draft_at(said["address"]).content["title"] == "There"
    again = signed_in.post(address, there | {"title": "There again", "number": 2}, headers=JSON).json()
    assert again["address"] == said["address"]
    assert draft_at(address).content["title"] == "Here"


def test_a_save_asks_the_database_little(
    signed_in: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sent = form(signed_in, address)
    # The session, the person, and the update of the draft.
    with django_assert_num_queries(3):
        assert signed_in.post(address, sent | {"title": "T"}, headers=JSON).status_code == 200


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"writer": "nobody"}, 400, "Reload it"),
        ({"number": "0"}, 400, "Reload it"),
        ({"number": str(2**31)}, 400, "Reload it"),
        ({"body": "0123456789" * 110_000}, 413, "1 MB is possible"),
    ],
)
def test_what_cannot_be_saved_is_said(
    signed_in: Client, address: str, changed: dict[str, str], status: int, words: str
) -> None:
    answer = signed_in.post(address, form(signed_in, address) | changed, headers=JSON)
    assert answer.status_code == status
    assert words in answer.json()["message"]
    assert "title" not in draft_at(address).content


def test_the_draft_of_another_is_none(signed_in: Client, address: str) -> None:
    sent = form(signed_in, address)
    other = Client()
    other.force_login(factories.user("other", role=User.Role.EDITOR))
    assert other.post(address, sent | {"title": "Mine?"}, headers=JSON).status_code == 404
    assert "title" not in draft_at(address).content


def test_the_script_hears_that_it_is_signed_out_and_gets_the_token_of_the_next_session(
    signed_in: Client, address: str, author: User
) -> None:
    sent = form(signed_in, address) | {"title": "Typed on"}
    signed_in.logout()
    while (answer := signed_in.post(address, sent, headers=JSON)).json()["reason"] == "token":
        sent["csrfmiddlewaretoken"] = answer.json()["token"]
    assert (answer.status_code, answer.json()["reason"]) == (403, "signed_out")
    signed_in.force_login(author)
    assert signed_in.post(address, sent, headers=JSON).status_code == 200
    assert draft_at(address).content["title"] == "Typed on"


def test_the_script_hears_that_a_second_factor_has_to_be_set_up(
    signed_in: Client, address: str, author: User, settings: Settings
) -> None:
    sent = form(signed_in, address) | {"title": "Typed on"}
    settings.REQUIRE_SECOND_FACTOR = "everybody"
    answer = signed_in.post(address, sent, headers=JSON)
    assert (answer.status_code, answer.json()["reason"]) == (403, "factor_missing")
    assert "text/html" in signed_in.post(address, sent)["Content-Type"]
    Authenticator.objects.create(user=author, type="totp", data={})
    assert signed_in.post(address, sent, headers=JSON).status_code == 200
    assert draft_at(address).content["title"] == "Typed on"


def test_a_form_that_is_sent_signed_out_comes_back_until_it_is_saved(
    signed_in: Client, address: str, author: User
) -> None:
    sent = form(signed_in, address) | {"title": "Typed <b> on", "summary": "Two\nlines", "do": "publish"}
    del signed_in.cookies["sessionid"]
    answer = signed_in.post(address, sent)
    shown = page.read(answer.content.decode())
    assert (answer.status_code, shown.headings) == (403, ["Not saved yet"])
    assert answer["Cache-Control"] == "private, no-store"
    assert "You are signed out." in shown.alerts[0]
    assert "title" not in draft_at(address).content
    signed_in.force_login(author)
    saved = signed_in.post(address, fields(shown) | {"do": "save"})
    assert saved["Location"] == address
    kept = draft_at(address).content
    assert (kept["title"], kept["summary"]) == ("Typed <b> on", "Two\nlines")


def test_a_form_with_the_token_of_the_session_before_comes_back(signed_in: Client, address: str) -> None:
    sent = form(signed_in, address) | {"title": "Typed on", "do": "save"}
    del signed_in.cookies["csrftoken"]
    answer = signed_in.post(address, sent, headers={"Origin": "http://testserver"})
    shown = page.read(answer.content.decode())
    assert answer.status_code == 403
    assert "You have signed in since" in shown.alerts[0]
    assert signed_in.post(address, fields(shown) | {"do": "save"})["Location"] == address
    assert draft_at(address).content["title"] == "Typed on"


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", None])
def test_what_another_site_sends_does_not_come_back(
    signed_in: Client, address: str, origin: str | None
) -> None:
    sent = {"title": "Planted", "writer": form(signed_in, address)["writer"], "based_on": "0"}
    answer = signed_in.post(address, sent, headers={"Origin": origin} if origin else {})
    assert answer.status_code == 403
    assert "Planted" not in answer.content.decode()
    assert "title" not in draft_at(address).content


def test_what_was_typed_signed_out_opens_for_its_author_alone(signed_in: Client, address: str) -> None:
    sent = form(signed_in, address) | {"title": "Typed on", "do": "save"}
    del signed_in.cookies["sessionid"]
    carried = fields(page.read(signed_in.post(address, sent).content.decode()))
    other = Client()
    other.force_login(factories.user("other", role=User.Role.EDITOR))
    assert other.post(address, carried | {"do": "save"}).status_code == 404
    assert Draft.objects.count() == 1
