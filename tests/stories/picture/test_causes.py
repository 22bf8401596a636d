import re
from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings

from incidents.stories import picture
from incidents.stories.document import Story
from incidents.stories.picture.causes import CauseGraph
from tests.stories.samples import draft
from tests.stories.strategies import stories


def factor(anchor: str, *leads_to: str, text: str = "a", **fields: Any) -> dict[str, Any]:
    part = {"id": anchor, "dimension": "capacity", "failure_mode": "missing_limit", "text": text}
    return part | {"leads_to": list(leads_to)} | fields


def assert_fits(graph: CauseGraph) -> None:
    for node in graph.nodes:
        assert 0 <= node.x <= node.x + node.width <= graph.width
        assert 0 <= node.y <= node.y + node.height <= graph.height
        for line in node.lines:
            assert node.x <= line.x
            assert node.y <= line.y <= node.y + node.height
    for edge in graph.edges:
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", edge.path)]
        assert all(0 <= x <= graph.width for x in numbers[0::2])
        assert all(0 <= y <= graph.height for y in numbers[1::2])
        assert 0 <= edge.x <= graph.width
        assert 0 <= edge.y <= graph.height


def assert_apart(graph: CauseGraph) -> None:
    for column in graph.columns:
        stacked = sorted((node.y, node.y + node.height) for node in graph.nodes if node.x == column.x)
        assert all(end < start for (_, end), (start, _) in pairwise(stacked))


def test_factors_symptoms_and_impacts_are_in_columns(flood: Story) -> None:
    graph = picture.cause_graph(flood)

    assert [column.name for column in graph.columns] == ["factors", "symptoms", "impacts"]
    assert [node.key for node in graph.nodes] == ["f1", "f2", "s1", "s2", "i1"]
    assert [node.kind for node in graph.nodes] == ["factor", "factor", "symptom", "symptom", "impact"]
    assert [node.key for node in graph.nodes if node.inferred] == ["f2", "i1"]
    assert graph.nodes[0].label == "concurrencyPolicy stood inside the pod template"
    assert graph.nodes[0].lines[0].text.startswith("f1 concurrencyPolicy")
    assert_fits(graph)
    assert_apart(graph)


def test_edges_are_those_the_story_states(flood: Story) -> None:
    graph = picture.cause_graph(flood)

    assert [(edge.source, edge.target) for edge in graph.edges] == [
        ("f1", "f2"),
        ("f1", "s2"),
        ("f2", "s1"),
        ("s1", "i1"),
    ]
    assert graph.edges[0].label == "f1 leads to f2"
    assert all(
        re.fullmatch(r"M[\d.]+ [\d.]+ C[\d.]+ [\d.]+, [\d.]+ [\d.]+, [\d.]+ [\d.]+", edge.path)
        for edge in graph.edges
    )


def test_no_edge_is_inferred() -> None:
    graph = picture.cause_graph(
        draft(factors=[factor("f1")], symptoms=[{"id": "s1", "kind": "metric", "text": "a"}])
    )

    assert graph.edges == ()


def test_an_edge_starts_and_ends_at_its_boxes(flood: Story) -> None:
    graph = picture.cause_graph(flood)
    boxes = {node.key: node for node in graph.nodes}

    for edge in graph.edges:
        x, y, *_, last_x, last_y = [float(number) for number in re.findall(r"[\d.]+", edge.path)]
        source, target = boxes[edge.source], boxes[edge.target]
        assert x == source.x + source.width
        assert source.y < y < source.y + source.height
        assert last_x == (target.x + target.width if source.x == target.x else target.x)
        assert target.y < last_y < target.y + target.height


def test_edges_of_one_box_do_not_share_a_point() -> None:
    graph = picture.cause_graph(
        draft(factors=[factor("f1", "f2", "f3"), factor("f2", "f1", "f3"), factor("f3", "f1")])
    )
    ends = []
    for edge in graph.edges:
        numbers = re.findall(r"[\d.]+", edge.path)
        ends += [tuple(numbers[:2]), tuple(numbers[-2:])]

    assert len(set(ends)) == len(ends)
    assert_fits(graph)


def test_columns_without_parts_are_omitted() -> None:
    graph = picture.cause_graph(draft(symptoms=[{"id": "s1", "kind": "metric", "text": "a"}]))

    assert [column.name for column in graph.columns] == ["symptoms"]
    assert_fits(graph)


def test_a_story_without_parts_has_an_empty_picture() -> None:
    graph = picture.cause_graph(draft())

    assert (graph.columns, graph.nodes, graph.edges) == ((), (), ())


def test_long_texts_are_wrapped_and_cut() -> None:
    graph = picture.cause_graph(
        draft(factors=[factor("f1", text="many words " * 100), factor("f2", text="x" * 300)])
    )

    assert all(len(node.lines) <= 4 for node in graph.nodes)
    assert graph.nodes[0].lines[-1].text.endswith("…")
    assert max(len(line.text) for node in graph.nodes for line in node.lines) <= 34
    assert len(graph.nodes[0].label) > 1_000


def test_edges_to_missing_parts_are_omitted() -> None:
    graph = picture.cause_graph(draft(factors=[factor("f1", "s9", "f1", "f2", "f2"), factor("f2")]))

    assert [(edge.source, edge.target) for edge in graph.edges] == [("f1", "f2")]


def test_an_impact_without_text_is_named_by_its_effect() -> None:
    graph = picture.cause_graph(draft(impacts=[{"effect": "control_plane_down", "scope": "cluster"}]))

    assert graph.nodes[0].label == "control plane down (cluster)"


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories())
def test_every_story_has_a_picture_in_which_nothing_overlaps(story: Story) -> None:
    graph = picture.cause_graph(story)

    assert_fits(graph)
    assert_apart(graph)
    assert picture.cause_graph(msgspec.structs.replace(story)) == graph
