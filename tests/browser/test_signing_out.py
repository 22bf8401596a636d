"""After signing out, the way back shows nothing, in a browser that keeps whole pages for it, too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import harbour
from tests.browser.conftest import CHROMIUM, FLAGS, STEP

NAME = "Edith Harbour"


@pytest.fixture
def page_that_is_kept(chromium: Browser, site: str) -> Iterator[Page]:
    """Tests usually run without the cache of whole pages that people have."""
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    context = browser.new_context(base_url=site)
    context.set_default_timeout(STEP)
    yield context.new_page()
    browser.close()


def test_the_way_back_shows_nothing_after_signing_out(page_that_is_kept: Page) -> None:
    page = page_that_is_kept
    page.goto("/sign-in")
    page.get_by_label("User name").fill("edith")
    page.get_by_label("Password").fill(harbour.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("/")
    page.goto("/profile")
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("/")
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert NAME not in page.content()
