"""Passkeys in a browser with an authenticator of its own: added, shown, copied, removed."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser import harbour
from tests.browser.test_every_page import faults

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def named_site(site: str) -> str:
    """No passkey belongs to an address of digits."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def visit(chromium: Browser, named_site: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=named_site)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def authenticator(page: Page) -> tuple[CDPSession, str]:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    made: dict[str, Any] = devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return devices, made["authenticatorId"]


def with_password(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("User name").fill("pat")
    page.get_by_label("Password").fill(harbour.PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def with_passkey(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_role("button", name="Use a passkey").click()


def sign_out(page: Page) -> None:
    page.goto("/profile")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("/")


def add(page: Page) -> None:
    with_password(page)
    page.wait_for_url("/")
    page.goto("/profile/second-factor/passkeys/new")
    page.get_by_label("Password").fill(harbour.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("Phone")
    assert faults(page) == []
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("/profile/second-factor/codes")
    assert faults(page) == []


def replace(devices: CDPSession, device: str, *, counter: int) -> None:
    """In the place of the passkey, a copy that was used so many times."""
    at = {"authenticatorId": device}
    (kept,) = devices.send("WebAuthn.getCredentials", at)["credentials"]
    devices.send("WebAuthn.removeCredential", {**at, "credentialId": kept["credentialId"]})
    devices.send("WebAuthn.addCredential", {**at, "credential": {**kept, "signCount": counter}})


def test_the_life_of_a_passkey(visit: Page) -> None:
    page = visit
    devices, device = authenticator(page)
    add(page)
    page.goto("/profile/second-factor")
    expect(page.get_by_role("heading", name="Phone")).to_be_visible()
    assert faults(page) == []

    sign_out(page)
    with_passkey(page)
    page.wait_for_url("/")

    sign_out(page)
    with_password(page)
    page.wait_for_url("/sign-in/code")
    assert faults(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("/")

    sign_out(page)
    replace(devices, device, counter=0)
    with_passkey(page)
    expect(page.get_by_text("That passkey opens no account here")).to_be_visible()
    replace(devices, device, counter=50)
    with_passkey(page)
    page.wait_for_url("/")

    page.goto("/profile/second-factor")
    page.get_by_role("link", name="Remove Phone").click()
    page.get_by_label("Password").fill(harbour.PASSWORD)
    assert faults(page) == []
    page.get_by_role("button", name="Confirm").click()
    assert faults(page) == []
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("The passkey is removed")).to_be_visible()
    sign_out(page)
    with_passkey(page)
    expect(page.get_by_text("That passkey opens no account here")).to_be_visible()


def test_a_page_without_script_says_what_to_do(page_without_script: Page) -> None:
    page_without_script.goto("/sign-in")
    expect(page_without_script.get_by_text("Passkeys need JavaScript")).to_be_visible()
    assert page_without_script.get_by_role("button", name="Use a passkey").count() == 0
