"""The queue of candidates, the page of one, and what is decided there."""

from datetime import timedelta

import pytest
from django.test import Client

from incidents.domain import feeds
from incidents.feeds.received import Received
from incidents.models import Candidate, Draft, Feed, Team, User
from incidents.stories.document import Source
from tests import factories, page
from tests.factories import NOW
from tests.page import Part
from tests.web import statements

pytestmark = pytest.mark.django_db
FOG = "* [Fog at night - Lock Labs - blog post 2019](https://lock.example/fog)\n    * involved: `fog`\n"
TIDE = "* [The tide turned - Quay Works - blog post 2019](https://quay.example/tide)\n"
MAST = "* [A mast <b>came</b> down - Quay Works - blog post 2018](https://quay.example/mast)\n"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def edith() -> User:
    return factories.user("edith", role="editor")


@pytest.fixture
def browser(client: Client, edith: User) -> Client:
    bring(FOG + TIDE + MAST)
    client.force_login(edith)
    return client


def bring(text: str, name: str = "Ships") -> None:
    feed = Feed.objects.filter(name=name).first() or feeds.named(name=name, kind="k8s-af", now=NOW)
    run = feeds.begin(feed=feed, trigger="command", now=NOW)
    feeds.take(run=run, received=Received(data=text.encode()), clock=lambda: NOW)


def candidate(title: str = "Fog at night") -> Candidate:
    return Candidate.objects.get(title=title)


def seen(browser: Client, address: str) -> Part:
    answer = browser.get(address)
    assert answer.status_code == 200
    return page.read(answer.content.decode()).all("main")[0]


def said(part: Part) -> str:
    return " ".join(part.text.split())


def titles(browser: Client, address: str) -> list[str]:
    return [one.text for one in seen(browser, address).all("h3")]


def post(browser: Client, key: int, do: str, **fields: object):
    return browser.post(f"/candidates/{key}", {"do": do} | fields)


def test_the_queue_shows_what_waits_the_first_first(browser):
    assert titles(browser, "/candidates/") == ["Fog at night", "The tide turned", "A mast <b>came</b> down"]
    assert "Lock Labs" in said(seen(browser, "/candidates/"))


def test_the_queue_is_filtered_by_feed_and_state(browser, edith):
    bring("* [Ice - Lock Labs - blog post 2019](https://lock.example/ice)\n", "Boats")
    feeds.reject(candidate=candidate(), reason="No failure.", actor=edith, now=LATER)
    assert titles(browser, "/candidates/?feed=boats") == ["Ice"]
    assert titles(browser, "/candidates/?feed=nowhere") == []
    assert titles(browser, "/candidates/?state=rejected") == ["Fog at night"]
    assert "Rejected by edith" in said(seen(browser, "/candidates/?state=rejected"))
    assert "0 waiting 0 drafted 0 attached 1 rejected" not in said(seen(browser, "/candidates/?feed=boats"))
    assert "3 waiting 0 drafted 0 attached 1 rejected" in said(seen(browser, "/candidates/?state=sunk"))


def test_an_empty_queue_says_so(client, edith):
    client.force_login(edith)
    assert "No candidate waits" in seen(client, "/candidates/").text
    assert "No candidate fits this" in seen(client, "/candidates/?state=rejected").text


def test_the_queue_takes_as_many_queries_for_many_candidates(browser):
    browser.get("/candidates/")
    # The session, the account, the feeds, candidates by state, their number, the candidates, their entries,
    # the number in the header.
    with statements.counted() as few:
        browser.get("/candidates/")
    bring(
        "".join(f"* [Ice {n} - Labs - blog post 2019](https://ice.example/{n})\n" for n in range(20)), "Ice"
    )
    # The same.
    with statements.counted() as many:
        browser.get("/candidates/")
    assert len(many) == len(few) == 8


def test_a_page_takes_as_many_queries_for_many_entries_and_stories(browser):
    key, list_of = candidate().pk, [f"KF-{number}" for number in range(1, 6)]
    factories.saved("KF-90", title="Fog at night", organisation="Lock Labs")
    factories.entries_are_known()
    browser.get(f"/candidates/{key}")
    # The session and account; the candidate and its entries; what the index has and its rows; stories that
    # cite the address, of the organisation, their titles, their sources; the queue around it; the header.
    with statements.counted() as few:
        browser.get(f"/candidates/{key}")
    for ref in list_of:
        factories.saved(ref, title="Fog at night", organisation="Lock Labs")
        bring(FOG, f"Feed {ref}")
    factories.entries_are_known()
    # The same.
    with statements.counted() as many:
        browser.get(f"/candidates/{key}")
    assert len(many) == len(few)


def test_a_page_shows_the_entry_beside_likely_stories_with_reasons(browser):
    factories.saved("KF-1", title="Fog by night", organisation="Lock Labs")
    factories.saved("KF-2", title="Ice", sources=(Source(title="Fog at night", kind="article"),))
    factories.saved("KF-3", title="Rain", summary="Nothing but rain.")
    factories.entries_are_known()
    shown = said(seen(browser, f"/candidates/{candidate().pk}"))
    assert "https://lock.example/fog" in shown
    assert "Involved fog" in shown
    assert "KF-1 Fog by night" in shown
    assert "The same organisation, Lock Labs" in shown
    assert "Title: 50% of the words of both titles are the same" in shown
    assert "KF-3" not in shown


def test_what_an_entry_says_is_escaped(browser):
    shown = browser.get(f"/candidates/{candidate('A mast <b>came</b> down').pk}").content.decode()
    assert "<b>came" not in shown
    assert "&lt;b&gt;came" in shown


@pytest.mark.parametrize("hidden", [{"visibility": "people"}, {"visibility": "team"}])
def test_a_hidden_story_is_neither_shown_nor_attached_to(browser, edith, hidden):
    """Nor one that this editor alone may see: what she decides, all editors see."""
    team = Team.objects.create(name="Watch", slug="watch")
    team.members.add(edith)
    page_of = f"/candidates/{candidate().pk}"
    before = said(seen(browser, page_of))
    saved = factories.saved(
        "KF-1", title="Fog at night", organisation="Lock Labs", team=team, **hidden,
        sources=(Source(title="Fog at night", kind="article", url="https://lock.example/fog"),),
    )  # fmt: skip
    saved.incident.readers.add(edith)
    factories.entries_are_known()
    assert said(seen(browser, page_of)) == before
    hidden_one, unknown = (post(browser, candidate().pk, "attach", ref=ref) for ref in ("KF-1", "KF-8"))
    assert (hidden_one.status_code, unknown.status_code) == (422, 422)
    told = [page.read(one.content.decode()).all("main")[0].text for one in (hidden_one, unknown)]
    assert told[0].replace("KF-1", "KF-8") == told[1]


def test_attaching_opens_the_next_one_and_can_be_undone_there(browser):
    factories.saved("KF-1")
    first, second = candidate(), candidate("The tide turned")
    answer = post(browser, first.pk, "attach", ref="kf-1")
    assert answer.url == f"/candidates/{second.pk}?after={first.pk}"
    shown = seen(browser, answer.url)
    assert "Fog at night is attached." in said(shown)
    decided = next(one for one in shown.all("input") if one.attributes.get("name") == "decided")
    undone = post(browser, first.pk, "take_back", decided=decided.attributes["value"])
    assert undone.url == f"/candidates/{first.pk}"
    assert "the candidate waits again" in seen(browser, undone.url).text
    assert candidate().state == "waiting"


def test_the_story_of_a_decision_is_named_to_those_who_may_see_it(browser):
    factories.saved("KF-1", title="Fog in the harbour")
    post(browser, candidate().pk, "attach", ref="KF-1")
    page_of = f"/candidates/{candidate().pk}"
    assert "It is in KF-1 Fog in the harbour" in said(seen(browser, page_of))
    factories.changed("KF-1", title="Fog in the harbour", visibility="people")
    assert "KF-1" not in said(seen(browser, page_of))


def test_a_draft_opens_in_the_editor(browser):
    answer = post(browser, candidate().pk, "draft")
    draft = Draft.objects.get()
    assert answer.url == f"/write/{draft.key}"
    assert "Fog at night" in browser.get(answer.url).content.decode()
    assert "Open the draft" in seen(browser, f"/candidates/{candidate().pk}").text
    browser.force_login(factories.user("otto", role="editor"))
    assert "Open the draft" not in seen(browser, f"/candidates/{candidate().pk}").text


def test_the_last_one_leads_back_to_the_queue_of_its_feed(browser):
    bring("* [Ice - Lock Labs - blog post 2019](https://lock.example/ice)\n", "Boats")
    key = candidate("Ice").pk
    answer = post(browser, key, "reject", reason="No failure.", feed="boats")
    assert answer.url == f"/candidates/?feed=boats&after={key}"
    assert "Ice is rejected." in said(seen(browser, answer.url))


def test_a_reason_is_asked_for_and_nothing_typed_is_lost(browser):
    answer = post(browser, candidate().pk, "reject", reason="  ")
    assert answer.status_code == 422
    assert "Is blank; say why" in answer.content.decode()
    answer = post(browser, candidate().pk, "attach", ref="KF-77")
    assert answer.status_code == 422
    assert 'value="KF-77"' in answer.content.decode()
    assert candidate().state == "waiting"


def test_who_decides_second_is_told_who_was_first(browser):
    otto = factories.user("otto", role="editor")
    feeds.reject(candidate=candidate(), reason="No failure.", actor=otto, now=LATER)
    for do, fields in (("attach", {"ref": "KF-1"}), ("draft", {}), ("reject", {"reason": "No."})):
        answer = post(browser, candidate().pk, do, **fields)
        assert answer.status_code == 409
        assert "Somebody was faster. It was rejected by otto" in answer.content.decode()
    assert candidate().decided_by == otto


@pytest.mark.parametrize("fields", [{"do": "sink"}, {"do": "take_back"}, {"do": "take_back", "decided": "x"}])
def test_what_no_button_sends_is_refused(browser, fields):
    assert browser.post(f"/candidates/{candidate().pk}", fields).status_code == 400
    assert browser.post("/candidates/", {"do": "sink"}).status_code == 400


def test_a_candidate_that_there_is_not_is_not_found(browser):
    assert browser.get("/candidates/999").status_code == 404
    assert browser.get(f"/candidates/{'9' * 30}").status_code == 404


def test_several_are_rejected_at_once(browser, edith):
    feeds.reject(candidate=candidate(), reason="No.", actor=edith, now=LATER)
    keys = [candidate().pk, candidate("The tide turned").pk]
    answer = browser.post(
        "/candidates/", {"do": "reject", "candidate": keys, "reason": "No failure."}, follow=True
    )
    assert "1 is rejected. Of 1 somebody else had decided meanwhile." in answer.content.decode()
    assert [one.state for one in (candidate(), candidate("The tide turned"))] == ["rejected", "rejected"]
    assert candidate().reason == "No."


def test_ticks_are_kept_where_the_reason_is_missing(browser):
    answer = browser.post("/candidates/", {"do": "reject", "candidate": [candidate().pk], "reason": ""})
    assert answer.status_code == 422
    boxes = page.read(answer.content.decode()).all("input")
    ticked = [one.attributes["value"] for one in boxes if "checked" in one.attributes]
    assert ticked == [str(candidate().pk)]


def test_the_header_counts_what_waits_for_editors_alone(browser):
    def menu(client: Client) -> str:
        return said(page.read(client.get("/about").content.decode()).all("header")[0])

    assert "Candidates 3 waiting" in menu(browser)
    browser.force_login(factories.user("anne", role="author"))
    assert "Candidates" not in menu(browser)


@pytest.mark.parametrize("role", ["reader", "author"])
def test_candidates_are_for_editors(browser, role):
    browser.force_login(factories.user("other", role=role))
    page_of = f"/candidates/{candidate().pk}"
    assert [browser.get(path).status_code for path in ("/candidates/", page_of)] == [403, 403]
    assert browser.post(page_of, {"do": "reject", "reason": "No."}).status_code == 403
    assert candidate().state == "waiting"
