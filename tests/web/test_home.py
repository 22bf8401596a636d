from datetime import timedelta

import pytest
from django.test import Client

from incidents.domain import stories
from incidents.stories.document import Fix, Occurred
from tests import factories
from tests.page import Part, read
from tests.web import statements

pytestmark = pytest.mark.django_db


def home() -> str:
    return Client().get("/").content.decode()


def test_an_empty_catalogue_says_how_to_fill_it():
    assert "load_catalogue" in home()


def refs(part: Part) -> list[str]:
    return [address.removeprefix("/") for address in part.addresses if address.startswith("/KF-")]


def test_the_stories_that_tell_most_come_first(vocabulary):
    unknown = (Fix(id="x1", phase="remediation", outcome="unknown", text="Restart", addresses=("f1",)),)
    factories.saved("KF-900", organisation="Harbour", occurred=Occurred(start="2019-05"))
    factories.saved("KF-901")
    factories.saved("KF-902", fixes=unknown)
    factories.saved("KF-903", status="draft")
    factories.saved("KF-904", visibility="organisation")
    shown = read(home()).section("Stories worth reading")
    assert refs(shown) == ["KF-900", "KF-901", "KF-902"]
    assert "Harbour May 2019" in shown.text
    assert "Worked Raise the limit" in shown.text
    assert "/failure-modes/memory_exhaustion" in read(home()).section("Failure modes").addresses


def test_a_story_that_is_closed_is_gone_at_once(vocabulary):
    factories.saved("KF-900")
    factories.saved("KF-901")
    assert "KF-901" in home()
    factories.changed("KF-901", visibility="organisation")
    assert "KF-901" not in home()


def test_what_changed_says_what_and_when(vocabulary):
    factories.saved("KF-900", title="Flood of pods")
    factories.saved("KF-901", title="Slow tide")
    later = factories.NOW + timedelta(days=1)
    stories.save(
        story=factories.document("KF-900", title="Flood of events"),
        based_on=1,
        origin="catalogue",
        reason="The title named the wrong thing.",
        now=later,
    )
    changes = read(home()).section("What changed").words("li")
    assert changes == [
        "KF-900 Flood of events The title named the wrong thing., 3 March 2026",
        "KF-901 Slow tide New, 2 March 2026",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_four_queries(vocabulary, rows):
    for number in range(rows):
        factories.saved(f"KF-{900 + number}")
    factories.entries_are_known()
    # The state of the index, which stories tell most, their rows, what changed.
    with statements.counted() as asked:
        home()
    assert len(asked) == 4, "\n".join(asked)
    # Which stories tell most is remembered until one changes.
    with statements.counted() as asked:
        home()
    assert len(asked) == 3, "\n".join(asked)
