import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.stories import picture
from incidents.stories.picture.relations import RelationGraph

REFS = [f"KF-{number}" for number in range(1, 71)]
TITLES = {ref: f"Story {ref}" for ref in REFS}
LINKS = st.tuples(st.sampled_from(REFS), st.sampled_from(["see_also", "variant_of"]), st.sampled_from(REFS))


def assert_fits(graph: RelationGraph) -> None:
    for node in graph.nodes:
        assert 0 <= node.x <= node.x + node.width <= graph.width
        assert 0 <= node.y <= node.y + node.height <= graph.height
    for one, other in combinations(graph.nodes, 2):
        beside = one.x + one.width < other.x or other.x + other.width < one.x
        assert beside or one.y + one.height < other.y or other.y + other.height < one.y


def test_the_nearest_stories_surround_the_centre() -> None:
    links = [("KF-1", "see_also", "KF-2"), ("KF-3", "variant_of", "KF-1"), ("KF-2", "see_also", "KF-4")]
    graph = picture.relation_graph("KF-1", {ref: TITLES[ref] for ref in REFS[:4]}, links)

    assert [node.key for node in graph.nodes] == ["KF-1", "KF-2", "KF-3", "KF-4"]
    assert [node.kind for node in graph.nodes] == ["centre", "story", "story", "story"]
    assert {(edge.source, edge.target, edge.label) for edge in graph.edges} == {
        ("KF-1", "KF-2", "see also"),
        ("KF-2", "KF-4", "see also"),
        ("KF-3", "KF-1", "variant of"),
    }
    assert graph.hidden == 0
    assert_fits(graph)


def test_all_relations_of_two_stories_share_an_edge() -> None:
    links = [("KF-1", "see_also", "KF-2"), ("KF-1", "hazard_of", "KF-2"), ("KF-1", "see_also", "KF-2")]
    graph = picture.relation_graph("KF-1", {ref: ref for ref in ("KF-1", "KF-2")}, links)

    assert [edge.label for edge in graph.edges] == ["hazard of, see also"]


def test_stories_beyond_the_limit_are_counted() -> None:
    links = [("KF-1", "see_also", ref) for ref in REFS[1:]]
    graph = picture.relation_graph("KF-1", TITLES, links)

    assert len(graph.nodes) == 40
    assert graph.hidden == 30
    assert {edge.target for edge in graph.edges} == set(REFS[1:40])
    assert_fits(graph)


def test_links_to_other_stories_and_itself_are_omitted() -> None:
    links = [("KF-1", "see_also", "KF-99"), ("KF-1", "see_also", "KF-1"), ("KF-99", "see_also", "KF-1")]

    assert picture.relation_graph("KF-1", {"KF-1": "Alone"}, links).edges == ()


def test_a_story_without_relations_is_a_single_box() -> None:
    graph = picture.relation_graph("KF-1", {"KF-1": "Alone"}, [])

    assert [node.key for node in graph.nodes] == ["KF-1"]
    assert_fits(graph)


@pytest.mark.parametrize("count", [2, 3, 7, 40])
def test_an_edge_ends_at_the_border_of_its_boxes(count: int) -> None:
    links = [("KF-1", "see_also", ref) for ref in REFS[1:count]]
    graph = picture.relation_graph("KF-1", {ref: ref for ref in REFS[:count]}, links)
    boxes = {node.key: node for node in graph.nodes}

    for edge in graph.edges:
        x, y, *_ = (float(number) for number in re.findall(r"[\d.]+", edge.path))
        box = boxes[edge.source]
        on_side = min(abs(x - box.x), abs(x - box.x - box.width))
        on_top = min(abs(y - box.y), abs(y - box.y - box.height))
        assert min(on_side, on_top) < 0.1


@settings(max_examples=100, deadline=None)
@given(st.lists(LINKS, max_size=120), st.integers(1, 40))
def test_any_graph_fits_and_does_not_depend_on_the_order(
    links: list[tuple[str, str, str]], limit: int
) -> None:
    graph = picture.relation_graph("KF-1", TITLES, links, limit=limit)

    assert_fits(graph)
    assert len(graph.nodes) == limit
    assert len(graph.nodes) + graph.hidden == len(TITLES)
    assert picture.relation_graph("KF-1", dict(reversed(TITLES.items())), links[::-1], limit=limit) == graph
