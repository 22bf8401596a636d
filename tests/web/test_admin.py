import pytest
from django.test import Client

from incidents.models import Membership, Team, Term, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    browser = Client()
    keeper = User.objects.create_superuser("keeper", password="keeper-sails-slowly")
    browser.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("table", ["user", "team", "term", "incident"])
def test_every_list_opens_and_searches(client, table):
    factories.saved("KF-900")
    Term.objects.create(facet="tide", slug="spring", label="Spring tide", description="High", position=0)
    Team.objects.create(name="Harbour", slug="harbour")
    assert "1 " in text(client, f"/admin/incidents/{table}/")
    text(client, f"/admin/incidents/{table}/?q=harbour")


@pytest.mark.parametrize(
    "path", ["incidents/term/?facet=%00", "incidents/term/?q=a%00", "incidents/user/?role=%00"]
)
def test_what_no_database_holds_is_refused(client, path):
    response = client.get(f"/admin/{path}")
    assert response.status_code == 400
    assert "This request could not be read" in response.content.decode()


def test_people_get_their_role(client):
    person = factories.user("robin")
    path = f"/admin/incidents/user/{person.pk}/change/"
    client.post(path, {"username": "robin", "role": "editor", "is_active": "on", "display_name": "Robin"})
    person.refresh_from_db()
    assert (person.role, person.display_name) == ("editor", "Robin")


def test_teams_are_shown_and_change_on_their_page(client):
    person, team = factories.user("robin"), Team.objects.create(name="Harbour", slug="harbour")
    Membership.objects.create(team=team, user=person)
    path = f"/admin/incidents/team/{team.pk}"
    shown = text(client, f"{path}/change/")
    assert "robin" in shown
    assert 'href="/teams/harbour"' in shown
    assert client.post(f"{path}/change/", {"name": "Other", "slug": "harbour"}).status_code == 403
    assert client.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/incidents/team/add/").status_code == 403
    assert Membership.objects.filter(team__name="Harbour", user=person).exists()


def test_a_term_gets_synonyms_and_keeps_its_name(client):
    term = Term.objects.create(facet="tide", slug="spring", label="Spring", description="High", position=0)
    path = f"/admin/incidents/term/{term.pk}/change/"
    sent = {
        "facet": "other",
        "slug": "renamed",
        "label": "Spring tide",
        "description": "High",
        "position": 0,
        "synonyms-TOTAL_FORMS": 1,
        "synonyms-INITIAL_FORMS": 0,
        "synonyms-0-text": "syzygy",
    }
    assert client.post(path, sent).status_code == 302
    term.refresh_from_db()
    assert (term.facet, term.slug, term.label) == ("tide", "spring", "Spring tide")
    assert [synonym.text for synonym in term.synonyms.all()] == ["syzygy"]


def test_a_term_stays(client):
    term = Term.objects.create(facet="tide", slug="spring", label="Spring", description="High", position=0)
    assert client.post(f"/admin/incidents/term/{term.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Term.objects.filter(pk=term.pk).exists()


def test_stories_are_shown_and_never_written(client):
    incident = factories.saved("KF-900").incident
    path = f"/admin/incidents/incident/{incident.pk}"
    assert "KF-900" in text(client, f"{path}/change/")
    assert client.post(f"{path}/change/", {"title": "Other"}).status_code == 403
    assert client.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/incidents/incident/add/").status_code == 403
    incident.refresh_from_db()
    assert incident.title != "Other"


def test_only_administrators_come_in(client):
    reader = Client()
    reader.force_login(
        factories.user("editor", role=User.Role.EDITOR), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert reader.get("/admin/incidents/user/").status_code == 302
