import msgspec
import pytest

from incidents.stories import anchors, merging
from incidents.stories.document import Occurred, Source, Story
from tests import factories

TALK = Source(id="r1", title="The talk", kind="talk_video", url="https://example.org/talk")
LOG = Source(id="r2", title="Log of the night", kind="article", publisher="Harbour")


def merged(**fields: object) -> Story:
    return factories.document("KF-900", **fields)


def survivor(**fields: object) -> Story:
    return factories.document("KF-901", **fields)


def offered_times(story: Story, to: Story) -> tuple[dict[str, str], dict[str, str]]:
    """What is offered, and the obstacles of what is not."""
    proposal = merging.propose(story, to=to)
    return {one.key: one.at for one in proposal.times}, {one.key: one.obstacle for one in proposal.untold}


def test_two_stories_of_the_same_offer_nothing() -> None:
    told = {"sources": (TALK, LOG), "occurred": Occurred(start="2019-05-21"), "detected_at": "T+5m"}
    assert merging.propose(merged(**told), to=survivor(**told)).offers == ()


def test_a_source_is_known_by_its_address_or_by_title_and_publisher() -> None:
    again = (
        Source(id="r7", title="In other words", kind="article", url=TALK.url),
        Source(id="r8", title="LOG of the night", kind="talk_video", publisher="harbour"),
    )
    assert merging.propose(merged(sources=(TALK, LOG)), to=survivor(sources=again)).sources == ()
    elsewhere = Source(id="r1", title=TALK.title, kind="talk_video", url="https://example.org/other")
    proposal = merging.propose(merged(sources=(TALK, LOG)), to=survivor(sources=(elsewhere,)))
    assert [offer.key for offer in proposal.sources] == ["r1", "r2"]


def test_a_source_comes_without_the_parts_that_it_supports() -> None:
    cited = msgspec.structs.replace(factories.document().fixes[0], outcome_sources=("r1",))
    story = merged(sources=(TALK,), fixes=(cited,))
    other = survivor(sources=(LOG,))
    proposal = merging.propose(story, to=other)
    assert proposal.sources[0].supports == ("x1",)
    taken = anchors.numbered(merging.taken_over(proposal, by=other, chosen={"r1"}), {"r": 4})
    assert [source.id for source in taken.sources] == ["r2", "r5"], "an anchor that was never given"
    assert taken.fixes == other.fixes


def test_a_name_is_given_up_by_one_and_taken_by_the_other() -> None:
    story, other = merged(aliases=("flood", "rain")), survivor(aliases=("storm",))
    proposal = merging.propose(story, to=other)
    assert proposal.keys == {"aliases/flood", "aliases/rain"}
    chosen = {"aliases/rain"}
    assert merging.taken_over(proposal, by=other, chosen=chosen).aliases == ("storm", "rain")
    assert merging.without_names(story, chosen).aliases == ("flood",)
    assert merging.without_names(story, chosen).slug == story.slug


def test_only_times_that_are_missing_are_taken_over() -> None:
    story = merged(
        occurred=Occurred(start="2019-05-21", end="2019-05-22"), mitigated_at="2019-05-21", resolved_at="2019"
    )
    other = survivor(occurred=Occurred(start="2019-05"), resolved_at="2019-06")
    proposal = merging.propose(story, to=other)
    assert proposal.keys == {"occurred/end", "mitigated_at"}
    taken = merging.taken_over(proposal, by=other, chosen=proposal.keys)
    assert taken.occurred == Occurred(start="2019-05", end="2019-05-22")
    assert (taken.detected_at, taken.mitigated_at, taken.resolved_at) == (None, "2019-05-21", "2019-06")
    assert merging.taken_over(proposal, by=other, chosen=()) == other


@pytest.mark.parametrize(
    ("start", "of_other", "is_offered"),
    [
        ("2019-05-21T11:58Z", None, True),
        ("2019-05-21T11:58Z", "2019-05-21T11:58Z", True),
        ("2019-05-21T11:58Z", "2019-05-21T12:30Z", False),
        ("2019-05-21T11:58Z", "2019-05-21", False),
    ],
)
def test_a_time_that_counts_from_the_start_needs_the_same_start(
    start: str, of_other: str | None, is_offered: bool
) -> None:
    story = merged(occurred=Occurred(start=start), detected_at="T+16m")
    offered, untold = offered_times(story, survivor(occurred=Occurred(start=of_other)))
    assert ("detected_at" in offered) == is_offered
    assert untold == ({} if is_offered else {"detected_at": "it counts from another start"})


@pytest.mark.parametrize(
    ("zone", "of_other", "at", "offered"),
    [
        ("Europe/Berlin", "Europe/Berlin", "2019-05-21T11:58", "2019-05-21T11:58"),
        ("Europe/Berlin", None, "2019-05-21T11:58", "2019-05-21T11:58+02:00"),
        ("Europe/Berlin", "America/New_York", "2019-01-21T11~", "2019-01-21T11+01:00~"),
        ("Europe/Berlin", "America/New_York", "2019-01-21T11:58Z", "2019-01-21T11:58Z"),
        ("Europe/Berlin", "America/New_York", "2019-01-21", "2019-01-21"),
        (None, None, "2019-05-21T11:58", "2019-05-21T11:58"),
    ],
)
def test_a_clock_goes_on_meaning_the_same_instant(
    zone: str | None, of_other: str | None, at: str, offered: str
) -> None:
    story = merged(time_zone=zone, resolved_at=at)
    assert offered_times(story, survivor(time_zone=of_other)) == ({"resolved_at": offered}, {})


def test_a_clock_that_nobody_knows_is_not_read_as_that_of_the_survivor() -> None:
    story = merged(occurred=Occurred(start="2019-05-21T11:58"), detected_at="T+16m")
    offered, untold = offered_times(story, survivor(time_zone="Europe/Berlin"))
    assert offered == {}
    assert untold == {
        "occurred/start": "its clock is unknown, and would be read as one of Europe/Berlin",
        "detected_at": "it counts from another start",
    }
