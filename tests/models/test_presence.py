"""What is said to be there is what a list would show."""

from uuid import uuid4

import pytest

from incidents.domain import actions, drafts, stories
from incidents.models import User, presence
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def robin() -> User:
    return factories.user(role="editor")


def test_actions_are_those_of_the_story_alone(robin):
    story, other = (factories.saved(ref).incident for ref in ("KF-1", "KF-2"))
    factories.action(story, robin)
    assert presence.has_actions(story.pk)
    assert not presence.has_actions(other.pk)


def test_work_is_what_somebody_owns_and_has_not_finished(robin):
    story = factories.saved().incident
    assert not presence.has_work(robin.pk)
    item = factories.action(story, robin, owner=robin.username)
    assert presence.has_work(robin.pk)
    assert actions.mine(person=robin, number=5) == [item]
    actions.drop(item=item, reason="Gone with the cluster.", based_on=item.version, actor=robin, now=NOW)
    assert not presence.has_work(robin.pk)


def test_what_was_seen_of_a_merged_story_counts_for_the_other(robin):
    story, merged = (factories.saved(ref).incident for ref in ("KF-1", "KF-2"))
    factories.sighting(merged, robin)
    assert not presence.was_seen(story.pk)
    stories.merge(ref="KF-2", into="KF-1", based_on=1, author=robin, reason="Same.", now=NOW)
    assert presence.was_seen(story.pk)


def test_drafts_that_are_thrown_away_are_not_open(robin):
    assert not presence.has_open_drafts(robin.pk)
    draft = drafts.start(author=robin, key=uuid4(), content={}, now=NOW)
    assert presence.has_open_drafts(robin.pk)
    drafts.discard(draft=draft, now=NOW)
    assert not presence.has_open_drafts(robin.pk)
