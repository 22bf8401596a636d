"""From a pasted text to the timeline of a draft, without JavaScript."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from incidents.models import Draft, User
from tests import factories, page
from tests.web.writing.test_editing import begun, draft_at, fields, typed

pytestmark = pytest.mark.django_db

CHAT = """notes
[23:58] pager-bot: FIRING CheckoutDown
[00:03] mira: rolled back pricing
[00:04] mira: hm
[25:77] nonsense
[01:30] mira: all clear"""


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(factories.user("author", role=User.Role.AUTHOR))
    return client


def proposed(client: Client, address: str = "/write/paste", **changed: str) -> dict[str, Any]:
    """The form of the proposal, as a browser would send it."""
    values = {
        "text": CHAT,
        "zone": "Europe/Berlin",
        "first_day": "2026-03-24",
        "quiet": "30",
        "do": "propose",
    }
    response = client.post(address, values | changed)
    assert response.status_code == 200
    return fields(page.read(response.content.decode()))


def test_ticked_events_become_a_new_draft(signed_in: Client) -> None:
    sent = proposed(signed_in)
    assert sent["event"] == ["0", "1", "3"]
    sent |= {"role.0": "on-call engineer", "phase.1": "respond", "notes": "yes", "do": "take"}
    response = signed_in.post("/write/paste", sent)
    assert response["Location"].endswith("#timeline")
    content = draft_at(response["Location"]).content
    assert [(row["id"], row["at"], row["phase"], row["actor_role"]) for row in content["timeline"]] == [
        ("e1", "2026-03-24T23:58+01:00", "detect", "pager-bot"),
        ("e2", "2026-03-25T00:03+01:00", "respond", "on-call engineer"),
        ("e3", "2026-03-25T01:30+01:00", "resolve", "on-call engineer"),
    ]
    assert (content["detected_at"], content["resolved_at"]) == (
        "2026-03-24T23:58+01:00",
        "2026-03-25T01:30+01:00",
    )
    assert content["time_zone"] == "Europe/Berlin"
    assert "[25:77] nonsense" in content["evidence"][0]["body"]


def test_today_is_offered_as_browsers_read_a_day(signed_in: Client) -> None:
    (day,) = fields(page.read(signed_in.get("/write/paste").content.decode()))["first_day"]
    assert date.fromisoformat(day)


def test_events_go_into_the_draft_that_is_open_and_what_is_typed_stays(signed_in: Client) -> None:
    address = begun(signed_in)
    paste = typed(signed_in, address, "paste", title="Checkout", detected_at="2026-03-24T23:50Z")["Location"]
    assert paste == f"{address}/paste"
    assert signed_in.get(paste).status_code == 200
    sent = proposed(signed_in, paste)
    assert signed_in.post(paste, sent | {"do": "take"})["Location"] == f"{address}#timeline"
    content = draft_at(address).content
    assert (content["title"], content["detected_at"]) == ("Checkout", "2026-03-24T23:50Z")
    assert [row["text"] for row in content["timeline"]] == [
        *("FIRING CheckoutDown", "rolled back pricing", "all clear")
    ]
    assert Draft.objects.count() == 1


def test_the_page_tells_what_it_could_not_read(signed_in: Client) -> None:
    values = {"text": CHAT, "first_day": "2026-03-24", "quiet": "30", "do": "propose"}
    shown = page.read(signed_in.post("/write/paste", values).content.decode()).text
    assert "there is no hour 25" in shown
    assert "Then nothing for 86 minutes." in shown


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"zone": "Nowhere/Land"}, "There is no such time zone."),
        ({"first_day": "2026-02-30"}, "Enter a valid date."),
        ({"first_day": "0001-01-01"}, "Choose a day between 1970 and 2199."),
        ({"quiet": "soon"}, "Enter a whole number."),
        ({"text": "[14:00] a: " + "x" * 2_500_000}, "2,500,000 are possible"),
    ],
)
def test_faults_stand_beside_the_field_and_the_text_comes_back(
    signed_in: Client, changed: dict[str, str], message: str
) -> None:
    values = {
        "text": CHAT,
        "zone": "UTC",
        "first_day": "2026-03-24",
        "quiet": "30",
        "do": "propose",
    } | changed
    response = signed_in.post("/write/paste", values)
    assert response.status_code == 400
    assert message in response.content.decode()
    assert values["text"][-100:] in response.content.decode()


def test_a_text_without_times_gets_a_sentence(signed_in: Client) -> None:
    values = {"text": "we fixed it", "first_day": "2026-03-24", "quiet": "30", "do": "propose"}
    answer = signed_in.post("/write/paste", values).content.decode()
    assert "No line begins with a time" in answer
    assert "we fixed it" in answer


def test_a_text_that_changed_since_is_proposed_anew(signed_in: Client) -> None:
    sent = proposed(signed_in) | {"text": "14:00 another", "do": "take"}
    response = signed_in.post("/write/paste", sent)
    assert response.status_code == 409
    assert "this is a new proposal" in response.content.decode()
    assert not Draft.objects.exists()


def test_nothing_ticked_is_nothing_taken_over_and_other_choices_come_back(signed_in: Client) -> None:
    sent = proposed(signed_in) | {"event": [], "phase.1": "verify", "do": "take"}
    response = signed_in.post("/write/paste", sent)
    assert response.status_code == 400
    assert "No event is ticked" in response.content.decode()
    assert fields(page.read(response.content.decode()))["phase.1"] == ["verify"]


def test_more_events_than_a_page_shows_are_told(signed_in: Client) -> None:
    many = "\n".join(f"{n // 60:02}:{n % 60:02} line {n}" for n in range(1_200))
    values = {"text": many, "first_day": "2026-03-24", "quiet": "30", "do": "propose"}
    shown = page.read(signed_in.post("/write/paste", values).content.decode())
    assert "200 more events are not on this page; it ends with line 1000." in shown.text


def test_too_much_for_a_draft_is_refused_and_everything_comes_back(signed_in: Client) -> None:
    long = "\n".join(f"14:00:{n:02} {'x' * 30_000}" for n in range(40))
    sent = proposed(signed_in, text=long)
    response = signed_in.post("/write/paste", sent | {"do": "take"})
    assert response.status_code == 422
    assert "too much for a draft" in response.content.decode()
    assert "x" * 30_000 in response.content.decode()
    assert not Draft.objects.exists()


def test_what_was_pasted_is_escaped_and_secrets_are_masked(signed_in: Client) -> None:
    text = "14:00 </textarea><script>alert(1)</script> password=hunter2hunter2"
    values = {"text": text, "first_day": "2026-03-24", "quiet": "30", "do": "propose"}
    response = signed_in.post("/write/paste", values)
    assert "<script>alert(1)" not in response.content.decode()
    sent = fields(page.read(response.content.decode()))
    taken = signed_in.post("/write/paste", sent | {"do": "take"})
    assert "hunter2hunter2" not in draft_at(taken["Location"]).content["timeline"][0]["text"]


def test_readers_paste_nothing(client: Client) -> None:
    client.force_login(factories.user("reader"))
    assert client.get("/write/paste").status_code == 403
