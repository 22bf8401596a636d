"""Linting, finding and trying as people do them, with a browser and without its script."""

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


def found(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Words, an error").fill(SEEN + "password=harbour-secret")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="Seen before")).to_be_visible()
    expect(page.get_by_role("heading", name="Check first").first).to_be_visible()
    page.get_by_text("Why: line").first.click()
    expect(page.locator("mark").first).to_contain_text("FailedNeedsStart")
    assert "harbour-secret" not in page.content()


def test_what_was_pasted_at_the_front_door_leads_to_a_story(page):
    found(page)
    assert faults(page) == []


def test_the_first_check_is_on_the_first_screen_of_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 740})
    found(page)
    command = page.locator(".hit .command").first.bounding_box()
    assert command["y"] + command["height"] < 740


def test_finding_needs_no_script(page_without_script):
    found(page_without_script)


HEALTHY = (
    "Normal  Scheduled  pod/web-0  Successfully assigned\nNormal  Started  pod/web-0  Started container web\n"
)


def test_healthy_output_is_a_calm_answer(page):
    page.goto("/find")
    page.get_by_label("Words, an error").fill(HEALTHY)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="No line here tells of a failure")).to_be_visible()
    assert faults(page) == []


def test_typed_words_are_in_the_address_and_pasted_ones_are_not(page):
    page.goto("/find")
    box = page.get_by_label("Words, an error")
    box.press_sequentially("missed start times")
    box.press("Enter")
    page.wait_for_url("**/find?q=missed+start+times")
    page.goto("/find")
    box.evaluate("box => box.dispatchEvent(new ClipboardEvent('paste', {clipboardData: new DataTransfer()}))")
    box.fill("missed start times")
    box.press("Enter")
    page.wait_for_url("**/find")
    expect(page.get_by_role("heading", name="Closest stories")).to_be_visible()


def test_lines_pasted_into_the_header_stay_lines(page):
    page.goto("/about")
    page.get_by_role("searchbox").evaluate(
        """(box, text) => {
            const data = new DataTransfer();
            data.setData("text", text);
            box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, cancelable: true}));
        }""",
        SEEN + "and a second line",
    )
    page.get_by_label("What to find").press("Control+Enter")
    expect(page.get_by_text("2 lines read · Nothing is stored")).to_be_visible()
    assert page.url.endswith("/find")


def test_an_answer_is_copied_as_markdown(page, reader):
    reader.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/find?q=too+many+missed+start+times")
    page.get_by_text("Copy this answer as Markdown").click()
    page.locator("#copying").get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("**")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_command_is_on_the_first_screen_of_a_phone(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/find")
    page.get_by_label("Words, an error").fill(SEEN + "a second line")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".command").first).to_be_in_viewport()
    assert page.evaluate("window.scrollY") == 0


def test_a_manifest_pasted_into_the_wrong_box_is_offered_to_lint(page):
    page.goto("/find")
    page.get_by_label("Words, an error").fill(MISPLACED)
    page.get_by_role("button", name="Find").click()
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
