"""Nothing that was typed is overwritten by what is older, or by another page."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from incidents import erasing, tasks
from incidents.domain import drafts, erasure
from incidents.domain.drafts import KeptDraft, typing
from incidents.errors import NotPossible, Refused
from incidents.models import Draft, Incident, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

HERE, THERE, FORK = (UUID(int=number) for number in (1, 2, 3))


@pytest.fixture
def author() -> User:
    return factories.user("author", role=User.Role.AUTHOR)


@pytest.fixture
def draft(author: User) -> Draft:
    return drafts.start(author=author, key=uuid4(), content={}, now=NOW)


def typed(draft: Draft, text: str, *, writer: UUID, number: int, based_on: int, **others: Any) -> KeptDraft:
    return drafts.save_typed(
        draft=draft.key,
        author=others.get("author", draft.author),
        content={"title": text},
        writer=writer,
        number=number,
        based_on=based_on,
        fork=FORK,
        now=NOW,
    )


def texts() -> set[str]:
    return set(Draft.objects.values_list("content__title", flat=True))


def test_saving_what_is_typed_takes_one_statement(
    draft: Draft, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # The update of the draft.
    with django_assert_num_queries(1):
        assert typed(draft, "A", writer=HERE, number=1, based_on=0) == KeptDraft(draft.key, 1)


def test_a_page_goes_on_from_its_own_saves_and_repeats_one_that_it_heard_nothing_of(draft: Draft) -> None:
    typed(draft, "A", writer=HERE, number=1, based_on=0)
    typed(draft, "A again", writer=HERE, number=1, based_on=0)
    typed(draft, "B", writer=HERE, number=3, based_on=0)
    assert texts() == {"B"}


def test_what_comes_late_from_the_same_page_changes_nothing(draft: Draft) -> None:
    typed(draft, "newer", writer=HERE, number=5, based_on=0)
    assert typed(draft, "older", writer=HERE, number=4, based_on=0) == KeptDraft(draft.key, 5)
    assert texts() == {"newer"}


def test_another_page_goes_on_where_it_knows_what_was_saved_last(draft: Draft) -> None:
    typed(draft, "A", writer=HERE, number=1, based_on=0)
    assert not typed(draft, "B", writer=THERE, number=2, based_on=1).is_fork
    assert texts() == {"B"}


def test_another_page_that_does_not_know_it_forks(draft: Draft) -> None:
    typed(draft, "here", writer=HERE, number=1, based_on=0)
    assert typed(draft, "there", writer=THERE, number=9, based_on=0) == KeptDraft(FORK, 9, is_fork=True)
    assert texts() == {"here", "there"}
    assert Draft.objects.get(key=FORK).forked_from == draft


def test_a_page_that_did_not_hear_of_its_fork_goes_on_in_it(draft: Draft) -> None:
    typed(draft, "here", writer=HERE, number=1, based_on=0)
    typed(draft, "there", writer=THERE, number=1, based_on=0)
    assert typed(draft, "there again", writer=THERE, number=2, based_on=0) == KeptDraft(FORK, 2, is_fork=True)
    assert typed(draft, "late", writer=THERE, number=1, based_on=0) == KeptDraft(FORK, 2, is_fork=True)
    assert typed(Draft.objects.get(key=FORK), "on", writer=THERE, number=3, based_on=0) == KeptDraft(FORK, 3)
    assert texts() == {"here", "on"}


def test_who_types_into_a_discarded_draft_gets_one_of_its_own(draft: Draft) -> None:
    drafts.discard(draft=draft, now=NOW)
    assert typed(draft, "on", writer=HERE, number=1, based_on=0).is_fork
    with pytest.raises(NotPossible):
        drafts.discard(draft=draft, now=NOW)


def test_nobody_types_into_the_draft_of_another(draft: Draft) -> None:
    with pytest.raises(NotPossible):
        typed(draft, "x", writer=HERE, number=1, based_on=0, author=factories.user("other"))
    assert texts() == {None}


def test_what_is_too_much_is_refused(draft: Draft) -> None:
    with pytest.raises(Refused, match="too much for a draft"):
        typed(draft, "x" * 1_000_001, writer=HERE, number=1, based_on=0)


def test_an_author_has_so_many_open_drafts(author: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typing, "MOST_OPEN", 1)
    drafts.start(author=author, key=uuid4(), content={}, now=NOW)
    with pytest.raises(NotPossible, match="open drafts"):
        drafts.start(author=author, key=uuid4(), content={}, now=NOW)


def test_discarded_drafts_go_after_thirty_days(draft: Draft) -> None:
    drafts.discard(draft=draft, now=NOW)
    assert drafts.forget(now=NOW + timedelta(days=30)) == 0
    drafts.restore(draft=draft)
    with pytest.raises(NotPossible):
        drafts.restore(draft=draft)
    drafts.discard(draft=draft, now=NOW - timedelta(days=5_000))
    tasks.drafts.forget()
    assert not Draft.objects.exists()


def test_what_is_erased_from_a_story_leaves_its_drafts_and_an_open_page_forks(author: User) -> None:
    factories.saved("KF-900", summary="The token was hunter2.")
    draft = drafts.start_from(incident=Incident.objects.get(), author=author, key=uuid4(), now=NOW)
    words = erasing.words(["hunter2"])
    assert [place for place in erasure.traces(ref="KF-900", words=words).places if "draft" in place] == [
        "KF-900, a draft, content",
        "KF-900, a draft, began from",
    ]
    erasure.erase(ref="KF-900", words=words, author=author, reason="A token was pasted.", now=NOW)
    draft.refresh_from_db()
    assert "hunter2" not in str((draft.content, draft.began_from))
    assert draft.content["summary"] == "The token was [erased]."
    assert typed(draft, "on", writer=HERE, number=1, based_on=0).is_fork
