import pytest
from django.test import Client

from incidents.models import AuditEntry, Team, User
from incidents.web.accounts import profile
from tests import factories
from tests.page import read
from tests.web import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def robin() -> User:
    return factories.user("robin")


@pytest.fixture
def client(robin) -> Client:
    browser = Client()
    browser.force_login(robin, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def html(client: Client, path: str = "/profile") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_what_is_ones_own(client, robin):
    Team.objects.create(name="Harbour watch", slug="watch").members.add(robin)
    factories.saved("KF-900", title="Mine", author=robin, status="draft")
    factories.saved("KF-901", title="Not mine")
    page = html(client)
    assert "Harbour watch" in page
    assert "Mine" in page
    assert "Draft" in page
    assert "Not mine" not in page


def test_without_anything_it_says_how_things_come_here(client):
    page = html(client)
    assert "No story of yours yet" in page
    assert "an administrator adds you to one" in page


def test_a_display_name_is_saved_and_shown_everywhere(client, robin):
    response = client.post("/profile", {"display_name": " Robin <b>Quay</b> "}, follow=True)
    robin.refresh_from_db()
    assert robin.display_name == "Robin <b>Quay</b>"
    page = response.content.decode()
    assert "Your display name is saved." in page
    assert "Robin &lt;b&gt;Quay&lt;/b&gt;</a>" in page
    client.post("/profile", {"display_name": "Robin <b>Quay</b>"})
    entry = AuditEntry.objects.get(action="account.renamed")
    assert (entry.target, entry.details["to"]) == ("robin", "Robin <b>Quay</b>")


def test_without_a_display_name_the_user_name_is_shown(client, robin):
    client.post("/profile", {"display_name": ""})
    robin.refresh_from_db()
    assert str(robin) == "robin"


def test_a_name_that_is_too_long_is_refused_and_kept_in_the_form(client, robin):
    page = client.post("/profile", {"display_name": "x" * 101}).content.decode()
    assert "at most 100 characters" in page
    assert "x" * 101 in page
    robin.refresh_from_db()
    assert robin.display_name == ""


def test_a_new_password_needs_the_old_one(client, robin):
    new = {"new_password1": "tides-turn-twice-a-day", "new_password2": "tides-turn-twice-a-day"}
    refused = client.post("/profile/password", {"old_password": "wrong", **new})
    assert "entered incorrectly" in refused.content.decode()
    accepted = client.post("/profile/password", {"old_password": "robin-sails-slowly", **new}, follow=True)
    assert accepted.redirect_chain == [("/profile", 302)]
    assert "Your password is changed" in accepted.content.decode()
    assert User.objects.get(pk=robin.pk).check_password("tides-turn-twice-a-day")


def test_many_stories_come_in_pages(client, robin, monkeypatch):
    monkeypatch.setattr(profile, "ON_A_PAGE", 2)
    for number in range(3):
        factories.saved(f"KF-{900 + number}", author=robin)
    pages = [read(html(client, f"/profile{query}")) for query in ("", "?page=2")]
    stories = {f"/KF-{900 + number}" for number in range(3)}
    assert [len(stories & set(page.addresses)) for page in pages] == [2, 1]


@pytest.mark.parametrize("stories", [1, 3])
def test_it_costs_six_queries(client, robin, stories):
    for number in range(stories):
        factories.saved(f"KF-{900 + number}", author=robin)
    # A session and its user; the account that is shown, how many stories, those of the page, teams.
    with statements.counted() as asked:
        html(client)
    assert len(asked) == 6, "\n".join(asked)
