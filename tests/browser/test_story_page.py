"""The page of a story: what is seen without scrolling, what is copied, and what leaves the printer."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
STORIES = ("KF-1", "KF-15", "KF-16", "INC-1", "INC-7")
BOTTOM = "element => element.getBoundingClientRect().bottom"
TOP = "element => element.getBoundingClientRect().top"
HIDDEN = "element => getComputedStyle(element).display == 'none'"


@pytest.mark.parametrize("ref", ["INC-7", "KF-15", "KF-16"])
def test_a_phone_shows_what_to_do_without_scrolling_more_than_one_screen(page, ref):
    page.set_viewport_size(PHONE)
    page.goto(f"/{ref}")
    first = [page.locator(".answer .fixes li").first, *page.locator(".answer .checks li").all()[:1]]
    assert all(part.evaluate(BOTTOM) <= 2 * PHONE["height"] for part in first)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_checks_come_first_on_a_phone_and_last_on_a_desk(page):
    page.goto("/INC-7")
    for size, is_first in ((PHONE, True), (DESK, False)):
        page.set_viewport_size(size)
        checks, seen = (page.locator(f".answer > .{kind}").evaluate(TOP) for kind in ("checks", "symptoms"))
        assert (checks < seen) == is_first


def test_a_long_story_is_four_screens_long_before_what_is_folded(page):
    page.set_viewport_size(DESK)
    page.goto("/KF-15")
    page.locator(".contradicting").evaluate("made_up => made_up.remove()")  # no tool contradicts KF-15
    assert page.locator(".fold").first.evaluate(TOP) <= 4 * DESK["height"]


@pytest.mark.parametrize("ref", STORIES)
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_axe_finds_nothing_with_everything_open(page, ref, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/{ref}")
    page.evaluate("document.querySelectorAll('article details').forEach(one => { one.open = true; })")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []


def test_the_contents_lead_to_what_is_folded(page):
    page.goto("/KF-15")
    page.get_by_text("Contents", exact=True).click()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Sources").click()
    expect(page.locator("#r1")).to_be_visible()
    expect(page.get_by_role("navigation", name="On this page")).to_be_hidden()


def test_the_contents_need_no_script(page_without_script):
    page = page_without_script
    page.goto("/KF-15")
    page.get_by_text("Contents", exact=True).click()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Sources").click()
    page.wait_for_url(re.compile("#sources$"))
    expect(page.locator("#r1")).to_be_visible()


def test_the_address_of_a_part_and_a_command_are_copied(page, reader, site):
    reader.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/INC-7")
    page.locator("#f1 > a.anchor").click()
    expect(page.locator("#f1 > a.anchor")).to_have_attribute("data-copied", "")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}/INC-7#f1"
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_text("Copied", exact=True)).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == "kubectl get jobs -A"


@pytest.mark.parametrize("ref", STORIES)
def test_words_in_pictures_stay_in_their_boxes(page, ref):
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.goto(f"/{ref}")
        out = page.evaluate(
            """() => [...document.querySelectorAll("svg.drawing a:has(rect.node)")].filter(link => {
                const box = link.querySelector("rect").getBoundingClientRect();
                return [...link.querySelectorAll("text")].some(text => {
                    const words = text.getBoundingClientRect();
                    return words.right > box.right + 1 || words.bottom > box.bottom + 1;
                });
            }).map(link => link.textContent)"""
        )
        assert out == []


def pages(printed: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", printed))


def test_print_is_whole_and_short(page):
    page.goto("/KF-15")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert 2 <= pages(printed) <= 4
    page.emulate_media(media="print")
    assert all(page.locator(hidden).first.evaluate(HIDDEN) for hidden in (".site-bar", ".contents", ".fold"))
    expect(page.locator("svg.across")).to_be_visible()
    expect(page.locator(".twin tbody tr").first).to_be_visible()
    assert _cut(page) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_what_a_reader_opened_is_printed(page):
    page.goto("/KF-15")
    page.locator(".fold > summary", has_text="Sources").click()
    page.emulate_media(media="print")
    expect(page.locator("#r1")).to_be_visible()
    expect(page.locator("#rules")).to_be_hidden()


def _cut(page: Page) -> list[str]:
    """Blocks whose content is larger than they are."""
    cut: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("article pre, article .seen")].filter(
            one => one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2
        ).map(one => one.textContent.slice(0, 60))"""
    )
    return cut
