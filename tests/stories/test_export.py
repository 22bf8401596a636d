import re

import pytest
from hypothesis import HealthCheck, given, settings

from incidents.stories import export, rendering
from incidents.stories.document import Quantity, Story
from tests.stories.samples import draft
from tests.stories.strategies import stories

HEADINGS = [
    "Summary",
    "Check first",
    "Impact",
    "Timeline",
    "Contributing factors",
    "Detection",
    "What people saw",
    "Fixes",
    "Takeaways",
    "Evidence",
    "Actions",
    "Sources",
    "Related",
]


def headings(written: str) -> list[str]:
    return re.findall(r"^## (.*)$", written, re.MULTILINE)


def test_headings_are_those_of_a_postmortem_in_order(flood: Story) -> None:
    written = export.to_markdown(flood)

    assert written.startswith("# KF-15: Misplaced CronJob fields flood the cluster\n")
    assert headings(written) == HEADINGS


def test_headings_without_content_are_omitted() -> None:
    assert headings(export.to_markdown(draft())) == []


def test_every_part_is_exported_with_its_anchor(flood: Story) -> None:
    written = export.to_markdown(flood)

    for anchor in ("s1", "s2", "c1", "f1", "f2", "x1", "x2", "t1", "i1", "e1", "e2", "r1", "a1"):
        assert f"- **{anchor}** " in written
    assert "### v1 manifest, bad" in written


def test_inferred_parts_are_marked(flood: Story) -> None:
    written = export.to_markdown(flood)

    assert "- Severity: major (inferred)" in written
    assert (
        "- **f2** capacity, missing limit (inferred) (leads to s1): no quota on the number of pods" in written
    )
    assert "- **i1** errors, end users (inferred): sign-in fails" in written
    assert written.count("(inferred)") == 4


def test_evidence_and_observations_are_quoted_verbatim(flood: Story) -> None:
    written = export.to_markdown(flood)

    assert "```yaml\nspec:\n  jobTemplate: {}\n```" in written
    assert "    ```\n    HTTP/1.1 404 Not Found\n    ```" in written


def test_a_fence_is_longer_than_any_inside() -> None:
    written = export.to_markdown(draft(evidence=[{"id": "v1", "kind": "script", "body": "````\nls\n````\n"}]))

    assert "`````\n````\nls\n````\n`````" in written


def test_several_paragraphs_stay_inside_their_item() -> None:
    written = export.to_markdown(draft(takeaways=[{"id": "t1", "text": "one\n\ntwo\nthree"}]))

    assert "- **t1** one\n\n    two\n    three\n" in written


def test_no_fix_known_is_exported() -> None:
    assert "## Fixes\n\nNo fix is known.\n" in export.to_markdown(draft(no_fix_known=True))


def test_a_withdrawal_has_its_reason() -> None:
    written = export.to_markdown(
        draft(status="withdrawn", withdrawal={"reason": "Told twice.", "successor": "KF-2"})
    )

    assert "Withdrawn: Told twice. See KF-2." in written


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories())
def test_every_story_can_be_exported_and_rendered(story: Story) -> None:
    written = export.to_markdown(story)

    assert written.startswith(f"# {story.ref}: ")
    assert story.ref in rendering.plain(written)


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (Quantity(value=460_000_000, unit="USD", about=True), "about 460,000,000 USD"),
        (Quantity(least=5_000, most=6_000, unit="projects"), "5,000 to 6,000 projects"),
        (Quantity(least=1.5, unit="hours", text="over an hour"), "at least 1.5 hours (over an hour)"),
        (Quantity(most=7_000), "at most 7,000"),
    ],
)
def test_large_numbers_can_be_read(quantity: Quantity, words: str) -> None:
    assert export.amount(quantity) == words
