"""What a story hands over to the one that it is merged into: both are saved, or neither."""

from collections.abc import Callable, Collection
from datetime import timedelta

import pytest

from incidents.domain import stories
from incidents.domain.stories import Handover, MergedStory, SavedStory
from incidents.errors import Outdated, Refused
from incidents.models import Alias, Incident, Revision, Team, User
from incidents.stories.document import Occurred, Source
from tests import factories
from tests.threads import at_once

LATER = factories.NOW + timedelta(hours=1)
TALK = Source(title="The talk", kind="talk_video", url="https://example.org/talk")
TOLD = {"aliases": ("flood",), "sources": (TALK,), "occurred": Occurred(start="2019-05-21")}
ALL = ("r1", "aliases/flood", "occurred/start")


@pytest.fixture
def editor(db: None) -> User:
    return factories.user("editor", role=User.Role.EDITOR)


def two_stories() -> None:
    factories.saved("KF-900", **TOLD)
    factories.saved("KF-901")


def merge(
    editor: User, keys: Collection[str] = ALL, *, ref: str = "KF-900", based_on: int = 1
) -> MergedStory:
    return stories.merge(
        ref=ref,
        into="KF-901",
        based_on=based_on,
        author=editor,
        reason="One event.",
        now=LATER,
        handed=Handover(keys, based_on=1),
    )


def revisions() -> dict[str, int]:
    return dict(Incident.objects.values_list("ref", "revision_number"))


def test_the_survivor_has_what_it_lacked(editor: User) -> None:
    two_stories()
    merged = merge(editor)
    taken = stories.current(ref="KF-901")
    assert (taken.aliases, taken.occurred) == (("flood",), TOLD["occurred"])
    assert [(source.id, source.url) for source in taken.sources] == [("r1", TALK.url)]
    assert stories.current(ref="KF-900").aliases == ()
    assert Alias.objects.get().incident.ref == "KF-901"
    assert merged.survivor
    revision, incident = merged.survivor.revision, merged.survivor.incident
    assert (revision.number, revision.author, incident.occurred_start) == (2, editor, "2019-05-21")
    assert revision.reason == "Took over what it lacked from KF-900, merged into it."


def test_what_is_not_chosen_stays_where_it_is(editor: User) -> None:
    two_stories()
    merge(editor, ["occurred/start"])
    assert stories.current(ref="KF-900").aliases == ("flood",)
    taken = stories.current(ref="KF-901")
    assert (taken.aliases, taken.sources, taken.occurred.start) == ((), (), "2019-05-21")


def test_without_anything_chosen_the_survivor_is_not_saved(editor: User) -> None:
    two_stories()
    assert merge(editor, ()).survivor is None
    assert revisions() == {"KF-900": 2, "KF-901": 1}


def test_a_story_that_was_merged_before_hands_over_later(editor: User) -> None:
    two_stories()
    merge(editor, ())
    merged = merge(editor, ["r1"], based_on=2)
    assert (merged.changed, merged.survivor is not None) == (False, True)
    assert revisions() == {"KF-900": 2, "KF-901": 2}


def test_what_nobody_published_goes_over_before_it_is_taken_down(editor: User) -> None:
    factories.saved("KF-900", status="draft", **TOLD)
    factories.saved("KF-901")
    merge(editor)
    assert stories.current(ref="KF-900").sources == ()
    assert [source.url for source in stories.current(ref="KF-901").sources] == [TALK.url]


@pytest.mark.parametrize("ref", ["KF-900", "KF-901"])
def test_whoever_saved_either_story_is_not_overwritten(editor: User, ref: str) -> None:
    two_stories()
    factories.changed(ref, title="As somebody left it", **(TOLD if ref == "KF-900" else {}))
    before = revisions()
    with pytest.raises(Outdated, match=f"{ref} is at revision 2"):
        merge(editor)
    assert revisions() == before
    assert Alias.objects.get().incident.ref == "KF-900"


def test_what_would_be_wrong_of_the_survivor_keeps_both_as_they_are(editor: User) -> None:
    factories.saved("KF-900", resolved_at="2019-05-20")
    factories.saved("KF-901", occurred=Occurred(start="2019-06"))
    with pytest.raises(Refused, match="KF-901 cannot take over") as refused:
        merge(editor, ["resolved_at"])
    assert [fault.pointer for fault in refused.value.faults] == ["/resolved_at"]
    assert revisions() == {"KF-900": 1, "KF-901": 1}
    assert Incident.objects.get(ref="KF-900").status == "published"


def test_only_what_was_offered_is_taken_over(editor: User) -> None:
    two_stories()
    with pytest.raises(Refused, match="/handed: names something that KF-901 does not lack"):
        merge(editor, ["r1", "factors/0"])
    assert revisions() == {"KF-900": 1, "KF-901": 1}


def test_both_are_undone_by_restoring_the_survivor_first(editor: User) -> None:
    two_stories()
    merge(editor)
    with pytest.raises(Refused, match="flood is not available"):
        stories.restore(ref="KF-900", number=1, based_on=2, author=editor, now=LATER)
    stories.restore(ref="KF-901", number=1, based_on=2, author=editor, now=LATER)
    stories.restore(ref="KF-900", number=1, based_on=2, author=editor, now=LATER)
    assert stories.current(ref="KF-900").aliases == ("flood",)
    assert stories.current(ref="KF-901").sources == ()


@pytest.mark.parametrize(
    ("merged", "survivor", "is_for_more"),
    [
        ({}, {}, False),
        ({"visibility": "organisation"}, {"visibility": "organisation"}, False),
        ({"visibility": "organisation"}, {}, True),
        ({"visibility": "people"}, {"visibility": "people"}, True),
        ({"visibility": "team"}, {"visibility": "organisation"}, True),
        ({"status": "draft"}, {}, True),
    ],
)
def test_a_survivor_with_more_readers_is_noticed_and_its_history_names_nobody(
    editor: User, merged: dict[str, str], survivor: dict[str, str], is_for_more: bool
) -> None:
    team = Team.objects.create(name="Harbour", slug="harbour")
    editor.teams.add(team)
    closed = factories.saved("KF-900", team=team, **TOLD, **merged).incident
    other = factories.saved("KF-901", **survivor).incident
    Incident.objects.update(owner=editor)
    assert stories.handover(merged=closed, survivor=other).is_for_more == is_for_more
    saved = merge(editor).survivor
    assert saved
    assert ("KF-900" in saved.revision.reason) != is_for_more


def test_of_two_teams_each_has_readers_of_its_own(db: None) -> None:
    one, other = (Team.objects.create(name=name, slug=name) for name in ("harbour", "quay"))
    closed, *others = (
        factories.saved(ref, team=team, visibility="team").incident
        for ref, team in (("KF-900", one), ("KF-901", one), ("KF-902", other))
    )
    found = [stories.handover(merged=closed, survivor=story).is_for_more for story in others]
    assert found == [False, True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rival", ["saves the survivor", "saves the merged story", "merges another one"])
def test_of_two_at_once_one_is_told_and_nothing_is_halved(rival: str) -> None:
    editor = factories.user("editor", role=User.Role.EDITOR)
    two_stories()
    factories.saved("KF-902", aliases=("rain",))
    outdated: list[Outdated] = []

    def change(ref: str) -> SavedStory:
        story = factories.document(ref, title="Changed", **(TOLD if ref == "KF-900" else {}))
        return stories.save(story=story, based_on=1, origin="person", author=editor, now=LATER)

    rivals = {
        "saves the survivor": lambda: change("KF-901"),
        "saves the merged story": lambda: change("KF-900"),
        "merges another one": lambda: merge(editor, ["aliases/rain"], ref="KF-902"),
    }

    def noted(job: Callable[[], object]) -> None:
        try:
            job()
        except Outdated as problem:
            outdated.append(problem)

    at_once(lambda: noted(lambda: merge(editor)), lambda: noted(rivals[rival]))
    assert len(outdated) == 1
    survivor, merged = stories.current(ref="KF-901"), stories.current(ref="KF-900")
    has_taken = "flood" in survivor.aliases
    assert has_taken == (merged.status == "merged") == ("flood" not in merged.aliases)
    assert Revision.objects.count() == 3 + (1 if not has_taken and rival != "merges another one" else 2)
