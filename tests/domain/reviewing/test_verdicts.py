"""What reviewers say of a revision, who hears of it, and what publishing asks of it."""

from typing import Any

import pytest
from pytest_django import Settings

from incidents.domain import reviewing, stories
from incidents.errors import NotPossible, Outdated, Refused
from incidents.models import AuditEntry, Incident, Notification, Review, ReviewVerdict, User
from incidents.models.review import LONGEST
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
APPROVED, CHANGES = ReviewVerdict.APPROVED, ReviewVerdict.CHANGES_REQUESTED


@pytest.fixture
def robin() -> User:
    return factories.user("robin", role="author")


@pytest.fixture
def pat(story: Incident, robin: User) -> User:
    """Asked by the owner of the story."""
    pat = factories.user("pat")
    reviewing.ask(incident=story, username="pat", actor=robin, at=NOW)
    return pat


@pytest.fixture
def story(robin: User) -> Incident:
    factories.saved("KF-1", author=robin, origin="person", status="in_review")
    return Incident.objects.get(ref="KF-1")


def give(
    story: Incident, actor: User, verdict: ReviewVerdict = APPROVED, words: str = "", based_on: int = 1
) -> bool:
    return reviewing.verdicts.give(
        incident=story, verdict=verdict, words=words, based_on=based_on, actor=actor, at=NOW
    )


def save(author: User | None, based_on: int = 1, **fields: Any) -> None:
    document = factories.document("KF-1", **fields)
    origin = "person" if author else "catalogue"
    stories.save(story=document, based_on=based_on, origin=origin, author=author, now=NOW)


def refusal(author: User, based_on: int = 1, **fields: Any) -> str:
    with pytest.raises(Refused) as refused:
        save(author, based_on, **fields)
    (fault,) = refused.value.faults
    assert fault.pointer == "/status"
    return fault.message


def test_a_later_review_supersedes_an_earlier_one(story: Incident, pat: User) -> None:
    assert give(story, pat, CHANGES, "Say when it began.")
    assert not give(story, pat, CHANGES, " Say when it began.\n")
    assert give(story, pat, words="Now I understand.")
    earlier, later = Review.objects.order_by("pk")
    assert (earlier.superseded_at, later.superseded_at) == (NOW, None)
    assert list(Review.objects.standing()) == [later]


def test_it_is_withdrawn(story: Incident, pat: User) -> None:
    give(story, pat)
    assert reviewing.verdicts.withdraw(incident=story, actor=pat, at=NOW)
    assert not reviewing.verdicts.withdraw(incident=story, actor=pat, at=NOW)
    assert not Review.objects.standing().exists()


def test_who_asked_and_the_owner_hear_of_it_once(story: Incident, pat: User, robin: User) -> None:
    editor = factories.user("edith", role="editor")
    Review.objects.all().delete()
    give(story, pat, CHANGES, "Say when it began.")
    (told,) = Notification.objects.filter(kind="review.given")
    assert (told.recipient, told.actor, told.details["verdict"]) == (robin, pat, "changes requested")
    assert "began" not in str(told.details)
    give(story, editor)
    assert Notification.objects.filter(kind="review.given", recipient=robin).count() == 2
    recorded = AuditEntry.objects.filter(action__startswith="review.").order_by("pk")
    actions = [(entry.action, entry.actor) for entry in recorded if entry.action != "review.asked"]
    assert actions == [("review.objected", pat), ("review.approved", editor)]


def test_a_revision_that_she_has_not_read_is_not_reviewed(story: Incident, pat: User, robin: User) -> None:
    save(robin, status="in_review", title="Another title of the story")
    with pytest.raises(Outdated) as outdated:
        give(story, pat)
    assert outdated.value.current == 2
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("words", "said"), [(" ", "is blank"), ("x" * (LONGEST + 1), "has"), ("a\0", "holds")]
)
def test_words_at_fault(story: Incident, pat: User, words: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        give(story, pat, CHANGES, words)
    assert refused.value.faults[0].message.startswith(said)


def test_who_is_not_asked_or_not_any_more_reviews_nothing(story: Incident, pat: User) -> None:
    reviewing.answer(incident=story, actor=pat, at=NOW)
    for person in (pat, factories.user("sam")):
        with pytest.raises(NotPossible):
            give(story, person)
        with pytest.raises(NotPossible):
            reviewing.verdicts.withdraw(incident=story, actor=person, at=NOW)


def test_a_story_has_a_bound(story: Incident, pat: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing.verdicts, "MOST", 1)
    give(story, pat)
    with pytest.raises(NotPossible):
        give(story, pat, words="Once more")
    assert Review.objects.standing().count() == 1


def test_nothing_is_asked_unless_the_instance_wants_approvals(story: Incident, robin: User) -> None:
    save(robin, status="published")


class TestWhereApprovalsAreWanted:
    @pytest.fixture(autouse=True)
    def _wanted(self, settings: Settings) -> None:
        settings.APPROVALS_WANTED = 1

    def test_an_approved_story_is_published(self, story: Incident, robin: User, pat: User) -> None:
        assert "revision 1 has 0 of 1 approvals" in refusal(robin, status="published")
        give(story, pat)
        save(robin, status="published")
        assert Incident.objects.get(ref="KF-1").status == "published"

    def test_nothing_else_is_published(self, story: Incident, robin: User, pat: User) -> None:
        give(story, pat)
        said = refusal(robin, status="published", title="Another title of the story")
        assert said.startswith("would publish changes that nobody has approved")
        said = refusal(robin, status="published", visibility="organisation")
        assert said.startswith("would publish changes that nobody has approved")

    def test_a_later_revision_outdates_an_approval(self, story: Incident, robin: User, pat: User) -> None:
        give(story, pat)
        save(robin, status="in_review", title="Another title of the story")
        said = refusal(robin, 2, status="published", title="Another title of the story")
        assert "revision 2 has 0 of 1" in said

    def test_one_who_asks_for_changes_stops_it(self, story: Incident, robin: User, pat: User) -> None:
        give(story, factories.user("edith", role="editor"))
        give(story, pat, CHANGES, "Say when it began.")
        assert "asks for changes of revision 1" in refusal(robin, status="published")
        reviewing.verdicts.withdraw(incident=story, actor=pat, at=NOW)
        save(robin, status="published")

    @pytest.mark.parametrize("counts", [True, False])
    def test_her_own_approval(self, story: Incident, robin: User, counts: bool, settings: Settings) -> None:
        settings.OWN_APPROVAL_COUNTS = counts
        give(story, robin)
        if counts:
            save(robin, status="published")
        else:
            assert "has 0 of 1" in refusal(robin, status="published")

    def test_the_approval_of_who_wrote_the_revision_is_her_own(self, story: Incident, robin: User) -> None:
        editor = factories.user("edith", role="editor")
        save(editor, status="in_review", title="Another title of the story")
        give(story, editor, based_on=2)
        assert "has 0 of 1" in refusal(robin, 2, status="published", title="Another title of the story")

    def test_a_story_that_is_new_is_a_draft_first(self, robin: User) -> None:
        with pytest.raises(Refused) as refused:
            factories.saved("KF-7", author=robin, origin="person")
        assert "save a draft and ask for review" in refused.value.faults[0].message

    def test_what_is_published_is_changed_withdrawn_and_restored(self, story: Incident, robin: User) -> None:
        save(None, status="published")
        save(robin, 2, status="published", title="Another title of the story")
        save(robin, 3, status="draft")
        stories.restore(ref="KF-1", number=2, based_on=4, author=robin, now=NOW)
        assert Incident.objects.get(ref="KF-1").status == "published"
