"""Comments have the visibility of their story, and tell nobody who may not see it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from incidents.domain import sharing
from incidents.domain.reviewing import comments
from incidents.errors import NotPossible, Refused
from incidents.models import Comment, Incident, Notification, User
from incidents.models.comment import LONGEST
from incidents.models.reader import ANYBODY, Reader
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def robin() -> User:
    return factories.user("robin", role="author")


@pytest.fixture
def pat() -> User:
    return factories.user("pat")


@pytest.fixture
def story(robin: User, pat: User) -> Incident:
    """A draft that its owner sees, and Pat by name."""
    factories.saved("KF-1", author=robin, visibility="people", status="draft")
    incident = Incident.objects.get(ref="KF-1")
    sharing.name_reader(incident=incident, username="pat", actor=robin, at=NOW)
    Notification.objects.all().delete()
    return incident


def write(story: Incident, actor: User, text: str = "Who looked first?", **fields: Any) -> Comment:
    asked = {"anchor": "", "thread": None, "key": uuid4(), "at": NOW} | fields
    return comments.write(incident=story, text=text, actor=actor, **asked)


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.order_by("pk").select_related("recipient")
    return [(one.kind, one.recipient.username) for one in rows]


def test_comments_are_seen_with_their_story_by_whoever_is_signed_in(
    story: Incident, robin: User, pat: User
) -> None:
    write(story, robin)
    factories.saved("KF-2", status="published")
    write(Incident.objects.get(ref="KF-2"), pat)
    sam = Reader.of(factories.user("sam"))
    seen = [Comment.objects.visible_to(one).count() for one in (Reader.of(pat), sam, ANYBODY)]
    assert seen == [2, 1, 0]


def test_whoever_may_not_see_the_story_comments_on_nothing(story: Incident, robin: User, pat: User) -> None:
    began = write(story, pat)
    sharing.remove_reader(incident=story, username="pat", actor=robin, at=NOW)
    with pytest.raises(NotPossible):
        write(story, pat)
    with pytest.raises(NotPossible):
        comments.resolve(incident=story, thread=began.pk, actor=pat, at=NOW)


def test_who_is_mentioned_is_told_where_she_may_see_the_story(
    story: Incident, robin: User, pat: User
) -> None:
    factories.user("sam")
    write(story, robin, "As @pat said, and @sam, @nobody and me@pat.example.")
    assert told() == [("comment.mention", "pat")]


def test_owner_and_thread_are_told_once(story: Incident, robin: User, pat: User) -> None:
    began = write(story, pat)
    assert told() == [("comment.written", "robin")]
    write(story, robin, "I did, @pat.", thread=began.pk)
    write(story, robin, "And Sam.", thread=began.pk)
    assert told()[1:] == [("comment.mention", "pat"), ("comment.written", "pat")]


def test_whoever_lost_the_story_is_not_told_of_her_thread(story: Incident, robin: User, pat: User) -> None:
    began = write(story, pat)
    sharing.remove_reader(incident=story, username="pat", actor=robin, at=NOW)
    Notification.objects.all().delete()
    write(story, robin, "@pat?", thread=began.pk)
    assert told() == []


def test_what_is_sent_twice_is_written_and_told_once(story: Incident, pat: User) -> None:
    key = uuid4()
    assert write(story, pat, key=key) == write(story, pat, key=key)
    assert Comment.objects.count() == len(told()) == 1


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({"text": " \n"}, ["/text"]),
        ({"text": "x" * (LONGEST + 1)}, ["/text"]),
        ({"anchor": "f99", "text": ""}, ["/text", "/anchor"]),
        ({"thread": 2**62}, ["/thread"]),
    ],
    ids=["blank", "long", "part", "thread"],
)
def test_every_fault_is_named(
    story: Incident, robin: User, fields: dict[str, Any], pointers: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        write(story, robin, **{"text": "Who?"} | fields)
    assert [fault.pointer for fault in refused.value.faults] == pointers
    assert not Comment.objects.exists()


def test_a_thread_of_another_story_is_none(story: Incident, robin: User) -> None:
    factories.saved("KF-2", author=robin)
    other = write(Incident.objects.get(ref="KF-2"), robin)
    with pytest.raises(Refused):
        write(story, robin, thread=other.pk)
    with pytest.raises(NotPossible):
        comments.resolve(incident=story, thread=other.pk, actor=robin, at=NOW)


def test_a_reply_takes_no_reply_of_its_own(story: Incident, robin: User) -> None:
    reply = write(story, robin, thread=write(story, robin).pk)
    with pytest.raises(Refused):
        write(story, robin, thread=reply.pk)


def test_a_thread_is_resolved_and_opened_again(story: Incident, robin: User, pat: User) -> None:
    began = write(story, pat)
    later = NOW + timedelta(hours=1)
    assert comments.resolve(incident=story, thread=began.pk, actor=pat, at=later)
    assert not comments.resolve(incident=story, thread=began.pk, actor=robin, at=later)
    began.refresh_from_db()
    assert (began.resolved_at, began.resolved_by) == (later, pat)
    assert comments.reopen(incident=story, thread=began.pk, actor=robin)
    assert not comments.reopen(incident=story, thread=began.pk, actor=robin)


def test_a_thread_of_others_is_resolved_by_those_who_edit(story: Incident, robin: User, pat: User) -> None:
    began = write(story, robin)
    with pytest.raises(NotPossible):
        comments.resolve(incident=story, thread=began.pk, actor=pat, at=NOW)


def test_there_is_an_end_to_comments(story: Incident, robin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "MOST", 1)
    write(story, robin)
    with pytest.raises(NotPossible):
        write(story, robin)
