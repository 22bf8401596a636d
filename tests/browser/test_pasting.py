"""From a pasted chat to the timeline of a draft, in a browser."""

from playwright.sync_api import BrowserContext, expect

from tests.browser.test_every_page import faults

CHAT = """#inc-checkout, times are Europe/Berlin
[23:41] pager-bot: FIRING CheckoutErrors severity=critical https://grafana.example/d/checkout
[23:43] mira.oncall: looking
[23:49] mira.oncall: pods restarting, `kubectl get pods -n pricing`:
    pricing-6c9d8f7b5-2xk4p   0/1   CrashLoopBackOff   5 (20s ago)   6m
[25:77] nonsense
[00:02] tom: scaled recommendations to 0 to make room
[01:10] pager-bot: RESOLVED CheckoutErrors"""


def test_a_proposal_is_chosen_from_and_fits_every_screen(editor: BrowserContext) -> None:
    page = editor.new_page()
    page.goto("/write/paste")
    page.get_by_label("Chat, log or notes with times").fill(CHAT)
    page.get_by_label("Day of the first time").fill("2026-03-24")
    page.get_by_role("button", name="Propose a timeline").click()
    expect(page.get_by_role("heading", name="5 events, times in Europe/Berlin")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("FIRING CheckoutErrors").uncheck()
    page.get_by_role("button", name="Take the ticked events into a new draft").click()
    expect(page.get_by_text("3 events taken over into the timeline.")).to_be_visible()
    page.get_by_role("button", name="Paste a chat or a log").click()
    expect(page.get_by_label("Chat, log or notes with times")).to_be_visible()
    page.close()
