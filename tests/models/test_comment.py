from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from incidents.models import Comment, Incident, User
from tests import factories
from tests.factories import NOW
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def robin() -> User:
    return factories.user("robin")


@pytest.fixture
def said(robin: User) -> dict[str, Any]:
    factories.saved("KF-1")
    return {
        "incident": Incident.objects.get(ref="KF-1"),
        "text": "Who looked first?",
        "author": robin,
        "written_at": NOW,
    }


def comment(said: dict[str, Any], **fields: Any) -> Comment:
    return Comment.objects.create(**{"key": uuid4()} | said | fields)


def test_a_comment_says_something(said: dict[str, Any]) -> None:
    with refused_by("comment_says_something"):
        comment(said, text="")


def test_what_is_sent_twice_is_written_once(said: dict[str, Any]) -> None:
    comment(said, key=UUID(int=1))
    with refused_by("incidents_comment_key_key"):
        comment(said, key=UUID(int=1))


@pytest.mark.parametrize("field", ["anchor", "resolved_at"])
def test_a_reply_is_no_thread(said: dict[str, Any], robin: User, field: str) -> None:
    began = comment(said)
    comment(said, thread=began)
    resolved = {"resolved_at": NOW, "resolved_by": robin}
    with refused_by("comment_that_replies_is_no_thread"):
        comment(said, thread=began, **({"anchor": "f1"} if field == "anchor" else resolved))


def test_a_comment_replies_to_another(said: dict[str, Any]) -> None:
    began = comment(said)
    with refused_by("comment_replies_to_another"):
        Comment.objects.filter(pk=began.pk).update(thread=began.pk)


def test_somebody_resolves_it(said: dict[str, Any]) -> None:
    with refused_by("comment_is_resolved_by_somebody"):
        comment(said, resolved_at=NOW)


def test_it_is_resolved_after_it_was_written(said: dict[str, Any], robin: User) -> None:
    with refused_by("comment_is_resolved_after_it_was_written"):
        comment(said, resolved_at=NOW - timedelta(seconds=1), resolved_by=robin)
