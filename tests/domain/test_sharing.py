"""Whoever is named reads a story for named people, wherever stories are read, until she is removed."""

import pytest

from incidents.domain import sharing, stories
from incidents.errors import NotPossible, Refused
from incidents.models import AuditEntry, Incident, Notification, SearchEntry, User
from incidents.models.reader import Reader
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def robin() -> User:
    return factories.user("robin", role="author")


@pytest.fixture
def pat() -> User:
    return factories.user("pat")


@pytest.fixture(params=["draft", "published"])
def story(request: pytest.FixtureRequest, robin: User) -> Incident:
    factories.saved("KF-1", author=robin, visibility="people", status=request.param)
    return Incident.objects.get(ref="KF-1")


def name(story: Incident, username: str, actor: User) -> bool:
    return sharing.name_reader(incident=story, username=username, actor=actor, at=NOW)


def remove(story: Incident, username: str, actor: User) -> bool:
    return sharing.remove_reader(incident=story, username=username, actor=actor, at=NOW)


def seen(person: User) -> list[bool]:
    reader = Reader.of(person)
    return [
        Incident.objects.visible_to(reader).exists(),
        SearchEntry.objects.visible_to(reader).exists(),
        stories.visible.named(name="KF-1", reader=reader) is not None,
    ]


def test_whoever_is_named_sees_the_story_until_she_is_removed(
    story: Incident, robin: User, pat: User
) -> None:
    assert not any(seen(pat))
    assert name(story, "pat", robin)
    assert all(seen(pat))
    assert not name(story, "pat", robin)
    assert remove(story, "pat", robin)
    assert not remove(story, "pat", robin)
    assert not any(seen(pat))


def test_it_is_told_and_recorded(story: Incident, robin: User, pat: User) -> None:
    name(story, "pat", robin)
    remove(story, "pat", robin)
    told = Notification.objects.get(kind="reader.named")
    assert (told.recipient, told.story, told.actor) == (pat, story, robin)
    entries = AuditEntry.objects.filter(action__startswith="reader.", target="KF-1").order_by("pk")
    assert [(entry.action, entry.actor, entry.details) for entry in entries] == [
        ("reader.named", robin, {"person": "pat"}),
        ("reader.removed", robin, {"person": "pat"}),
    ]


@pytest.mark.parametrize("username", ["nobody", "closed", "program", "robin", ""])
def test_whom_nobody_can_name(story: Incident, robin: User, username: str) -> None:
    factories.user("closed", is_active=False)
    factories.user("program", is_service=True)
    with pytest.raises(Refused) as refused:
        name(story, username, robin)
    assert [fault.pointer for fault in refused.value.faults] == ["/username"]
    assert not story.readers.exists()


def test_whoever_is_named_names_and_removes_nobody(story: Incident, robin: User, pat: User) -> None:
    factories.user("sam")
    name(story, "pat", robin)
    with pytest.raises(NotPossible):
        name(story, "sam", pat)
    with pytest.raises(NotPossible):
        remove(story, "pat", pat)


def test_an_editor_who_may_not_see_the_story_lets_herself_in_by_no_one(story: Incident, pat: User) -> None:
    editor = factories.user("edith", role="editor")
    with pytest.raises(NotPossible):
        name(story, "pat", editor)


def test_names_are_for_stories_for_named_people(robin: User, pat: User) -> None:
    factories.saved("KF-2", author=robin, visibility="organisation", status="draft")
    with pytest.raises(NotPossible):
        name(Incident.objects.get(ref="KF-2"), "pat", robin)
    assert not any(seen(pat))


def test_no_more_are_named_than_can_be(
    story: Incident, robin: User, pat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "MOST", 1)
    factories.user("sam")
    name(story, "pat", robin)
    with pytest.raises(NotPossible):
        name(story, "sam", robin)
