"""Others save the story while an author types: she takes it over, and loses nothing."""

from uuid import UUID, uuid4

import pytest

from incidents.domain import drafts, stories
from incidents.errors import NotPossible, Outdated, Refused
from incidents.models import Draft, Incident, User
from incidents.stories.drafting import Choice
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    author = factories.user("author", role=User.Role.AUTHOR)
    factories.saved("KF-900", author=author, origin="person", aliases=("HARBOUR-7",))
    draft = drafts.start_from(incident=Incident.objects.get(), author=author, key=uuid4(), now=NOW)
    Draft.objects.update(content=draft.content | {"title": "Mine", "summary": "Mine, too"}, number=3)
    return Draft.objects.get()


def updated(draft: Draft, *, number: int = 3, revision: int = 2, **choices: Choice) -> Draft:
    return drafts.update(
        draft=draft, number=number, revision=revision, choices=choices, key=UUID(int=9), now=NOW
    )


@pytest.mark.usefixtures("vocabulary")
def test_it_goes_on_from_the_revision_of_the_others_and_is_saved(draft: Draft) -> None:
    factories.changed("KF-900", title="Theirs", aliases=("HARBOUR-7", "HARBOUR-8"))
    made = updated(draft, title="theirs")
    assert (made.based_on, made.content["title"], made.content["summary"]) == (2, "Theirs", "Mine, too")
    drafts.publish(draft=made, author=made.author, prefix="KF", now=NOW)
    story = stories.current(ref="KF-900")
    assert (story.title, story.summary, story.aliases) == (
        "Theirs",
        "Mine, too",
        ("HARBOUR-7", "HARBOUR-8"),
    )


def test_the_draft_before_is_kept_and_open_pages_go_on_from_it(draft: Draft) -> None:
    factories.changed("KF-900", title="Theirs")
    updated(draft, title="theirs")
    before = Draft.objects.get(pk=draft.pk)
    assert (before.discarded_at, before.content["title"], before.based_on) == (NOW, "Mine", 1)
    kept = drafts.save_typed(
        draft=draft.key,
        author=draft.author,
        content=draft.content | {"title": "Typed on"},
        writer=draft.writer,
        number=4,
        based_on=3,
        fork=UUID(int=10),
        now=NOW,
    )
    fork = Draft.objects.get(key=kept.key)
    assert (kept.is_fork, fork.based_on, fork.content["title"]) == (True, 1, "Typed on")


def test_a_part_that_others_removed_keeps_what_the_form_does_not_offer(draft: Draft) -> None:
    removed = {"id": "v1", "file": "a.log", "text": "A log"}
    draft.began_from = draft.began_from | {"evidence": [removed]}
    draft.save()
    factories.changed("KF-900", title="Theirs")
    assert updated(draft).began_from["evidence"] == [removed]


@pytest.mark.parametrize(("number", "revision"), [(2, 2), (3, 3)])
def test_choices_hold_for_what_they_were_made_for(draft: Draft, number: int, revision: int) -> None:
    factories.changed("KF-900", title="Theirs")
    with pytest.raises(Outdated):
        updated(draft, number=number, revision=revision)
    assert Draft.objects.get().discarded_at is None


def test_there_has_to_be_something_to_take_over(draft: Draft) -> None:
    with pytest.raises(NotPossible, match="Nobody has saved"):
        updated(draft)
    factories.changed("KF-900", title="Theirs")
    updated(draft)
    with pytest.raises(NotPossible):
        updated(draft)


def test_what_is_too_much_together_is_refused(draft: Draft) -> None:
    factories.changed("KF-900", title="Theirs")
    Draft.objects.update(content=draft.content | {"body": "0123456789" * 110_000})
    with pytest.raises(Refused):
        updated(draft)
    assert Draft.objects.get().discarded_at is None
