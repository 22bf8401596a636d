import pytest

from incidents.domain import reviewing, stories
from incidents.domain.stories import history
from incidents.models import Incident, User
from incidents.models.reader import ANYBODY, Reader
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return factories.user("editor", role="editor")


def numbers(incident: Incident, reader: Reader) -> list[int]:
    found = history.readable(incident=incident, reader=reader)
    return list(found.order_by("number").values_list("number", flat=True))


def test_drafts_stay_with_those_who_edit(editor: User) -> None:
    factories.saved("KF-1", status="draft")
    published = factories.document("KF-1")
    saved = stories.save(story=published, based_on=1, origin="catalogue", now=factories.NOW)
    assert numbers(saved.incident, ANYBODY) == [2]
    assert numbers(saved.incident, Reader.of(editor)) == [1, 2]


def test_whoever_reviews_a_draft_goes_back_as_far_as_it_had_the_same_readers() -> None:
    robin, pat = factories.user("robin", role="author"), factories.user("pat")
    factories.saved("KF-1", status="draft", visibility="people", author=robin)
    for based_on in (1, 2):
        draft = factories.document("KF-1", status="draft", title=f"Pods fail, part {based_on}")
        stories.save(story=draft, based_on=based_on, author=robin, origin="person", now=factories.NOW)
    incident = Incident.objects.get(ref="KF-1")
    reviewing.ask(incident=incident, username="pat", actor=robin, at=factories.NOW)
    assert numbers(incident, Reader.of(pat)) == [2, 3]
    assert numbers(incident, Reader.of(robin)) == [1, 2, 3]


def test_what_was_told_for_fewer_eyes_stays_hidden_when_the_story_opens() -> None:
    factories.saved("KF-1", visibility="organisation")
    opened = factories.document("KF-1")
    saved = stories.save(story=opened, based_on=1, origin="catalogue", now=factories.NOW)
    assert numbers(saved.incident, ANYBODY) == [2]
    assert numbers(saved.incident, Reader.of(factories.user("member"))) == [1, 2]


def test_what_a_withdrawn_story_told_stays_with_those_who_edit(editor: User) -> None:
    factories.saved("KF-1")
    saved = stories.withdraw(ref="KF-1", based_on=1, author=editor, reason="Not ours.", now=factories.NOW)
    assert numbers(saved.incident, ANYBODY) == [2]
    assert numbers(saved.incident, Reader.of(factories.user("member"))) == [2]
    assert numbers(saved.incident, Reader.of(editor)) == [1, 2]
