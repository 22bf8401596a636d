from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.architecture import test_urls
from tests.browser.addresses import NO_PAGE, OF_ADMINISTRATORS, OF_EDITORS, PAGES, STATES

NARROW, WIDE = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
VIEWS = (("light", 360), ("light", 768), ("dark", 360), ("dark", 1280), ("light", 1280))
"""Colour schemes and widths; what is wide is left at the end."""
PUBLIC = {**PAGES, **STATES}
AXE = Axe()
OPTIONS = {
    "light": {"rules": {"target-size": {"enabled": True}}},
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}},
}
"""In light, with a rule that axe leaves out unless it is asked for. Dark has other colours only."""
WIDTH = "document.documentElement.scrollWidth"


def test_no_page_is_left_out():
    names = {name for name in test_urls.names() if ":" not in name}
    assert names == {*PAGES, *OF_EDITORS, *OF_ADMINISTRATORS, *NO_PAGE}


def faults(page: Page) -> list[str]:
    """What axe finds in both colour schemes and at three widths, what does not fit on a narrow screen."""
    found = []
    for scheme, width in VIEWS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": WIDE["height"]})
        for violation in AXE.run(page, options=OPTIONS[scheme]).response["violations"]:
            places = [node["target"] for node in violation["nodes"]][:3]
            found.append(f"{scheme}, {width}: {violation['id']}: {violation['help']} {places}")
    page.set_viewport_size(NARROW)
    if (width := page.evaluate(WIDTH)) > NARROW["width"]:
        found.append(f"{width} pixels wide on a screen of {NARROW['width']}")
    page.set_viewport_size(WIDE)
    return found


def opened(page: Page, path: str) -> tuple[list[str], list[str]]:
    """Hosts that were asked, and errors on the console other than the status of the page itself."""
    hosts: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: hosts.append(urlsplit(request.url).netloc))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda said: (
            errors.append(said.text)
            if said.type == "error" and "the server responded with a status" not in said.text
            else None
        ),
    )
    page.goto(path, wait_until="load")
    return hosts, errors


@pytest.mark.parametrize("name", PUBLIC)
def test_a_page_is_for_everybody(page, site, name):
    hosts, errors = opened(page, PUBLIC[name])
    assert set(hosts) == {urlsplit(site).netloc}
    assert errors == []
    assert faults(page) == []


@pytest.mark.parametrize("name", OF_EDITORS)
def test_a_page_of_editors_is_for_everybody(editor_page, site, name):
    hosts, errors = opened(editor_page, OF_EDITORS[name])
    assert set(hosts) == {urlsplit(site).netloc}
    assert errors == []
    assert faults(editor_page) == []


@pytest.mark.parametrize("name", OF_ADMINISTRATORS)
def test_a_page_of_administrators_is_for_everybody(administrator_page, site, name):
    hosts, errors = opened(administrator_page, OF_ADMINISTRATORS[name])
    assert set(hosts) == {urlsplit(site).netloc}
    assert errors == []
    assert faults(administrator_page) == []
