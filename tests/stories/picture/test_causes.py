from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from incidents.stories import picture
from incidents.stories.document import Story
from incidents.stories.picture import CausePicture
from incidents.stories.picture.shapes import Drawing
from tests.stories.picture.drawn import assert_no_line_is_behind_a_box, assert_nothing_overlaps, ends
from tests.stories.samples import draft
from tests.stories.strategies import stories


def factor(anchor: str, *leads_to: str, text: str = "a", **fields: Any) -> dict[str, Any]:
    part = {"id": anchor, "dimension": "capacity", "failure_mode": "missing_limit", "text": text}
    return part | {"leads_to": list(leads_to)} | fields


def symptom(anchor: str, *leads_to: str, text: str = "a") -> dict[str, Any]:
    return {"id": anchor, "kind": "metric", "text": text, "leads_to": list(leads_to)}


def fix(anchor: str, *leads_to: str) -> dict[str, Any]:
    part = {"id": anchor, "phase": "mitigation", "outcome": "made_worse", "text": "restart all"}
    return part | {"leads_to": list(leads_to)}


def drawn(**fields: Any) -> CausePicture:
    return picture.cause_picture(draft(**fields))


def assert_readable(shown: CausePicture) -> None:
    for drawing in (shown.wide, shown.tall):
        assert_nothing_overlaps(drawing)
        assert_no_line_is_behind_a_box(drawing)


def columns(drawing: Drawing) -> list[list[str]]:
    """Keys from left to right, and from top to bottom."""
    xs = sorted({node.x for node in drawing.nodes})
    return [[node.key for node in sorted(drawing.nodes, key=lambda node: node.y) if node.x == x] for x in xs]


def test_what_follows_is_to_the_right_of_its_causes(flood: Story) -> None:
    shown = picture.cause_picture(flood)

    assert columns(shown.wide) == [["f1"], ["f2", "s2"], ["s1"], ["i1"]]
    assert {node.key: node.kind for node in shown.wide.nodes} == {
        "f1": "factor",
        "f2": "factor",
        "s1": "symptom",
        "s2": "symptom",
        "i1": "impact",
    }
    assert {node.key for node in shown.wide.nodes if node.inferred} == {"f2", "i1"}
    assert_readable(shown)


def test_lines_are_those_that_the_story_states(flood: Story) -> None:
    shown = picture.cause_picture(flood)

    links = [("f1", "f2"), ("f1", "s2"), ("f2", "s1"), ("s1", "i1")]
    assert list(shown.links) == links
    for drawing in (shown.wide, shown.tall):
        assert sorted((edge.source, edge.target) for edge in drawing.edges) == links
    assert {edge.label for edge in shown.wide.edges} >= {"f1 leads to f2"}


def test_a_fix_that_made_it_worse_is_drawn() -> None:
    shown = drawn(
        factors=[factor("f1", "s1")],
        symptoms=[symptom("s1")],
        fixes=[fix("x1", "s2"), fix("x2")],
        impacts=[],
    )

    assert shown.links == (("f1", "s1"),)
    shown = drawn(factors=[factor("f1")], symptoms=[symptom("s1")], fixes=[fix("x1", "s1"), fix("x2")])
    assert shown.links == (("x1", "s1"),)
    assert shown.apart == ("f1",), "a fix that leads to nothing is no part that was forgotten"


def test_a_circle_has_a_line_that_leads_back() -> None:
    shown = drawn(factors=[factor("f1", "s1")], symptoms=[symptom("s1", "s2"), symptom("s2", "f1")])

    assert columns(shown.wide) == [["f1"], ["s1"], ["s2"]]
    boxes = {node.key: node for node in shown.wide.nodes}
    (back,) = [edge for edge in shown.wide.edges if edge.source == "s2"]
    (x, _), (last_x, _) = ends(back)
    assert x == boxes["s2"].x
    assert last_x == boxes["f1"].x + boxes["f1"].width
    assert_readable(shown)


def test_a_line_across_a_column_has_room_there() -> None:
    shown = drawn(
        factors=[factor("f1", "f2", "f3", "i1"), factor("f2", "f3"), factor("f3", "i1")],
        impacts=[{"id": "i1", "effect": "errors", "text": "a"}],
    )

    assert columns(shown.wide) == [["f1"], ["f2"], ["f3"], ["i1"]]
    assert_readable(shown)


def test_words_are_whole() -> None:
    text = "The `successfulJobsHistoryLimit` of a CronJob stood in a place where it means nothing. More here."
    shown = drawn(factors=[factor("f1", "f2", text=text), factor("f2", text="x" * 80)])

    for drawing in (shown.wide, shown.tall):
        (box,) = [node for node in drawing.nodes if node.key == "f1"]
        said = " ".join(line.text for line in box.lines)
        assert said == (
            "f1 The successfulJobsHistoryLimit of a CronJob stood in a place where it means nothing"
        )
    assert_readable(shown)


def test_the_width_is_used() -> None:
    long = "a sentence of many words that takes more than one line " * 3
    shown = drawn(factors=[factor(f"f{n}", f"f{n + 1}", text=long) for n in range(1, 5)])

    right = max(node.x + node.width for node in shown.wide.nodes)
    assert right > 0.95 * shown.wide.width > 1_000


def test_a_part_without_links_is_named_beside_the_picture() -> None:
    shown = drawn(factors=[factor("f1", "s1"), factor("f2")], symptoms=[symptom("s1")])

    assert {node.key for node in shown.wide.nodes} == {"f1", "s1"}
    assert shown.apart == ("f2",)


@pytest.mark.parametrize("fields", [{}, {"factors": [factor("f1", "f1", "s9"), factor("f2")]}])
def test_without_links_there_is_nothing_to_draw(fields: dict[str, Any]) -> None:
    assert drawn(**fields).links == ()


def test_too_many_parts_are_not_drawn() -> None:
    shown = drawn(factors=[factor(f"f{n}", f"f{n + 1}") for n in range(1, 300)])

    assert shown.wide.nodes == shown.tall.nodes == ()
    assert len(shown.links) == 298


def test_an_impact_without_text_is_named_by_its_effect_and_amount() -> None:
    shown = drawn(
        factors=[factor("f1", "i1", "i2")],
        impacts=[
            {"id": "i1", "effect": "control_plane_down", "scope": "cluster"},
            {"id": "i2", "effect": "cost", "quantities": [{"value": 460_000_000, "unit": "USD"}]},
        ],
    )

    labels = {node.label for node in shown.wide.nodes}
    assert {"control plane down (cluster)", "cost: 460,000,000 USD"} <= labels


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories())
def test_every_story_has_a_readable_picture(story: Story) -> None:
    shown = picture.cause_picture(story)

    assert_readable(shown)
    assert picture.cause_picture(msgspec.structs.replace(story)) == shown
