from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.stories import picture
from incidents.stories.picture import RelationPicture
from tests.stories.picture.drawn import assert_no_line_is_behind_a_box, assert_nothing_overlaps

REFS = [f"KF-{number}" for number in range(1, 71)]
TITLES = {ref: f"Story {ref}" for ref in REFS}
LINKS = st.tuples(st.sampled_from(REFS), st.sampled_from(["see_also", "variant_of"]), st.sampled_from(REFS))


def assert_readable(shown: RelationPicture) -> None:
    assert_nothing_overlaps(shown.drawing)
    assert_no_line_is_behind_a_box(shown.drawing)


def test_each_step_away_is_a_column() -> None:
    links = [("KF-1", "see_also", "KF-2"), ("KF-3", "variant_of", "KF-1"), ("KF-2", "see_also", "KF-4")]
    shown = picture.relation_picture("KF-1", {ref: TITLES[ref] for ref in REFS[:4]}, links)

    xs = {node.key: node.x for node in shown.drawing.nodes}
    assert xs["KF-1"] < xs["KF-2"] == xs["KF-3"] < xs["KF-4"]
    assert {node.key: node.kind for node in shown.drawing.nodes}["KF-1"] == "centre"
    assert "KF-2 Story KF-2" in {" ".join(line.text for line in node.lines) for node in shown.drawing.nodes}
    assert {(edge.source, edge.target, edge.label) for edge in shown.drawing.edges} == {
        ("KF-1", "KF-2", "KF-1 see also KF-2"),
        ("KF-2", "KF-4", "KF-2 see also KF-4"),
        ("KF-3", "KF-1", "KF-3 variant of KF-1"),
    }
    assert (shown.hidden, shown.beside) == (0, 0)
    assert_readable(shown)


def test_all_relations_of_two_stories_share_a_line() -> None:
    links = [("KF-1", "see_also", "KF-2"), ("KF-1", "hazard_of", "KF-2"), ("KF-1", "see_also", "KF-2")]
    shown = picture.relation_picture("KF-1", {ref: ref for ref in ("KF-1", "KF-2")}, links)

    assert [edge.label for edge in shown.drawing.edges] == ["KF-1 hazard of, see also KF-2"]


def test_a_relation_inside_a_column_is_counted_and_not_drawn() -> None:
    links = [("KF-1", "see_also", "KF-2"), ("KF-1", "see_also", "KF-3"), ("KF-2", "see_also", "KF-3")]
    shown = picture.relation_picture("KF-1", {ref: ref for ref in REFS[:3]}, links)

    assert shown.beside == 1
    assert len(shown.drawing.edges) == 2


def test_stories_beyond_the_limit_are_counted() -> None:
    links = [("KF-1", "see_also", ref) for ref in REFS[1:]]
    shown = picture.relation_picture("KF-1", TITLES, links)

    assert len(shown.drawing.nodes) == 40
    assert shown.hidden == 30
    assert {edge.target for edge in shown.drawing.edges} == set(REFS[1:40])
    assert_readable(shown)


def test_links_to_other_stories_and_itself_are_left_out() -> None:
    links = [("KF-1", "see_also", "KF-99"), ("KF-1", "see_also", "KF-1"), ("KF-99", "see_also", "KF-1")]
    shown = picture.relation_picture("KF-1", {"KF-1": "Alone"}, links)

    assert [node.key for node in shown.drawing.nodes] == ["KF-1"]
    assert shown.drawing.edges == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(LINKS, max_size=60), st.integers(1, 40))
def test_any_relations_are_readable_and_do_not_depend_on_the_order(
    links: list[tuple[str, str, str]], limit: int
) -> None:
    shown = picture.relation_picture("KF-1", TITLES, links, limit=limit)

    assert_readable(shown)
    assert len(shown.drawing.nodes) + shown.hidden == len(TITLES)
    assert picture.relation_picture("KF-1", dict(reversed(TITLES.items())), links[::-1], limit=limit) == shown
