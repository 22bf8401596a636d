"""The one box: references, words and pasted lines."""

from urllib.parse import quote

import pytest
from django.test import Client

from incidents.answering.answer import CloseStories, CloseStory, answer
from incidents.rules.bundle import StoryDigest
from incidents.rules.match.matcher import Matcher
from incidents.rules.record import StoryLink
from incidents.stories.document import Fix
from incidents.web.analysis import find_page
from incidents.web.parts.paging import LONGEST_TEXT
from tests import factories, rule_factories
from tests.page import Part, read

pytestmark = pytest.mark.django_db
LINE = "Cannot determine if job needs to be started: too many missed start times"


@pytest.fixture(autouse=True)
def stories(vocabulary) -> None:
    factories.saved("KF-900", title="Runs that pile up", aliases=("the-pile",))
    factories.saved("KF-901", title="A lighthouse went dark")
    rule_factories.saved()
    rule_factories.saved(rule_factories.signature())


def asked(words: str) -> Part:
    response = Client().get("/find", {"q": words})
    assert response.status_code == 200
    return read(response.content.decode())


def pasted(text: str) -> Part:
    response = Client().post("/find", {"text": text})
    assert response.status_code == 200
    return read(response.content.decode())


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("KF-900", "/KF-900"),
        (" kf-900\n", "/KF-900"),
        ("kf-900#f1", "/KF-900#f1"),
        ("the-pile", "/KF-900"),
        ("story-kf-900", "/KF-900"),
        ("m-900", "/rules/M-900"),
        ("S-900", "/rules/S-900"),
    ],
)
def test_a_name_opens_what_has_it(name: str, address: str) -> None:
    for response in (Client().get("/find", {"q": name}), Client().post("/find", {"text": name})):
        assert (response.status_code, response["Location"]) == (302, address)


@pytest.mark.parametrize("name", ["KF-77", "M-77", "KF-900#", "the-pile#f1"])
def test_a_name_that_nothing_has_is_words(name: str) -> None:
    assert "Closest stories" in asked(name).headings


def test_words_lead_to_the_closest_stories_and_say_what_they_went_by() -> None:
    shown = asked("why does the lighthouse stay dark in zzyzx")
    assert "/KF-901" in shown.section("Closest stories").addresses
    assert "A guess by words: " in shown.text
    assert "No story has: stay, zzyzx." in shown.text
    assert shown.values("text") == ["why does the lighthouse stay dark in zzyzx"]
    assert "No line here tells of a failure" not in shown.text


def test_what_was_seen_before_is_not_repeated_as_closest() -> None:
    shown = asked(LINE)
    assert "/KF-900" in shown.section("Seen before").addresses
    assert "/KF-900" not in shown.section("Closest stories").addresses


def test_stories_with_one_line_are_one_block_of_it() -> None:
    links = tuple(StoryLink(ref, "symptom") for ref in ("KF-900", "KF-901"))
    rule_factories.saved(rule_factories.signature("S-901", stories=links, pattern="too many missed"))
    shown = pasted(f"{LINE}\nanother")
    assert len(shown.all("article")) <= 2
    assert {"/KF-900", "/KF-901"} <= set(shown.section("Seen before").addresses)


def test_healthy_output_is_said_to_be_healthy() -> None:
    shown = pasted("Started container web\nCreated container web\n")
    assert "No line here tells of a failure." in shown.headings
    assert "Seen before" not in shown.headings


def test_a_way_on_is_always_shown() -> None:
    for shown in (asked("zzyzx"), pasted(LINE), pasted("Started\nStarted")):
        assert "kubectl" in shown.section("Not it?").text
        assert "/about#write" in shown.addresses


def test_the_answer_is_markdown_to_copy() -> None:
    shown = pasted(f"{LINE}\npassword=harbour-secret")
    (whole,) = [part.value for part in shown.all("textarea") if part.attributes.get("id") == "markdown"]
    assert whole.startswith("**Seen before** (2 lines read)")
    assert "/KF-900" in whole
    assert "harbour-secret" not in whole
    response = Client().get("/find", {"q": LINE, "format": "md"})
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.content.decode().startswith("**Seen before**")


def test_a_question_too_long_for_an_address_stays_in_the_box() -> None:
    words = "a" * (LONGEST_TEXT + 1)
    response = Client().get("/find", {"q": words})
    assert response.status_code == 400
    shown = read(response.content.decode())
    assert shown.values("text") == [words]
    assert "Send it with the button" in shown.alerts[0]


def test_what_is_pasted_is_in_no_address() -> None:
    shown = pasted(f"{LINE} in cluster zzyzx-prod")
    assert not [address for address in shown.addresses if "zzyzx" in address]


@pytest.mark.parametrize(
    "words",
    ["-", '"', "OR", "the of and", "1 2 3", "(a+)+$", "\x00", "a\x00b", "\ufffe", "😀" * 100, "'; --"],
)
def test_odd_words_are_answered(words: str) -> None:
    assert Client().get("/find", {"q": words}).status_code == 200
    assert Client().post("/find", {"text": words + "x"}).status_code == 200


@pytest.mark.parametrize("text", ["word " * 10_000, "0123456789 " * 9_000, "x" * 4_000_000, "%ed%a0%80"])
def test_a_lot_is_answered(text: str) -> None:
    pasted(text)


def test_lone_surrogates_are_answered() -> None:
    assert Client().get(f"/find?q={quote('a')}%ed%a0%80b").status_code == 200


def test_the_address_before_leads_to_the_box() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.get("/match")
    assert (response.status_code, response["Location"]) == (301, "/find")
    response = client.post("/match", {"text": LINE})
    assert (response.status_code, response["Location"]) == (308, "/find")
    assert "Runs that pile up" in client.post("/match", {"text": LINE}, follow=True).content.decode()


@pytest.mark.parametrize("path", ["/", "/about", "/stories/", "/KF-900", "/nowhere"])
def test_every_page_has_the_box(path: str) -> None:
    shown = read(Client().get(path).content.decode())
    assert [form for form in shown.all("form") if form.attributes.get("action") == "/find"]


def test_secrets_in_the_address_are_not_shown() -> None:
    shown = asked("password=harbour-secret of the lighthouse")
    assert "harbour-secret" not in shown.text
    assert "harbour-secret" not in shown.words("title")[0]


def test_a_story_seen_before_says_what_was_tried_though_its_result_is_not_known() -> None:
    tried = tuple(
        Fix(
            id=f"x{number}",
            phase="mitigation",
            outcome="unknown",
            text=f"Turn wheel {number}",
            addresses=("f1",),
        )
        for number in (1, 2, 3)
    )
    factories.changed("KF-900", title="Runs that pile up", fixes=tried)
    shown = pasted(LINE).section("What was tried")
    assert "Result not known: Turn wheel 1 Result not known: Turn wheel 2" in shown.text
    assert "All 3 that were tried" in shown.text


def test_few_closest_stories_stay_open_beside_what_was_seen_before() -> None:
    near = CloseStories(tuple(CloseStory(f"KF-{number}", "Far") for number in range(1, 11)))
    seen = (StoryDigest("KF-900", "Runs that pile up", ""),)
    matcher = Matcher((rule_factories.signature(),), seen, ())
    beside, alone = (
        find_page.build(answer(text, matcher=matcher, closest=lambda _: near)) for text in (LINE, "zzyzx")
    )
    assert (len(beside.closest), len(beside.more_closest)) == (4, 6)
    assert (len(alone.closest), len(alone.more_closest)) == (10, 0)


def test_an_empty_box_has_examples() -> None:
    shown = read(Client().get("/find").content.decode())
    assert [address for address in shown.addresses if address.startswith("/find?q=")]


def test_an_address_that_holds_a_secret_is_not_linked_again(vocabulary):
    html = Client().get("/find?q=login+failed+password%3Dhunter2secret").content.decode()
    assert "hunter2secret" not in html


@pytest.mark.parametrize("ref", ["KF-9999", "kf-9999"])
def test_a_reference_of_no_story_is_said_to_be_one(vocabulary, ref):
    factories.saved("KF-977", visibility="organisation")
    unknown = Client().get(f"/find?q={ref}").content.decode()
    assert "There is no story KF-9999 here." in unknown
    hidden = Client().get("/find?q=KF-977").content.decode()
    assert "There is no story KF-977 here." in hidden
