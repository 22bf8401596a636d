import csv
import re
from dataclasses import dataclass, replace

import pytest
from django.test import Client

from incidents.domain import search
from incidents.domain.search import CountedFacet, Value
from incidents.models.reader import ANYBODY
from incidents.stories.document import Fix, Occurred, Severity, Source, Technology
from incidents.web.stories import list_page
from incidents.web.stories.list_query import ListQuery
from tests import factories
from tests.page import Part, read
from tests.web import statements

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Page:
    status: int
    html: str


def listed(query: str = "", **headers: str) -> Page:
    response = Client().get(f"/stories/{query}", headers=headers)
    return Page(response.status_code, response.content.decode())


@pytest.fixture
def three(vocabulary):
    factories.saved("KF-900", title="Flood of pods", organisation="Harbour")
    factories.saved("KF-901", title="Slow tide", kind="hazard", organisation="Harbour")
    factories.saved("KF-902", title="Flood of events", kind="hazard", components=("network/dns",))


def test_it_lists_what_there_is(three):
    html = listed().html
    assert "3 stories" in read(html).text
    assert html.index("KF-902") < html.index("KF-901") < html.index("KF-900")


def test_filters_stand_in_the_address_and_can_be_taken_away(three):
    shown = read(listed("?kind=hazard&organisation=harbour").html)
    assert "Slow tide" in shown.text
    assert "Flood" not in shown.text
    chosen = {address: words for words, address in shown.links if ": " in words}
    assert "Kind: Hazard" in chosen["/stories/?organisation=harbour"]
    assert "Organisation: Harbour" in chosen["/stories/?kind=hazard"]


def test_a_component_holds_what_is_below_it(three):
    html = listed("?component=network").html
    assert "Flood of events" in html
    assert "Flood of pods" not in html


def test_all_of_or_any_of(three):
    both = "?component=network/dns&component=workload/resources"
    assert "3 stories" in read(listed(both).html).text
    assert "1 story" in read(listed(f"{both}&all=component").html).text


def test_words_are_marked_where_they_stand(three):
    shown = read(listed("?q=flood").html)
    assert "Flood of pods" in shown.text
    assert shown.words("mark") == ["Flood", "Flood"]
    assert "Slow tide" not in shown.text


@pytest.mark.parametrize("query", ["?q=KF-901", "?q=kf+901", "?q=kf-901"])
def test_a_reference_leads_to_its_story(three, query):
    response = Client().get(f"/stories/{query}")
    assert (response.status_code, response["Location"]) == (302, "/KF-901")


def test_nothing_found_shows_ways_out(three):
    shown = read(listed("?q=qqqq&kind=hazard").html)
    assert "No story fits all of this" in shown.text
    assert ("Kind: Hazard", "/stories/?q=qqqq") in shown.links


@pytest.mark.parametrize(
    "query",
    [
        "?page=0",
        "?page=-1",
        "?page=x",
        "?page=99999999999",
        "?sort=up",
        "?component=%00",
        "?q=%00%27(",
        "?all=q",
    ],
)
def test_an_address_that_makes_no_sense_still_shows_a_list(three, query):
    page = listed(query)
    assert page.status == 200
    assert "Results" in read(page.html).at("list").headings


def test_htmx_gets_the_part_that_changes(three):
    response = Client().get("/stories/?kind=hazard&sort=&q=", headers={"HX-Request": "true"})
    html = response.content.decode()
    assert html.strip().startswith("<form")
    assert "<html" not in html
    assert response["HX-Push-Url"] == "/stories/?kind=hazard"
    assert "HX-Request" in response["Vary"]


def test_htmx_is_sent_to_a_story_as_a_whole_page(three):
    response = Client().get("/stories/?q=kf-901", headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == "/KF-901"


def turning(page: Part) -> dict[str, str]:
    """Addresses of the pages before and after, as programs find them."""
    links = page.all("a")
    return {
        link.attributes["rel"]: link.attributes["href"]
        for link in links
        if link.attributes.get("rel") in {"next", "prev"}
    }


def test_long_lists_have_pages(vocabulary):
    for number in range(1, 22):
        factories.saved(f"KF-{number}")
    first, second = read(listed("?kind=incident").html), read(listed("?kind=incident&page=2").html)
    assert turning(first) == {"next": "/stories/?kind=incident&page=2"}
    assert turning(second) == {"prev": "/stories/?kind=incident"}
    assert [len(page.words("h3")) for page in (first, second)] == [20, 1]


def test_a_page_beyond_the_last_leads_back_to_it(three):
    shown = read(listed("?kind=hazard&page=40").html)
    assert "The list ends before this page" in shown.text
    assert ("Its last page", "/stories/?kind=hazard") in shown.links


def test_an_empty_instance_says_that_it_is_empty():
    html = listed().html
    assert "No story yet" in html
    assert "Ways out" not in html


@pytest.mark.parametrize(("rows", "cost"), [(1, 7), (3, 5), (5, 5)])
def test_what_a_list_costs_with_words_and_a_reader(vocabulary, rows, cost):
    for number in range(rows):
        factories.saved(f"KF-{900 + number}")
    reader = Client()
    reader.force_login(factories.user(), backend="django.contrib.auth.backends.ModelBackend")
    factories.entries_are_known()
    # A session and its user; the state of the index, the rows of the page, groups of failure modes.
    # Where fewer than three stories have the words: the state once more, and the rows that are closest.
    with statements.counted() as asked:
        html = reader.get("/stories/?q=pods&kind=incident").content.decode()
    assert len(read(html).words("h3")) == rows
    assert len(asked) == cost, "\n".join(asked)


def test_few_stories_with_every_word_are_followed_by_the_closest(vocabulary):
    factories.saved("KF-900", title="A lighthouse went dark")
    factories.saved("KF-901", title="A lighthouse went under")
    for number in range(902, 908):  # among few stories no word is rare
        factories.saved(f"KF-{number}")
    shown = read(listed("?q=lighthouse+went+zzyzx").html)
    closest = shown.section("Closest stories")
    assert {"/KF-900", "/KF-901"} <= set(closest.addresses)
    assert "No story has: zzyzx." in closest.text
    assert "/find?q=lighthouse%20went%20zzyzx" in shown.addresses
    found = read(listed("?q=lighthouse+-dark").html)
    assert "/KF-901" in found.addresses
    assert "/KF-901" not in found.section("Closest stories").addresses


def test_enough_stories_with_every_word_need_no_guess(vocabulary):
    for number in range(3):
        factories.saved(f"KF-{900 + number}", title="A lighthouse went dark")
    assert "Closest stories" not in listed("?q=lighthouse").html


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_without_words_costs_three_queries(vocabulary, rows):
    for number in range(rows):
        factories.saved(f"KF-{900 + number}")
    factories.entries_are_known()
    # The state of the index, the rows of the page, groups of failure modes.
    with statements.counted() as asked:
        listed("?kind=incident")
    assert len(asked) == 3, "\n".join(asked)


def test_a_facet_shows_what_most_stories_have_and_what_is_chosen(db):
    values = [Value(f"firm-{n}", f"Firm {n}", 100 - n, chosen=n == 90) for n in range(91)]
    results = search.find(reader=ANYBODY, query=search.Query())
    shown = replace(results, facets=(CountedFacet("organisation", tuple(values), all_of=False),))
    (box,) = list_page.build(ListQuery(), shown).facets
    assert box.groups[0].options.count("<li") == 41
    assert 'value="firm-90" id="organisation-firm-90" checked' in box.groups[0].options
    assert box.left_out == 50


def test_a_row_says_who_when_and_what_helped(vocabulary):
    talk = Source(
        kind="talk_video",
        title="A talk",
        published="2019-05-21",
        url="https://example.org/talk",
    )
    tried = (
        Fix(id="x1", phase="mitigation", outcome="failed", text="Restart it", addresses=("f1",)),
        Fix(id="x2", phase="mitigation", outcome="partial", text="Add a node", addresses=("f1",)),
        Fix(id="x3", phase="remediation", outcome="worked", text="Raise the `limit`", addresses=("f1",)),
    )
    factories.saved(
        "KF-900",
        organisation="Harbour",
        sources=(talk,),
        fixes=tried,
        severity=Severity(level="major", basis="stated"),
        components=("workload/resources", "network/dns"),
    )
    row = read(listed().html).item("/KF-900")
    assert "Major Harbour reported in 2019 Requests and limits CoreDNS and cluster DNS" in row.text
    assert "Worked Raise the limit" in row.text
    assert "Restart it" not in row.text


def test_what_is_not_known_takes_no_place_in_a_row(vocabulary):
    unknown = (Fix(id="x1", phase="remediation", outcome="unknown", text="Restart it", addresses=("f1",)),)
    factories.saved("KF-900", fixes=unknown)
    row = read(listed().html).item("/KF-900").text
    assert "nknown" not in row
    assert "Restart it" not in row


def test_a_value_that_no_vocabulary_has_is_no_option(three):
    shown = read(listed("?kind=outage&organisation=nobody&kind=hazard").html)
    options = [field.attributes["value"] for field in shown.all("input") if "checked" in field.attributes]
    assert options == ["hazard"]
    chips = {
        address for words, address in shown.links if words.startswith("Kind: Outage") and "remove" in words
    }
    assert chips == {"/stories/?organisation=nobody&kind=hazard"}


def test_filters_come_after_the_heading_and_can_be_skipped(three):
    shown = read(listed().html).at("list")
    assert next(part.tag for part in shown.all("h1", "details")) == "h1"
    assert ("Skip to the results", "#results") in shown.links
    assert shown.at("results").text == "Results"


def test_what_is_chosen_is_escaped(three):
    html = listed("?organisation=%3Cb%3E%22quoted%22").html
    assert "<b>" not in html
    assert "Organisation: &lt;b&gt;&quot;quoted&quot;" in html


TIMES = {"occurred": Occurred(start="2019-05-21T10:00Z"), "resolved_at": "T+27m"}


@pytest.fixture
def dated(vocabulary):
    factories.saved("KF-900", title="Short", technologies=(Technology(name="etcd"),), **TIMES)
    factories.saved("KF-901", title="Long", regions=("EU (Ireland)",), **TIMES | {"resolved_at": "T+30h"})
    factories.saved(
        "KF-902", title="Nobody knows", sources=(Source(title="a", kind="book", published="2017"),)
    )


def refs(address: str) -> list[str]:
    return re.findall(r'<h3><span class="ref soft">(KF-\d+)<', listed(address).html)


def test_filters_leave_out_what_has_a_hyphen_before_it(dated):
    assert refs("?technology=etcd") == ["KF-900"]
    assert sorted(refs("?technology=-etcd")) == ["KF-901", "KF-902"]
    assert refs("?technology=-etcd&region=-eu-ireland") == ["KF-902"]
    shown = read(listed("?technology=-etcd").html)
    words = {text: address for text, address in shown.links if text.startswith("Technology: not")}
    assert "/stories/" in words.values()
    assert ("only these: Technology: not etcd", "/stories/?technology=etcd") in shown.links
    hidden = [one.attributes for one in shown.all("input") if one.attributes.get("type") == "hidden"]
    assert {"type": "hidden", "name": "technology", "value": "-etcd"} in hidden


def test_lists_say_and_order_by_how_long_it_took(dated):
    assert "27 min" in read(listed().html).item("/KF-900").text
    assert refs("?sort=longest") == ["KF-901", "KF-900", "KF-902"]
    assert refs("?sort=shortest") == ["KF-900", "KF-901", "KF-902"]
    assert refs("?lasted=under-1-h") == ["KF-900"]


def test_without_a_date_the_one_of_its_source_is_its_place(dated):
    assert refs("?sort=oldest")[0] == "KF-902"
    assert refs("?sort=newest")[-1] == "KF-902"


def test_the_list_as_a_table(dated):
    lines = b"".join(Client().get("/stories.csv?sort=longest&lasted=-unknown").streaming_content).decode()
    header, first, second = csv.reader(lines.splitlines())
    assert header[:4] == ["story", "title", "kind", "level"]
    assert (first[0], first[7], first[8]) == ("KF-901", "108000", "30 h")
    assert second[0] == "KF-900"


def test_orders_by_duration_are_offered_where_a_story_has_one(three):
    assert not [option for option in read(listed().html).words("option") if option in {"Longest", "Shortest"}]
    factories.saved("KF-903", **TIMES)
    assert {"Longest", "Shortest"} <= set(read(listed().html).words("option"))
