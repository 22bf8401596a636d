"""Linting, matching and trying as people do them, with a browser and without its script."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_every_page import faults

MISPLACED = """\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: foobar
spec:
  schedule: "*/15 9-19 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          concurrencyPolicy: Forbid
          containers:
          - name: c
            image: x:1
---
kind: [broken
"""
SEEN = "Warning  FailedNeedsStart  Cannot determine if job needs to be started: too many missed start times\n"


def linted(page: Page) -> None:
    page.goto("/lint")
    page.get_by_label("Manifests, as YAML or JSON").fill(MISPLACED)
    page.get_by_role("button", name="Lint", exact=True).click()
    expect(page.get_by_text("pasted.yaml:12:")).to_be_visible()
    expect(page.get_by_role("link", name="M-2").first).to_be_visible()
    expect(page.get_by_text("This could not be checked")).to_be_visible()


def test_a_pasted_manifest_is_linted(page):
    linted(page)
    assert faults(page) == []


def test_linting_needs_no_script(page_without_script):
    linted(page_without_script)


def test_files_are_linted_by_name(page, tmp_path):
    for name in ("first.yaml", "second.yaml"):
        (tmp_path / name).write_text(MISPLACED)
    page.goto("/lint")
    page.get_by_label("Files").set_input_files([tmp_path / "first.yaml", tmp_path / "second.yaml"])
    page.get_by_role("button", name="Lint", exact=True).click()
    expect(page.get_by_text("first.yaml:12:")).to_be_visible()
    expect(page.get_by_text("second.yaml:12:")).to_be_visible()


def test_nothing_to_judge_is_said(page):
    page.goto("/lint")
    page.get_by_role("button", name="Lint", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("there is nothing to check yet")
    assert faults(page) == []


def matched(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Or paste what you see").fill(SEEN + "password=harbour-secret")
    page.get_by_role("button", name="Look for stories").click()
    expect(page.get_by_role("heading", name="Seen before")).to_be_visible()
    expect(page.locator("mark").first).to_contain_text("FailedNeedsStart")
    expect(page.get_by_role("heading", name="What to check next").first).to_be_visible()


def test_what_was_pasted_at_the_front_door_leads_to_a_story(page):
    matched(page)
    assert faults(page) == []


def test_matching_needs_no_script(page_without_script):
    matched(page_without_script)


@pytest.mark.parametrize("text", ["all is calm in the harbour", "zzzz"])
def test_nothing_known_is_a_calm_answer(page, text):
    page.goto("/match")
    page.get_by_label("Logs, events").fill(text)
    page.get_by_role("button", name="Look for stories").click()
    expect(page.get_by_role("heading", name="Nothing known was recognised")).to_be_visible()
    assert faults(page) == []


def test_a_manifest_pasted_into_the_wrong_box_is_offered_to_lint(page):
    page.goto("/match")
    page.get_by_label("Logs, events").fill(MISPLACED)
    page.get_by_role("button", name="Look for stories").click()
    page.get_by_role("button", name="Lint it").click()
    expect(page.get_by_text("pasted.yaml:12:")).to_be_visible()


def test_a_rule_is_tried_before_it_is_saved(editor_page):
    editor_page.goto("/rules/M-2/edit")
    box = editor_page.get_by_label("The rule, as YAML")
    text = box.input_value()
    editor_page.get_by_role("button", name="Try").click()
    expect(editor_page.get_by_role("status").filter(has_text="It works")).to_be_visible()
    box.fill(text.replace("level: critical", "level: terrible"))
    editor_page.get_by_role("button", name="Try").click()
    expect(editor_page.get_by_role("alert")).to_contain_text("“terrible” is not possible")
    assert "level: terrible" in box.input_value()
    assert faults(editor_page) == []
