"""The main paths through the site, as people take them."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_every_page import faults

MOST_STEPS = 250


def tab_to(page: Page, selector: str) -> None:
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


def test_everything_by_keyboard(page):
    page.goto("/stories/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    tab_to(page, "#q")
    page.keyboard.type("ndots")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=ndots"))
    expect(page.locator(".rows mark").first).to_be_visible()
    page.locator("#q").focus()
    tab_to(page, ".rows h3 a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/KF-\d+$"))
    tab_to(page, ".answer a.anchor")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/KF-\d+#\w\d+$"))


def test_the_menu_opens_by_keyboard_and_goes_away(page):
    page.goto("/about")
    tab_to(page, ".menu summary")
    page.keyboard.press("Enter")
    coverage = page.get_by_role("navigation", name="Main").get_by_role("link", name="Coverage")
    expect(coverage).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(coverage).to_be_hidden()
    expect(page.locator(".menu summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("h1").click()
    expect(coverage).to_be_hidden()


def test_the_header_is_one_line_on_a_phone_and_at_twice_the_size(page):
    for width in (360, 640, 768, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto("/stories/")
        assert page.locator("header.site-bar").bounding_box()["height"] < 70


def test_on_a_phone_filters_are_folded_above_the_list(page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/stories/")
    box = page.locator("#facets input[name=component]").first
    expect(box).to_be_hidden()
    page.get_by_text("Filter", exact=True).click()
    expect(box).to_be_visible()


def test_a_reference_opens_its_story(page):
    page.goto("/about")
    page.get_by_role("searchbox").fill("kf-15")
    page.keyboard.press("Enter")
    page.wait_for_url("**/KF-15")


def test_a_filter_changes_the_list_in_place_and_the_way_back_leads_back(page):
    page.goto("/stories/")
    before = page.locator(".rows > li").count()
    page.evaluate("window.stayed = true")
    page.locator("#facets input[name=component]").first.check()
    page.wait_for_url(re.compile(r"\?component="))
    expect(page.locator(".rows > li")).not_to_have_count(before)
    assert page.evaluate("window.stayed"), "only the list was fetched"
    page.go_back()
    expect(page.locator(".rows > li")).to_have_count(before)


def test_a_bar_leads_to_the_stories_it_counts(page):
    page.goto("/components/network")
    bar = page.get_by_role("region", name="Failure modes").locator("li").first
    count = bar.locator("b").inner_text().split()[0]
    bar.get_by_role("link").click()
    expect(page.get_by_role("status").first).to_contain_text(count)
    expect(page.locator(".rows > li")).to_have_count(int(count))


def test_an_editor_restores_what_stood_before(editor_page):
    editor_page.goto("/KF-14/history")
    assert editor_page.get_by_role("button", name="Restore").count() == 0, "one revision, and it stands"
    editor_page.goto("/KF-15/history")
    rows = editor_page.locator(".rows > li")
    before = rows.count()
    rows.last.get_by_role("button", name="Restore").click()
    expect(editor_page.get_by_text("Revision 1 is restored")).to_be_visible()
    expect(rows).to_have_count(before + 1)


def test_who_comes_too_late_is_told_what_stands_and_loses_nothing(editor_page, editor):
    editor_page.goto("/KF-16/history/1")
    late = editor.new_page()
    late.goto("/KF-15/history")
    editor_page.goto("/KF-15/history")
    for opened in (editor_page, late):
        opened.locator("#revision-2").get_by_role("button", name="Restore").click()
    expect(late.get_by_role("heading", name="Nothing was restored")).to_be_visible()
    with late.expect_popup() as comparison:
        late.get_by_role("link", name="What was saved in between").click()
    compared = comparison.value.get_by_role("heading", name=re.compile(r"From revision \d+ to \d+"))
    expect(compared).to_be_visible()
    late.get_by_role("button", name="Restore revision 2 all the same").click()
    expect(late.get_by_text("nothing was saved")).to_be_visible()
    late.close()


def test_an_editor_merges_a_story_and_takes_it_back(editor_page, editor):
    editor_page.goto("/INC-4/history")
    editor_page.get_by_role("link", name="Merge it into another story").click()
    editor_page.get_by_label("Story it is merged into").fill("inc-4")
    editor_page.get_by_label("Reason").fill(" ")
    editor_page.get_by_role("button", name="Merge INC-4").click()
    expect(editor_page.get_by_label("Story it is merged into")).to_have_value("inc-4")
    expect(editor_page.get_by_text("INC-4 is this story")).to_be_visible()
    expect(editor_page.get_by_text("Is blank; say why")).to_be_visible()
    assert faults(editor_page) == []
    editor_page.get_by_label("Story it is merged into").fill("KF-14")
    editor_page.get_by_label("Reason").fill("The same night.")
    late = editor.new_page()
    late.goto("/INC-4/withdraw")
    late.get_by_label("Reason").fill("Not ours to tell.")
    editor_page.get_by_role("button", name="Merge INC-4").click()
    expect(editor_page.get_by_role("heading", name="What KF-14 takes over")).to_be_visible()
    assert faults(editor_page) == []
    for name in ("What two told", "told-by-two"):
        box = editor_page.get_by_role("checkbox", name=name)
        expect(box).to_be_checked()
        box.press("Space")
        expect(box).not_to_be_checked()
    editor_page.get_by_role("button", name="Merge INC-4").press("Enter")
    expect(editor_page.get_by_text("INC-4 is merged")).to_be_visible()
    assert faults(editor_page) == []
    late.get_by_role("button", name="Withdraw INC-4").click()
    expect(late.get_by_text("Somebody saved in between.")).to_be_visible()
    expect(late.get_by_label("Reason")).to_have_value("Not ours to tell.")
    assert faults(late) == []
    late.goto("/INC-4")
    late.wait_for_url("**/KF-14")
    editor_page.get_by_role("button", name="Restore").click()
    expect(editor_page.get_by_text("Revision 1 is restored")).to_be_visible()
    late.goto("/INC-4")
    expect(late.get_by_role("heading", name="Told by two")).to_be_visible()
    late.close()


def test_without_script_everything_works(page_without_script):
    page = page_without_script
    page.goto("/")
    page.get_by_label("Words, an error").fill("ndots")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".closest mark").first).to_be_visible()
    page.goto("/stories/")
    page.get_by_role("searchbox", name="Words of the stories").fill("ndots")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".rows mark").first).to_be_visible()
    page.locator("#facets input[name=kind]").first.check()
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("list", name="Active filters")).to_be_visible()
    page.locator(".rows h3 a").first.click()
    expect(page.get_by_role("heading", name="Contributing factors")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    page.goto("/KF-15/history")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("ins").first).to_be_visible()
    page.locator(".menu summary").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Coverage").click()
    expect(page.get_by_role("heading", name="Coverage")).to_be_visible()


def test_words_are_erased_after_their_places_were_shown(administrator_page: Page) -> None:
    page = administrator_page
    page.goto("/INC-5/history")
    page.get_by_role("link", name="Erase words of it").click()
    page.get_by_label("Words to erase").fill("Robin Harbour\nnowhere at all")
    page.get_by_label("Reason").fill("A name was told.")
    page.get_by_role("button", name="Show what would be erased").click()
    expect(page.get_by_role("alert")).to_contain_text("INC-5, revision 1 /title")
    page.get_by_role("button", name="Erase for good").click()
    page.wait_for_url("/INC-5/history")
    expect(page.get_by_text("[erased]").first).to_be_visible()
    expect(page.get_by_text("Robin Harbour")).to_have_count(0)
