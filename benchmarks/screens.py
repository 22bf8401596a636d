"""Measures in a browser how far down the pages of stories say what to do, and how long they are.

The stories are those of the catalogue, in a database of its own. Chromium has to be installed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from playwright.sync_api import Page, sync_playwright

from benchmarks import site
from benchmarks.results import HEAD, Result
from incidents.models import Incident

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
SCREENS = 2
"""What is in the second screen is seen without scrolling more than one."""
LEAST_SHARE = 95.0
LONG_STORY, MOST_SCREENS = "KF-15", 4.0

BOTTOM = "selector => document.querySelector(selector)?.getBoundingClientRect().bottom"
TOP = "selector => document.querySelector(selector)?.getBoundingClientRect().top"


@dataclass(frozen=True)
class Seen:
    """Where first fix and first check of a story end on a phone, in screens; None where there is none."""

    ref: str
    fix: float | None
    check: float | None

    @property
    def is_near(self) -> bool:
        return all(place is not None and place <= SCREENS for place in (self.fix, self.check))


def main(*_: str) -> None:
    with site.served() as served:
        refs = list(Incident.objects.published().in_order_of_refs().values_list("ref", flat=True))
        print(f"{HEAD}\n" + "\n".join(map(str, measured(served.address, refs))))


def measured(address: str, refs: Sequence[str]) -> Iterator[Result]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport=PHONE)
        seen = [_seen(page, address, ref) for ref in refs]
        page.set_viewport_size(DESK)
        page.goto(f"{address}/{LONG_STORY}")
        length = page.evaluate(TOP, ".fold") / DESK["height"]
        browser.close()
    far = ", ".join(_described(one) for one in seen if not one.is_near)
    share = 100 * sum(one.is_near for one in seen) / len(seen)
    yield Result(
        "first fix and check on a phone", share, LEAST_SHARE, is_least=True, unit="% of stories", note=far
    )
    yield Result(f"{LONG_STORY} before what is folded", length, MOST_SCREENS, unit="screens")


def _seen(page: Page, address: str, ref: str) -> Seen:
    page.goto(f"{address}/{ref}")
    places = (page.evaluate(BOTTOM, f".answer .{kind} li") for kind in ("fixes", "checks"))
    return Seen(ref, *(None if place is None else place / PHONE["height"] for place in places))


def _described(one: Seen) -> str:
    fix, check = ("none" if place is None else f"{place:.1f}" for place in (one.fix, one.check))
    return f"{one.ref} (fix {fix}, check {check})"
