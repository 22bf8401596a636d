"""Candidates worked through by single keys."""

import re

from playwright.sync_api import expect


def test_keys_lead_to_candidates_and_decisions_until_they_are_turned_off(editor_page):
    page = editor_page
    page.goto("/candidates/")
    for key in "jjk":
        page.keyboard.press(key)
    first = page.locator(".candidate-row h3 a").first
    expect(first).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator(".candidate-row input").first).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/candidates/\d+$"))
    page.keyboard.press("j")
    page.wait_for_url(re.compile(r"/candidates/900$"))
    page.keyboard.press("d")
    expect(page.get_by_role("button", name="Make a draft")).to_be_focused()
    page.keyboard.press("r")
    reason = page.get_by_label("Reason")
    expect(reason).to_be_focused()
    page.keyboard.type("jkd")
    expect(reason).to_have_value("jkd")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Turn them off").click()
    page.locator("h1").click()
    page.keyboard.press("k")
    page.keyboard.press("r")
    expect(reason).not_to_be_focused()
    expect(page).to_have_url(re.compile(r"/candidates/900$"))
    page.get_by_role("button", name="Turn them on").click()
