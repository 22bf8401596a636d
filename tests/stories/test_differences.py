import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.stories import differences
from incidents.stories.differences import Change
from incidents.stories.document import Story
from incidents.stories.segments import Segment
from tests.stories.samples import draft
from tests.stories.strategies import stories

SOURCE = {"title": "A talk", "kind": "talk_video", "url": "https://a.example/talk"}
RELATION = {"type": "see_also", "to": "KF-2"}


def takeaways(*ids: str) -> Story:
    return draft(takeaways=[{"id": anchor, "text": f"text of {anchor}"} for anchor in ids])


def summary(changes: list[Change]) -> list[tuple[str, str]]:
    return [(change.kind, change.label) for change in changes]


def test_equal_documents_have_no_difference(flood: Story) -> None:
    assert differences.compare(flood, flood) == []


def test_single_fields_are_compared_by_name() -> None:
    changes = differences.compare(
        draft(licence="Old"), draft(licence="New", summary="Words", status="in_review")
    )

    assert changes == [
        Change("added", "summary", "Summary", after="Words"),
        Change("changed", "status", "Status", "draft", "in_review"),
        Change("changed", "licence", "Licence", "Old", "New"),
    ]


def test_single_parts_are_compared_by_field() -> None:
    old = draft(severity={"level": "major"}, detection={"method": "alert", "alert_fired": True})
    new = draft(
        severity={"level": "minor", "basis": "inferred"}, detection={"method": "alert", "alert_fired": False}
    )

    assert differences.compare(old, new) == [
        Change("changed", "severity/level", "Severity, level", "major", "minor"),
        Change("changed", "severity/basis", "Severity, basis", "stated", "inferred"),
        Change("changed", "detection/alert_fired", "Detection, alert fired", "yes", "no"),
    ]


def test_a_changed_text_has_segments(flood: Story) -> None:
    factor = msgspec.structs.replace(flood.factors[1], text="no quota on the size of pods")
    new = msgspec.structs.replace(flood, factors=(flood.factors[0], factor))

    (change,) = differences.compare(flood, new)

    assert (change.kind, change.path, change.label) == ("changed", "factors/f2/text", "Factor f2, text")
    assert Segment("delete", "number ") in change.segments
    assert Segment("insert", "size ") in change.segments


def test_parts_are_added_and_removed_by_anchor() -> None:
    changes = differences.compare(takeaways("t1", "t2"), takeaways("t2", "t3"))

    assert changes == [
        Change("removed", "takeaways/t1", "Takeaway t1", before="text: text of t1"),
        Change("added", "takeaways/t3", "Takeaway t3", after="text: text of t3"),
    ]


def test_only_the_moved_part_is_reported_as_moved() -> None:
    changes = differences.compare(takeaways("t1", "t2", "t3", "t4"), takeaways("t4", "t1", "t2", "t3"))

    assert changes == [Change("moved", "takeaways/t4", "Takeaway t4", "4", "1")]


def test_a_part_can_move_and_change() -> None:
    new = draft(takeaways=[{"id": "t2", "text": "text of t2"}, {"id": "t1", "text": "other"}])

    changes = differences.compare(takeaways("t1", "t2"), new)

    assert {change.kind for change in changes} == {"moved", "changed"}


def test_sources_are_compared_by_url_or_title() -> None:
    untitled = {"title": "Slides", "kind": "slides"}
    old = draft(sources=[SOURCE, untitled])
    new = draft(sources=[SOURCE | {"title": "The talk"}, untitled | {"venue": "Here"}])

    assert summary(differences.compare(old, new)) == [
        ("changed", "Source https://a.example/talk, title"),
        ("added", "Source Slides, venue"),
    ]


def test_two_sources_with_one_url_are_distinguished() -> None:
    old = draft(sources=[SOURCE, SOURCE | {"locator": "minute 2"}])
    new = draft(sources=[SOURCE, SOURCE | {"locator": "minute 3"}])

    assert summary(differences.compare(old, new)) == [
        ("changed", "Source https://a.example/talk (2), locator")
    ]


def test_relations_are_compared_by_type_and_target() -> None:
    old = draft(relations=[RELATION])
    new = draft(relations=[RELATION | {"note": "both"}, RELATION | {"to": "KF-3"}])

    assert summary(differences.compare(old, new)) == [
        ("added", "Relation see also KF-2, note"),
        ("added", "Relation see also KF-3"),
    ]


def test_lists_of_words_are_compared_as_a_whole() -> None:
    old, new = draft(components=["workload/job"]), draft(components=["workload/job", "network/dns"])

    assert differences.compare(old, new) == [
        Change("changed", "components", "Components", "workload/job", "workload/job, network/dns")
    ]


def test_parts_without_anchor_are_compared_by_their_order() -> None:
    old = draft(takeaways=[{"text": "one"}, {"text": "two"}])
    new = draft(takeaways=[{"text": "one"}, {"text": "2"}])

    assert summary(differences.compare(old, new)) == [("changed", "Takeaway without anchor (2), text")]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories(), stories())
def test_documents_differ_if_and_only_if_there_is_a_change(old: Story, new: Story) -> None:
    assert bool(differences.compare(old, new)) == (old != new)
    assert differences.compare(old, old) == []


@settings(max_examples=60, deadline=None)
@given(st.permutations(["t1", "t2", "t3", "t4", "t5"]))
def test_moves_reproduce_every_new_order(order: list[str]) -> None:
    before = ["t1", "t2", "t3", "t4", "t5"]
    changes = differences.compare(takeaways(*before), takeaways(*order))
    moved = {change.path.removeprefix("takeaways/") for change in changes}

    assert [anchor for anchor in order if anchor not in moved] == [
        anchor for anchor in before if anchor not in moved
    ]
    assert {change.kind for change in changes} <= {"moved"}
