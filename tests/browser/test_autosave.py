"""Text that is typed into the editor stays, whatever happens meanwhile, and the page says where it is."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from kb.local.address import Address
from kb.local.processes import Program
from tests.browser import harbour
from tests.browser.conftest import server_for, signed_in, wait_for
from tests.browser.test_every_page import faults

SAVED = re.compile(r"^Saved \d\d:\d\d:\d\d UTC$")
NOT_REACHED = re.compile(r"^Not saved: the site cannot be reached; trying again (in \d+ s|now)$")
SIGNED_OUT = "Not saved: you are signed out; sign in in another tab, and typing goes on here"


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[BrowserContext]:
    """A browser of Edith's whose session is for this test alone."""
    with signed_in(chromium, site, "edith") as context:
        yield context


def begun(page: Page) -> str:
    """A new draft, opened. Returns its address."""
    page.goto("/write/")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(re.compile(r"/write/[0-9a-f-]{36}$"))
    return page.url


def title(page: Page) -> Locator:
    return page.get_by_label("Title")


def status(page: Page) -> Locator:
    return page.locator(".editor-bar").get_by_role("status")


def kept(visit: BrowserContext, address: str) -> str:
    """The title as a page shows it that is opened now."""
    page = visit.new_page()
    page.goto(address)
    value = title(page).input_value()
    page.close()
    return value


def test_what_is_typed_is_saved_and_the_page_says_so(visit: BrowserContext) -> None:
    page = visit.new_page()
    address = begun(page)
    expect(status(page)).to_have_text("Nothing typed yet")
    title(page).press_sequentially("The queue was full")
    expect(status(page)).to_have_text("Typing, not saved yet")
    expect(status(page)).to_have_text(SAVED)
    assert kept(visit, address) == "The queue was full"
    page.locator("select[name=kind]").select_option("hazard")
    expect(status(page)).to_have_text("Typing, not saved yet")
    expect(status(page)).to_have_text(SAVED)
    assert faults(page) == []


def test_who_leaves_at_once_loses_nothing(visit: BrowserContext) -> None:
    page = visit.new_page()
    address = begun(page)
    title(page).fill("Typed and gone")
    page.goto("/write/")
    page.goto(address)  # perhaps sooner than the save of the page before; then this one sends it once more
    expect(title(page)).to_have_value("Typed and gone")
    expect(status(page)).to_contain_text("aved")
    page.goto("/write/")
    expect(page.get_by_role("link", name="Typed and gone")).to_be_visible()


def test_buttons_save_first_and_go_on(visit: BrowserContext) -> None:
    page = visit.new_page()
    address = begun(page)
    title(page).fill("First")
    expect(status(page)).to_have_text(SAVED)
    title(page).fill("Second")
    page.get_by_role("button", name="Add: symptom").click()
    page.wait_for_url(f"{address}#symptoms.1")
    expect(title(page)).to_have_value("Second")
    title(page).fill("Third")
    page.get_by_role("button", name="Save the draft").last.click()
    expect(status(page)).to_contain_text("Draft saved")
    expect(title(page)).to_have_value("Third")
    expect(page.locator("[id='symptoms.1']")).to_be_visible()
    page.goto("/write/")
    expect(page.get_by_role("link", name="Third")).to_have_count(1)


def test_a_second_page_gets_a_draft_of_its_own_and_says_so(visit: BrowserContext) -> None:
    here = visit.new_page()
    address = begun(here)
    there = visit.new_page()
    there.goto(address)
    title(here).fill("Here")
    expect(status(here)).to_have_text(SAVED)
    title(there).fill("There")
    expect(there.get_by_role("alert")).to_contain_text("in a draft of its own now")
    expect(status(there)).to_have_text(SAVED)
    assert there.url != address
    assert faults(there) == []
    title(there).fill("There, and on")
    expect(status(there)).to_have_text("Typing, not saved yet")
    expect(status(there)).to_have_text(SAVED)
    assert kept(visit, address) == "Here"
    assert kept(visit, there.url) == "There, and on"
    title(here).fill("Here, and on")
    expect(status(here)).to_have_text("Typing, not saved yet")
    expect(status(here)).to_have_text(SAVED)
    expect(here.get_by_role("alert")).to_have_count(0)


def test_without_a_network_it_tries_again(visit: BrowserContext) -> None:
    page = visit.new_page()
    address = begun(page)
    visit.set_offline(True)
    title(page).fill("On the train")
    expect(status(page)).to_have_text(NOT_REACHED)
    page.get_by_role("button", name="Save the draft").last.click()
    expect(title(page)).to_have_value("On the train")
    assert faults(page) == []
    visit.set_offline(False)
    expect(status(page)).to_have_text(SAVED)
    assert kept(visit, address) == "On the train"


def sign_out(visit: BrowserContext) -> Page:
    page = visit.new_page()
    page.goto("/profile")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("/")
    return page


def sign_in(page: Page) -> None:
    page.get_by_label("User name").fill("edith")
    page.get_by_label("Password").fill(harbour.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("/")


def test_signed_out_while_typing_and_back(visit: BrowserContext) -> None:
    page = visit.new_page()
    address = begun(page)
    sign_out(visit).close()
    title(page).fill("Typed while signed out")
    expect(status(page)).to_have_text(SIGNED_OUT)
    assert faults(page) == []
    with visit.expect_page() as opened:
        status(page).get_by_role("link").click()
    sign_in(opened.value)
    page.bring_to_front()
    title(page).press("End")
    title(page).press_sequentially(", and on")
    expect(status(page)).to_have_text(SAVED, timeout=40_000)
    assert kept(visit, address) == "Typed while signed out, and on"


def test_a_reload_brings_back_what_could_not_be_saved(visit: BrowserContext) -> None:
    page = visit.new_page()
    address = begun(page)
    sign_out(visit).close()
    title(page).fill("Typed while signed out")
    expect(status(page)).to_have_text(SIGNED_OUT)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/sign-in")
    sign_in(page)
    page.goto(address)
    expect(title(page)).to_have_value("Typed while signed out")
    assert kept(visit, address) == "Typed while signed out"


def test_too_much_is_said_and_stays_on_the_page(visit: BrowserContext) -> None:
    page = visit.new_page()
    address = begun(page)
    title(page).fill("Before")
    expect(status(page)).to_have_text(SAVED)
    body = page.locator("textarea[name=body]")
    body.evaluate("field => field.closest('details').open = true")
    body.fill("0123456789" * 110_000)
    expect(status(page)).to_contain_text("Not saved: This is too much for a draft")
    body.fill("Shorter")
    expect(status(page)).to_have_text(SAVED)
    assert kept(visit, address) == "Before"


def test_by_keyboard_alone(visit: BrowserContext) -> None:
    page = visit.new_page()
    address = begun(page)
    title(page).focus()
    page.keyboard.type("By keyboard")
    expect(status(page)).to_have_text(SAVED)
    expect(title(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(status(page)).to_contain_text("Draft saved")
    assert kept(visit, address) == "By keyboard"


@pytest.fixture
def page_without_autosave(chromium: Browser, site: str) -> Iterator[Page]:
    """Signed in, without JavaScript."""
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in")
    sign_in(page)
    yield page
    context.close()


def test_without_javascript_a_session_that_ends_loses_nothing(page_without_autosave: Page) -> None:
    page = page_without_autosave
    address = begun(page)
    title(page).fill("Typed for an hour")
    sign_out(page.context).close()
    page.get_by_role("button", name="Save the draft").last.click()
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    assert "signed out" in page.get_by_role("alert").inner_text()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    sign_in(opened.value)
    for _ in range(2):  # signing in changes what the form has to prove
        page.get_by_role("button", name="Save what I typed").click()
    assert page.url == address
    expect(title(page)).to_have_value("Typed for an hour")


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize(
    ("address", "field", "button"),
    [
        ("/write/import", "The postmortem", "Begin a draft from it"),
        ("/write/paste", "Chat, log or notes with times", "Propose a timeline"),
    ],
)
def test_a_session_that_ends_loses_nothing_of_what_was_pasted(
    chromium: Browser, site: str, has_script: bool, address: str, field: str, button: str
) -> None:
    text = "14:05 pods restart\n\n14:20 rolled back\n" * 50
    with signed_in(chromium, site, "edith", has_script=has_script) as visit:
        page = visit.new_page()
        page.goto(address)
        page.get_by_label(field).fill(text)
        sign_out(visit).close()
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
        assert not has_script or faults(page) == []
        with visit.expect_page() as opened:
            page.get_by_role("link", name="Sign in in another tab").click()
        sign_in(opened.value)
        for _ in range(2):  # signing in changes what the form has to prove
            page.get_by_role("button", name="Back to the form, with what I typed").click()
        expect(page.locator("textarea[name=text]")).to_have_value(text)
        assert page.url == f"{site}{address}"


@dataclass(frozen=True)
class Killed:
    """A server that can be killed in the middle of its work, and started again."""

    address: Address
    server: Program

    @contextmanager
    def for_a_while(self) -> Iterator[None]:
        assert self.server.process
        os.killpg(self.server.process.pid, signal.SIGKILL)
        self.server.process.wait()
        yield
        self.server.start()
        wait_for(self.address, self.server)


@pytest.fixture
def killed(harbour_database: str, tmp_path: Path) -> Iterator[Killed]:
    address, server = server_for(harbour_database, tmp_path)
    server.start()
    try:
        wait_for(address, server)
        yield Killed(address, server)
    finally:
        server.stop()


def test_a_server_that_is_killed_takes_no_text_along(chromium: Browser, killed: Killed) -> None:
    with signed_in(chromium, str(killed.address), "edith") as context:
        page = context.new_page()
        address = begun(page)
        for attempt in range(3):
            text = f"Typed before it was killed, {attempt}"
            title(page).fill(text)
            expect(status(page)).to_have_text(SAVED)
            title(page).press_sequentially(" and then")
            with killed.for_a_while():
                expect(status(page)).to_have_text(NOT_REACHED)
                title(page).press_sequentially(" on")
            expect(status(page)).to_have_text(SAVED, timeout=90_000)
            assert kept(context, address) == f"{text} and then on"
