import csv

import pytest
from django.test import Client

from incidents.stories.document import Relation, TimelineEvent
from tests import factories
from tests.page import read
from tests.web import statements

pytestmark = pytest.mark.django_db


def table(path: str) -> list[list[str]]:
    response = Client().get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(response.getvalue().decode().splitlines()))


def test_causes_as_a_table():
    factories.saved("KF-900")
    header, row = table("/KF-900/causes.csv")
    assert header == ["from", "from_text", "how", "to", "to_text"]
    assert row == ["f1", "The limit is below what the start needs", "leads_to", "s1", "Pods restart"]


def test_the_timeline_as_a_table_holds_no_formula():
    events = (TimelineEvent(id="e1", phase="start", text="=HYPERLINK(1)", at="2019-05"),)
    factories.saved("KF-900", timeline=events)
    assert table("/KF-900/timeline.csv")[1] == ["e1", "2019-05", "start", "'=HYPERLINK(1)", ""]


def test_the_lanes_of_a_timeline_are_called_what_its_entries_are(vocabulary):
    events = tuple(
        TimelineEvent(id=f"e{n}", phase="diagnose", text=f"Step {n}", at=f"2019-05-21T10:0{n}Z")
        for n in (1, 2, 3)
    )
    factories.saved("KF-900", timeline=events)
    shown = read(Client().get("/KF-900").content.decode())
    assert "Diagnosis" in shown.words("text")
    assert [item.text.count("Diagnosis") for item in shown.at("timeline").all("li")] == [1, 1, 1]


@pytest.fixture
def chain():
    """KF-903 to KF-902 to KF-901 to KF-900: three steps."""
    for number in range(900, 904):
        to = (Relation(type="see_also", to=f"KF-{number - 1}", on="a rope"),) if number > 900 else ()
        factories.saved(f"KF-{number}", title=f"Story {number}", relations=to)


def test_relations_reach_two_steps_far(chain):
    rows = table("/KF-900/relations.csv")[1:]
    assert [(row[0], row[2], row[3], row[5]) for row in rows] == [
        ("KF-901", "see_also", "KF-900", "a rope"),
        ("KF-902", "see_also", "KF-901", "a rope"),
    ]
    shown = read(Client().get("/KF-900/relations").content.decode())
    assert ("KF-902 Story 902", "/KF-902") in shown.links
    assert "Story 903" not in shown.text


def test_a_story_between_that_a_reader_may_not_see_cuts_the_chain(chain):
    factories.saved(
        "KF-905",
        title="Inside",
        visibility="organisation",
        relations=(Relation(type="see_also", to="KF-900"),),
    )
    assert "Inside" not in Client().get("/KF-900/relations").content.decode()


def test_a_story_alone_says_so():
    factories.saved("KF-900")
    assert "No related stories yet" in Client().get("/KF-900/relations").content.decode()


@pytest.mark.parametrize("others", [1, 3])
def test_relations_cost_four_queries(others):
    factories.saved("KF-900")
    for number in range(others):
        factories.saved(f"KF-{910 + number}", relations=(Relation(type="see_also", to="KF-900"),))
    # The story with its document, relations that touch it, relations among its neighbours, words.
    with statements.counted() as asked:
        Client().get("/KF-900/relations")
    assert len(asked) == 4, "\n".join(asked)
