"""How often a story was seen, on its page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from incidents.models import Incident, User
from tests import factories
from tests.web.statements import counted

pytestmark = pytest.mark.django_db


def body(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def test_the_page_of_a_story_says_how_often_it_was_seen() -> None:
    incident, pat = factories.saved().incident, factories.user("pat")
    browser = Client()
    browser.force_login(pat, backend="django.contrib.auth.backends.ModelBackend")
    assert "Seen here" not in body(browser, "/KF-900")
    end = factories.NOW + timedelta(minutes=5)
    factories.sighting(incident, pat, environment="<b>production</b>", ended_at=end)
    once = body(browser, "/KF-900")
    assert "Seen once, on 2 March 2026." in once
    assert "&lt;b&gt;production&lt;/b&gt;" in once
    for number in range(1, 9):
        factories.sighting(incident, pat, now=factories.NOW + timedelta(days=number))
    with counted() as asked:
        often = body(browser, "/KF-900")
    assert "Seen 9 times, last on 10 March 2026." in often
    assert often.count("no end reported") == 5
    # Whether there are any, how many, the latest.
    assert len([sql for sql in asked if "incidents_sighting" in sql]) == 3
    assert "Seen here" not in body(Client(), "/KF-900")


def test_who_may_not_see_the_story_is_not_told(as_: Callable[[str], Client]) -> None:
    factories.sighting(Incident.objects.get(ref="KF-5"), User.objects.get(username="owner"))
    for name, status in (("team_mate", 200), ("stranger", 404), ("editor", 404), ("anonymous", 404)):
        response = as_(name).get("/KF-5")
        assert response.status_code == status
        assert ("Seen once" in response.content.decode()) == (status == 200)
