"""Whoever is asked to review a story sees it as long as she is asked, wherever stories are read."""

import pytest

from incidents.domain import reviewing, search, stories
from incidents.errors import NotPossible, Refused
from incidents.models import AuditEntry, Incident, Notification, ReviewRequest, SearchEntry, Team, User
from incidents.models.reader import Reader
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

STATUSES = ("draft", "published")


@pytest.fixture
def robin() -> User:
    return factories.user("robin", role="author")


@pytest.fixture
def pat() -> User:
    return factories.user("pat")


@pytest.fixture(params=[("public", "draft"), ("team", "published"), ("people", "draft")], ids="-".join)
def story(request: pytest.FixtureRequest, robin: User) -> Incident:
    """A story that only its owner sees."""
    visibility, status = request.param
    team = Team.objects.create(name="Harbour", slug="harbour")
    factories.saved("KF-1", author=robin, visibility=visibility, status=status, team=team)
    return Incident.objects.get(ref="KF-1")


def ask(story: Incident, username: str, actor: User) -> bool:
    return reviewing.ask(incident=story, username=username, actor=actor, at=NOW)


def seen(person: User) -> list[bool]:
    """Whether the person sees the story: by itself, in lists, by its words, and by its name."""
    reader = Reader.of(person)
    query = search.Query(text="pods", statuses=STATUSES)
    return [
        Incident.objects.visible_to(reader).exists(),
        SearchEntry.objects.visible_to(reader).exists(),
        search.find(reader=reader, query=query).total > 0,
        stories.visible.named(name="KF-1", reader=reader) is not None,
    ]


def test_whoever_is_asked_sees_the_story_until_she_answers(story: Incident, robin: User, pat: User) -> None:
    assert not any(seen(pat))
    assert ask(story, "pat", robin)
    assert all(seen(pat))
    assert reviewing.answer(incident=story, actor=pat, at=NOW)
    assert not any(seen(pat))


def test_a_request_that_is_withdrawn_shows_nothing_any_more(story: Incident, robin: User, pat: User) -> None:
    ask(story, "pat", robin)
    assert all(seen(pat))
    assert reviewing.withdraw(incident=story, username="pat", actor=robin, at=NOW)
    assert not any(seen(pat))
    assert ask(story, "pat", robin)
    assert all(seen(pat))


def test_asking_again_changes_nothing(story: Incident, robin: User, pat: User) -> None:
    assert ask(story, "pat", robin)
    assert not ask(story, "pat", robin)
    assert reviewing.answer(incident=story, actor=pat, at=NOW)
    assert not reviewing.answer(incident=story, actor=pat, at=NOW)
    assert not reviewing.withdraw(incident=story, username="pat", actor=robin, at=NOW)
    assert ReviewRequest.objects.count() == 1


def test_it_is_told_and_recorded(story: Incident, robin: User, pat: User) -> None:
    ask(story, "pat", robin)
    reviewing.withdraw(incident=story, username="pat", actor=robin, at=NOW)
    ask(story, "pat", robin)
    reviewing.answer(incident=story, actor=pat, at=NOW)
    told = Notification.objects.filter(kind="review.asked", recipient=pat, story=story, actor=robin)
    assert told.count() == 2
    entries = AuditEntry.objects.filter(action__startswith="review.").order_by("pk")
    assert [(entry.action, entry.actor, entry.details) for entry in entries.filter(target="KF-1")] == [
        ("review.asked", robin, {"person": "pat"}),
        ("review.withdrawn", robin, {"person": "pat"}),
        ("review.asked", robin, {"person": "pat"}),
        ("review.answered", pat, {"person": "pat"}),
    ]


@pytest.mark.parametrize("username", ["nobody", "closed", "program"])
def test_whom_nobody_can_ask_gets_one_answer(story: Incident, robin: User, username: str) -> None:
    factories.user("closed", is_active=False)
    factories.user("program", is_service=True)
    with pytest.raises(Refused) as refused:
        ask(story, username, robin)
    (fault,) = refused.value.faults
    assert str(fault.message) == f"names no open account; there is none called “{username}”"
    assert not ReviewRequest.objects.exists()


@pytest.mark.parametrize(("username", "said"), [("", "is blank"), ("robin", "is your own")])
def test_nobody_asks_herself_or_no_one(story: Incident, robin: User, username: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        ask(story, username, robin)
    assert refused.value.faults[0].message.startswith(said)


def test_whoever_is_asked_asks_nobody(story: Incident, robin: User, pat: User) -> None:
    factories.user("sam")
    ask(story, "pat", robin)
    with pytest.raises(NotPossible):
        ask(story, "sam", pat)
    with pytest.raises(NotPossible):
        reviewing.withdraw(incident=story, username="pat", actor=pat, at=NOW)


def test_an_editor_who_may_not_see_the_story_asks_nobody(robin: User, pat: User) -> None:
    editor = factories.user("edith", role="editor")
    factories.saved("KF-1", author=robin, visibility="people")
    story = Incident.objects.get(ref="KF-1")
    with pytest.raises(NotPossible):
        ask(story, "pat", editor)


def test_a_story_is_not_shown_to_everybody_in_this_way(
    story: Incident, robin: User, pat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviewing.requests, "MOST", 1)
    factories.user("sam")
    ask(story, "pat", robin)
    with pytest.raises(NotPossible):
        ask(story, "sam", robin)


def test_a_closed_account_sees_nothing_though_it_is_asked(story: Incident, robin: User, pat: User) -> None:
    ask(story, "pat", robin)
    pat.is_active = False
    assert not any(seen(pat))
