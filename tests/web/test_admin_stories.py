"""Nobody sees in the administration what the pages hide."""

import pytest

from incidents.models import Incident, Team
from incidents.models.reader import Reader
from tests import factories
from tests.web.administrators import address, administrator, browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_cast")]


@pytest.mark.parametrize("query", ["", "?q=KF", "?visibility=team", "?team__id__exact={team}", "?o=2"])
def test_stories_are_listed_as_far_as_one_may_see_them(query):
    person = administrator()
    team = Team.objects.get()
    html = browser_of(person).get(f"/admin/incidents/incident/{query.format(team=team.pk)}").content.decode()
    seen = set(Incident.objects.visible_to(Reader.of(person)).values_list("ref", flat=True))
    hidden = set(Incident.objects.values_list("ref", flat=True)) - seen
    assert {"KF-5", "KF-6", "KF-7", "KF-8"} <= hidden
    assert not [ref for ref in hidden if f">{ref}<" in html]


def test_a_team_without_a_story_that_one_sees_is_no_filter():
    browser = browser_of(administrator())
    assert "Harbour</a>" in browser.get("/admin/incidents/incident/").content.decode()
    Incident.objects.exclude(visibility="team").update(team=None)
    assert "Harbour</a>" not in browser.get("/admin/incidents/incident/").content.decode()


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_a_hidden_story_answers_as_an_unknown_one(page):
    browser = browser_of(administrator())
    hidden = browser.get(address(Incident.objects.get(ref="KF-5"), page))
    unknown = browser.get(f"/admin/incidents/incident/999999/{page}/")
    assert (hidden.status_code, hidden.get("Location")) == (unknown.status_code, unknown.get("Location"))
    assert hidden.status_code in {302, 403}


def test_no_key_leads_to_a_story():
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(Incident).pk
    hidden = Incident.objects.get(ref="KF-5")
    assert browser_of(administrator()).get(f"/admin/r/{kind}/{hidden.pk}/").status_code == 404


def test_a_story_one_sees_leads_to_its_page():
    html = browser_of(administrator()).get(address(Incident.objects.get(ref="KF-1"))).content.decode()
    assert 'href="/KF-1"' in html


@pytest.mark.parametrize("kind", ["team", "user"])
def test_what_hangs_on_a_row_is_not_named_before_it_is_deleted(kind):
    title = "Zeppelin over the harbour"
    author = factories.user("skipper")
    team = Team.objects.get()
    incident = factories.saved("KF-50", title=title, author=author, team=team, visibility="team").incident
    row = {"team": team, "user": author}[kind]
    browser = browser_of(administrator())

    def asked() -> str:
        chosen = {"action": "delete_selected", "_selected_action": [row.pk]}
        pages = browser.get(address(row, "delete")), browser.post(f"/admin/incidents/{kind}/", chosen)
        return "".join(page.content.decode() for page in pages)

    assert title not in asked()
    Incident.objects.filter(pk=incident.pk).update(owner=None)
    html = asked()
    assert "KF-50" not in html
    assert title not in html
    assert ("records of stories" in html) == (kind == "user"), "the author of a revision stays"
