import pytest
from django.test import Client

from incidents.stories.document import Action
from tests import factories
from tests.page import read
from tests.web import statements

pytestmark = pytest.mark.django_db


def home() -> str:
    return Client().get("/").content.decode()


def test_an_empty_catalogue_says_how_to_fill_it():
    assert "load_catalogue" in home()


def test_it_counts_what_there_is(vocabulary):
    factories.saved("KF-900", organisation="Harbour")
    factories.saved("KF-901")
    factories.saved("KF-902", status="draft")
    shown = read(home())
    counts = dict(zip(shown.words("dt"), shown.words("dd"), strict=True))
    assert (counts["stories"], counts["organisations"]) == ("2", "1")
    assert "/failure-modes/memory_exhaustion" in shown.addresses
    assert "KF-902" not in shown.text


def test_open_actions_are_shown_where_there_are_any(vocabulary):
    actions = (
        Action(id="a1", text="Write the quota", status="open"),
        Action(id="a2", text="Read the manual", status="done"),
    )
    factories.saved("KF-900")
    assert "Still open" not in home()
    factories.saved("KF-901", actions=actions)
    html = home()
    assert "Write the quota" in html
    assert "Read the manual" not in html


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_three_queries(vocabulary, rows):
    for number in range(rows):
        factories.saved(f"KF-{900 + number}")
    factories.entries_are_known()
    # The state of the index, the newest stories, open actions.
    with statements.counted() as asked:
        home()
    assert len(asked) == 3, "\n".join(asked)
