from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid5

import msgspec
import pytest
from django.db import IntegrityError, connection

from incidents.domain import stories
from incidents.domain.stories.save import NAMESPACE
from incidents.errors import NotPossible, Outdated, Refused
from incidents.models import Factor, Incident, Relation, Revision, Team, User
from incidents.stories import reading
from incidents.stories.document import Factor as FactorPart
from incidents.stories.document import Relation as RelationPart
from incidents.stories.document import Story
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db

LATER = factories.NOW + timedelta(hours=1)


@pytest.fixture
def editor() -> User:
    return factories.user("editor", role="editor")


def change(story: Story, **fields: Any) -> Story:
    return msgspec.structs.replace(story, **fields)


def save(story: Story, based_on: int | None, **options: Any) -> stories.SavedStory:
    return stories.save(story=story, based_on=based_on, **{"origin": "catalogue", "now": LATER} | options)


def factor(**fields: Any) -> FactorPart:
    return FactorPart(**{"dimension": "code", "failure_mode": "hang", "text": "It hangs"} | fields)


def test_the_first_save_writes_revision_and_tables() -> None:
    saved = factories.saved(organisation="Harbour")
    incident = Incident.objects.get()
    assert incident == saved.incident
    assert (incident.revision_number, incident.revision, incident.published_at) == (
        1,
        saved.revision,
        factories.NOW,
    )
    assert incident.organisation is not None
    assert incident.organisation.slug == "harbour"
    assert [(row.anchor, row.failure_mode) for row in incident.factors.all()] == [("f1", "memory_exhaustion")]
    assert incident.rendered["f1"] == "The limit is below what the start needs"


def test_the_revision_is_the_whole_document() -> None:
    revision = factories.saved().revision
    assert reading.trusted(revision.document) == factories.document(uuid=str(Incident.objects.get().uuid))


def test_a_story_without_uuid_gets_the_same_one_everywhere() -> None:
    assert factories.saved("KF-1").incident.uuid == uuid5(NAMESPACE, "KF-1")


def test_the_same_document_again_writes_nothing() -> None:
    factories.saved()
    again = save(factories.document(), based_on=1)
    assert not again.changed
    assert Revision.objects.count() == 1
    assert Incident.objects.get().modified_at == factories.NOW


def test_a_change_appends_a_revision_and_keeps_the_first() -> None:
    factories.saved()
    save(factories.document(title="Pods restart at every start"), based_on=1, reason="Sharper.")
    incident = Incident.objects.get()
    assert (incident.title, incident.revision_number) == ("Pods restart at every start", 2)
    assert (incident.modified_at, incident.published_at) == (LATER, factories.NOW)
    assert list(Revision.objects.order_by("number").values_list("number", "reason")) == [
        (1, ""),
        (2, "Sharper."),
    ]


@pytest.mark.parametrize("based_on", [None, 1, 3])
def test_who_started_from_another_revision_is_told(based_on: int | None) -> None:
    factories.saved()
    save(factories.document(title="Second"), based_on=1)
    with pytest.raises(Outdated) as caught:
        save(factories.document(title="Third"), based_on=based_on)
    assert caught.value.current == 2
    assert Incident.objects.get().title == "Second"


def test_what_does_not_exist_cannot_be_changed() -> None:
    with pytest.raises(NotPossible):
        save(factories.document(), based_on=1)


def test_a_refused_document_leaves_everything_as_it_was() -> None:
    factories.saved()
    with pytest.raises(Refused) as caught:
        save(factories.document(symptoms=(), takeaways=()), based_on=1)
    assert {fault.pointer for fault in caught.value.faults} == {
        "/symptoms",
        "/takeaways",
        "/factors/0/leads_to/0",
    }
    assert Incident.objects.get().symptoms.count() == 1


def test_new_parts_get_anchors_above_all_that_were_ever_given() -> None:
    document = factories.document()
    factories.saved()
    save(change(document, factors=(*document.factors, factor())), based_on=1)
    save(document, based_on=2)
    save(change(document, factors=(*document.factors, factor(text="Another"))), based_on=3)
    assert list(Factor.objects.order_by("position").values_list("anchor", flat=True)) == ["f1", "f3"]


def test_a_removed_anchor_stays_taken() -> None:
    document = factories.document()
    factories.saved()
    save(change(document, factors=(*document.factors, factor())), based_on=1)
    save(document, based_on=2)
    with pytest.raises(Refused, match="stays taken"):
        save(change(document, factors=(*document.factors, factor(id="f2"))), based_on=3)


def test_restoring_brings_back_the_old_anchors(editor: User) -> None:
    document = factories.document()
    factories.saved()
    save(change(document, factors=(*document.factors, factor())), based_on=1)
    save(document, based_on=2)
    restored = stories.restore(ref="KF-900", number=2, based_on=3, author=editor, now=LATER)
    assert restored.revision.number == 4
    assert restored.revision.reason == "Restored revision 2."
    assert [row.anchor for row in restored.incident.factors.order_by("position")] == ["f1", "f2"]


def test_a_withdrawn_story_says_why_and_can_come_back(editor: User) -> None:
    factories.saved()
    stories.withdraw(ref="KF-900", based_on=1, author=editor, reason="Not ours to tell.", now=LATER)
    withdrawn = Incident.objects.get()
    assert withdrawn.status == "withdrawn"
    assert "Pods restart" not in withdrawn.current_revision.document.replace(withdrawn.title, "")
    assert not withdrawn.symptoms.exists()
    stories.restore(ref="KF-900", number=1, based_on=2, author=editor, now=LATER)
    assert Incident.objects.get().status == "published"
    assert stories.current(ref="KF-900").symptoms == factories.document().symptoms


def test_a_merged_story_leads_to_the_other(editor: User) -> None:
    factories.saved("KF-1")
    factories.saved("KF-2")
    merged = stories.merge(ref="KF-2", into="KF-1", based_on=1, author=editor, reason="Same day.", now=LATER)
    assert merged.incident.merged_into == Incident.objects.get(ref="KF-1")
    assert Relation.objects.get().type == "duplicate_of"


def test_stories_are_not_merged_in_a_circle(editor: User) -> None:
    factories.saved("KF-1")
    factories.saved("KF-2")
    stories.merge(ref="KF-2", into="KF-1", based_on=1, author=editor, reason="Same.", now=LATER)
    with pytest.raises(Refused, match="/into: KF-2 was merged itself"):
        stories.merge(ref="KF-1", into="KF-2", based_on=1, author=editor, reason="Same.", now=LATER)


def test_a_story_is_merged_only_into_one_that_exists(editor: User) -> None:
    factories.saved("KF-1")
    with pytest.raises(Refused, match="one that exists"):
        stories.merge(ref="KF-1", into="KF-77", based_on=1, author=editor, reason="Same.", now=LATER)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "is blank"),
        (" \n ", "is blank"),
        ("x" * 501, "is 501 characters long"),
        ("Not\0ours", "holds the control character"),
    ],
)
def test_no_story_ends_without_a_reason_that_can_be_kept(editor: User, reason: str, said: str) -> None:
    factories.saved("KF-1")
    factories.saved("KF-2")
    with pytest.raises(Refused, match=said) as merging:
        stories.merge(ref="KF-2", into="KF-1", based_on=1, author=editor, reason=reason, now=LATER)
    with pytest.raises(Refused, match=said) as withdrawing:
        stories.withdraw(ref="KF-2", based_on=1, author=editor, reason=reason, now=LATER)
    for caught in (merging, withdrawing):
        assert [fault.pointer for fault in caught.value.faults] == ["/reason"]
    assert Incident.objects.get(ref="KF-2").revision_number == 1


def test_the_longest_reason_is_kept_to_the_letter(editor: User) -> None:
    factories.saved("KF-1")
    saved = stories.withdraw(ref="KF-1", based_on=1, author=editor, reason="x" * 500, now=LATER)
    assert saved.revision.reason == "x" * 500


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("", "is no reference"),
        ("KF-1\0", "is no reference"),
        ("KF-2", "KF-2 is this story"),
        ("KF-77", "there is no KF-77 that you may read"),
        ("KF-3", "there is no KF-3 that you may read"),
        ("KF-4", "KF-4 was withdrawn itself"),
        ("KF-5", "KF-5 was merged itself"),
    ],
)
def test_nobody_is_led_to_a_story_that_does_not_stand(editor: User, other: str, said: str) -> None:
    for ref in ("KF-1", "KF-2", "KF-4", "KF-5"):
        factories.saved(ref)
    factories.saved("KF-3", visibility="people")
    stories.withdraw(ref="KF-4", based_on=1, author=editor, reason="Wrong.", now=LATER)
    stories.merge(ref="KF-5", into="KF-1", based_on=1, author=editor, reason="Same.", now=LATER)
    with pytest.raises(Refused, match=said) as merging:
        stories.merge(ref="KF-2", into=other, based_on=1, author=editor, reason="", now=LATER)
    with pytest.raises(Refused, match=said) as withdrawing:
        stories.withdraw(ref="KF-2", successor=other, based_on=1, author=editor, reason="", now=LATER)
    pointers = [[fault.pointer for fault in caught.value.faults] for caught in (merging, withdrawing)]
    assert pointers == [["/reason", "/into"], ["/reason", "/successor"]], "all faults at once"


def test_a_draft_that_is_merged_does_not_tell_what_nobody_published(editor: User) -> None:
    factories.saved("KF-1")
    factories.saved("KF-2", status="draft", summary="Still guessing.")
    merged = stories.merge(ref="KF-2", into="KF-1", based_on=1, author=editor, reason="Same.", now=LATER)
    assert "Still guessing" not in merged.revision.document
    assert not merged.incident.symptoms.exists()
    stories.restore(ref="KF-2", number=1, based_on=2, author=editor, now=LATER)
    assert (stories.current(ref="KF-2").status, stories.current(ref="KF-2").summary) == (
        "draft",
        "Still guessing.",
    )


def test_a_merger_is_undone_by_restoring(editor: User) -> None:
    factories.saved("KF-1")
    factories.saved("KF-2")
    stories.merge(ref="KF-2", into="KF-1", based_on=1, author=editor, reason="Same.", now=LATER)
    restored = stories.restore(ref="KF-2", number=1, based_on=2, author=editor, now=LATER)
    assert (restored.incident.status, restored.incident.merged_into) == ("published", None)
    assert not Relation.objects.exists()


def test_causes_do_not_run_in_a_circle() -> None:
    factories.saved("KF-1")
    factories.saved("KF-2", relations=(RelationPart(type="caused_by_fix_of", to="KF-1"),))
    closing = factories.document("KF-1", relations=(RelationPart(type="caused_by_fix_of", to="KF-2"),))
    with pytest.raises(Refused, match="leads back"):
        save(closing, based_on=1)


def test_a_relation_finds_its_target_when_that_arrives() -> None:
    factories.saved("KF-2", relations=(RelationPart(type="see_also", to="KF-1"),))
    assert Relation.objects.get().target is None
    factories.saved("KF-1")
    assert Relation.objects.get().target == Incident.objects.get(ref="KF-1")


def test_a_reason_longer_than_the_history_holds_is_refused() -> None:
    with pytest.raises(Refused, match="/reason: is 501 characters long"):
        save(factories.document(), based_on=None, reason="x" * 501)


def test_a_story_for_a_team_belongs_to_one() -> None:
    with pytest.raises(Refused, match="belongs to no team"):
        factories.saved(visibility="team")
    team = Team.objects.create(name="Harbour", slug="harbour")
    factories.saved(visibility="team", team=team)
    assert save(factories.document(visibility="team", title="Longer"), based_on=1).incident.team == team


def test_failing_in_the_middle_writes_nothing() -> None:
    factories.saved()
    with connection.cursor() as cursor:  # the last table of a save is the one that breaks
        cursor.execute("ALTER TABLE incidents_relation ADD CONSTRAINT shut CHECK (false) NOT VALID")
    with pytest.raises(IntegrityError, match="shut"):
        save(
            factories.document(title="Never", relations=(RelationPart(type="see_also", to="KF-1"),)),
            based_on=1,
        )
    assert (Incident.objects.get().title, Revision.objects.count()) == (factories.document().title, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_at_once_one_wins_and_the_other_is_told() -> None:
    factories.saved()
    results: list[object] = []

    def write(title: str) -> None:
        try:
            results.append(save(factories.document(title=title), based_on=1).revision.number)
        except Outdated as told:
            results.append(told.current)

    at_once(partial(write, "One"), partial(write, "Other"))
    assert results == [2, 2]
    assert Revision.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_create_the_same_reference_one_is_told() -> None:
    told: list[int] = []

    def create(title: str) -> None:
        try:
            save(factories.document(title=title), based_on=None)
        except Outdated as outdated:
            told.append(outdated.current)

    at_once(partial(create, "One"), partial(create, "Other"))
    assert told == [1]
    assert Incident.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_a_circle_at_once_one_is_refused() -> None:
    factories.saved("KF-1")
    factories.saved("KF-2")
    refused: list[str] = []

    def relate(ref: str, to: str) -> None:
        story = factories.document(ref, relations=(RelationPart(type="caused_by_fix_of", to=to),))
        try:
            save(story, based_on=1)
        except Refused as faulty:
            refused.append(str(faulty))

    at_once(partial(relate, "KF-1", "KF-2"), partial(relate, "KF-2", "KF-1"))
    assert [line.endswith("one of the two has to go") for line in refused] == [True]
    assert Relation.objects.count() == 1
