"""Pages that no address leads to at once: they follow a form, or a confirmation."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser import harbour
from tests.browser.conftest import signed_in
from tests.browser.test_every_page import faults


def test_an_app_for_codes(chromium: Browser, site: str) -> None:
    with signed_in(chromium, site, "sam") as context:
        page = context.new_page()
        page.goto("/profile/second-factor/app")
        page.get_by_label("Password").fill("not-hers")
        page.get_by_role("button", name="Confirm").click()
        assert faults(page) == []
        page.get_by_label("Password").fill(harbour.PASSWORD)
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_role("heading", name="Add an app")).to_be_visible()
        assert faults(page) == []


def test_an_invitation_and_its_mail(administrator_page: Page, page: Page) -> None:
    administrator_page.goto("/people/invitations")
    administrator_page.get_by_label("E-mail address").fill("robin@example.org")
    administrator_page.get_by_role("button", name="Make the link").click()
    expect(administrator_page.get_by_role("heading", name="Somebody is invited")).to_be_visible()
    assert faults(administrator_page) == []
    link = re.search(r"https?://\S+(/invitation/[\w-]+)", administrator_page.get_by_role("main").inner_text())
    assert link

    page.goto(link[1])
    page.wait_for_url("/invitation")
    page.get_by_label("User name").fill("ada")
    page.get_by_label("Password", exact=True).fill("ada")
    page.get_by_label("Password again").fill("ada")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_text("Somebody has that user name already")).to_be_visible()
    assert faults(page) == []

    administrator_page.goto("/people/invitations")
    assert faults(administrator_page) == []
    administrator_page.goto("/people/mail")
    administrator_page.get_by_role("button", name="Read the mail to robin@example.org").first.click()
    expect(administrator_page.get_by_role("heading", name="An invitation to Soundings")).to_be_visible()
    assert faults(administrator_page) == []


def test_a_drill_to_its_end(page: Page) -> None:
    page.goto("/KF-15/drill")
    ahead = page.get_by_role("navigation", name="What next?")
    ahead.get_by_role("link").first.click()
    ahead.get_by_role("link", name="Let time pass").click()
    ahead.get_by_role("link", name="Hint 1 of 3").click()
    page.get_by_role("link", name="Say what it is").click()
    assert faults(page) == []
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="This is it").click()
    page.goto("/KF-15/drill")
    page.get_by_role("link", name="Show the resolution").click()
    expect(page.get_by_role("heading", name="Debrief")).to_be_visible()
    for question in page.locator("details.question > summary").all():
        question.click()
    assert faults(page) == []
