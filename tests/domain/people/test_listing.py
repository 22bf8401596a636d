"""People are found by the beginnings of their words, and come in pages that nothing shifts."""

import pytest

from incidents.domain.people import listing
from incidents.domain.people.listing import PeopleFilter
from incidents.models import Membership, Team, User
from tests import factories

pytestmark = pytest.mark.django_db


def found(text: str = "", **asked: str) -> list[str]:
    page = listing.people(asked=PeopleFilter(text=text, **asked))
    assert page.total == len(page.shown.rows)
    return [person.username for person in page.shown.rows]


@pytest.fixture
def crew() -> None:
    factories.user("robin.quay", display_name="Robin Quay", email="rq@harbour.example")
    factories.user("layla", display_name="ليلى الهاشمي", role="editor")
    factories.user("devi", display_name="देवी शर्मा", is_active=False)
    factories.user("o-brien", display_name="Conor O’Brien & Sons")
    factories.user("pipeline", is_service=True)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("robin", ["robin.quay"]),
        ("QUAY rob", ["robin.quay"]),
        ("quay", ["robin.quay"]),
        ("robin.quay", ["robin.quay"]),
        ("rq@harbour", ["robin.quay"]),
        ("harbour.example", ["robin.quay"]),
        ("obin", []),
        ("الهاش", ["layla"]),
        ("शर्", ["devi"]),
        ("brien", ["o-brien"]),
        ("'; -- & | ! ( ) : * < > \\", ["devi", "layla", "o-brien", "pipeline", "robin.quay"]),
        ("robin & !quay", ["robin.quay"]),
        ("robin zzz", []),
        ("…", []),
        ("x\0y", []),
    ],
)
def test_each_word_begins_a_word(crew: None, text: str, names: list[str]) -> None:
    assert found(text) == names


def test_filters(crew: None) -> None:
    assert found(role="editor") == ["layla"]
    assert found(state="closed") == ["devi"]
    assert found(state="program") == ["pipeline"]
    assert found("quay", state="open", role="reader") == ["robin.quay"]
    assert found("quay", state="open", role="author") == []
    team = Team.objects.create(name="Pier", slug="pier")
    Membership.objects.create(team=team, user=User.objects.get(username="layla"))
    assert found(team="pier") == ["layla"]
    assert found(team="nowhere") == []


def test_pages_lead_there_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "ON_A_PAGE", 2)
    for name in "abcde":
        factories.user(name)

    def page(**place: str) -> tuple[str, str, str]:
        shown = listing.people(asked=PeopleFilter(), **place).shown
        return "".join(person.username for person in shown.rows), shown.before, shown.after

    assert page() == ("ab", "", "b")
    assert page(after="b") == ("cd", "c", "d")
    assert page(after="d") == ("e", "e", "")
    assert page(before="e") == ("cd", "c", "d")
    assert page(before="c") == ("ab", "", "b")
    assert page(after="e") == ("", "", "")


def test_more_than_enough_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_COUNTED", 2)
    for name in "ab":
        factories.user(name)
    found = listing.people(asked=PeopleFilter())
    assert (found.total, found.is_more) == (2, False)
    factories.user("c")
    found = listing.people(asked=PeopleFilter())
    assert (found.total, found.is_more) == (2, True)
