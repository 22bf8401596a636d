import pytest
from django.test import Client

from incidents.stories.document import Factor
from tests import factories
from tests.web import statements

pytestmark = pytest.mark.django_db


def page(path: str, client: Client | None = None) -> str:
    response = (client or Client()).get(path)
    assert response.status_code == 200
    return response.getvalue().decode()


def factor(mode: str, *components: str) -> Factor:
    return Factor(dimension="code", failure_mode=mode, text="It fails", components=components)


@pytest.fixture
def three(vocabulary):
    """Two stories about DNS, one of them together with ingress, and one about neither."""
    factories.saved(
        "KF-900",
        title="Names without an answer",
        organisation="Harbour",
        components=("network/dns", "network/ingress"),
        factors=(factor("missing_limit"), factor("hang")),
    )
    factories.saved("KF-901", title="Slow names", components=("network/dns",), factors=(factor("hang"),))
    factories.saved(
        "KF-902", title="Full disk", components=("service/ferry",), factors=(factor("disk_full"),)
    )


def test_the_index_holds_the_tree_with_its_numbers(three):
    html = page("/components/")
    assert '<a href="/components/network">Network</a> <span class="small soft">2' in html
    dns = html[html.index("/components/network/dns") :]
    assert dns[: dns.index("</li>")].count("<b>2<") == 1


def test_what_nobody_tells_of_stands_in_the_index_too(three):
    storage = page("/components/").partition("/components/storage/volumes")[2]
    assert "<b>0<" in storage[: storage.index("</li>")]


def test_services_of_ones_own_stand_under_their_own_heading(three):
    own = page("/components/").partition("Own services")[2]
    assert '<a href="/components/service/ferry">Ferry</a>' in own


def test_failure_modes_stand_in_groups_with_the_most_frequent_first(three):
    html = page("/failure-modes/")
    assert html.index("Exhaustion") < html.index("/failure-modes/disk_full")
    overload = html.index("/failure-modes/disk_full")
    assert html.index("/failure-modes/memory_exhaustion") > overload, "none of the three stories tells of it"


def test_a_term_says_what_it_is_and_what_else_it_is_called(three):
    html = page("/components/network/dns")
    assert "<h1>CoreDNS and cluster DNS</h1>" in html
    assert "Also called" in html
    assert '<a href="/components/network">Network</a>' in html


def test_a_term_counts_what_its_stories_have_in_common(three):
    html = page("/components/network/dns")
    together = html.partition("Occurs together with")[2].partition("</section>")[0]
    assert (
        '<a href="/stories/?component=network/dns&amp;component=network/ingress&amp;all=component">'
        in together
    )
    assert "Full disk" not in html
    modes = html.partition("Failure modes</h3>")[2].partition("</section>")[0]
    assert "/stories/?component=network/dns&amp;failure_mode=hang" in modes
    assert "<b>2<" in modes


def test_a_bar_leads_to_as_many_stories_as_it_counts(three):
    html = page("/stories/?component=network/dns&component=network/ingress&all=component")
    assert "<strong>1</strong> story" in html


def test_the_root_of_a_branch_shows_what_is_inside(three):
    inside = page("/components/network").partition("Inside it")[2].partition("</section>")[0]
    assert "CoreDNS and cluster DNS" in inside
    assert "Occurs together with" not in page("/components/network")


def test_a_term_without_stories_says_so(vocabulary):
    assert "No story yet" in page("/failure-modes/memory_leak")


@pytest.mark.parametrize(
    "path", ["/components/network/nowhere", "/components/nowhere.csv", "/failure-modes/zzz"]
)
def test_what_is_no_term_is_not_found(vocabulary, path):
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/components/", "/failure-modes/", "/organisations/"])
def test_an_empty_instance_still_answers(db, path):
    assert "Nothing charted yet" in page(path)


def test_numbers_as_a_table(three):
    lines = page("/components.csv").splitlines()
    assert lines[0] == "slug,label,group,stories"
    assert "network/dns,CoreDNS and cluster DNS,Network,2" in lines
    lines = page("/components/network/dns.csv").splitlines()
    assert "together,network/ingress,Ingress,1" in lines
    assert "failure_mode,hang,Hang,2" in lines


def test_numbers_hold_only_what_the_reader_sees(three):
    factories.saved("KF-903", visibility="organisation", components=("network/dns",))
    assert 'id="stories-title">Stories <span class="count">2</span>' in page("/components/network/dns")
    signed_in = Client()
    signed_in.force_login(factories.user(), backend="django.contrib.auth.backends.ModelBackend")
    assert 'id="stories-title">Stories <span class="count">3</span>' in page(
        "/components/network/dns", signed_in
    )


def test_a_page_beyond_the_last_leads_back_to_it(three):
    html = page("/components/network/dns?page=9")
    assert 'The list ends before this page. <a href="/components/network/dns?page=1">' in html
    assert "Page 9 of" not in html


def test_many_stories_come_in_pages(vocabulary):
    for number in range(21):
        factories.saved(f"KF-{900 + number}", components=("network/dns",))
    first, second = page("/components/network/dns"), page("/components/network/dns?page=2")
    assert (first.count('class="ref soft"'), second.count('class="ref soft"')) == (20, 1)
    assert 'href="/components/network/dns?page=2"' in first
    assert 'href="/components/network/dns?page=1"' in second


@pytest.mark.parametrize("stories", [1, 3])
@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/components/", 2),
        ("/components.csv", 2),
        ("/components/network/dns", 4),
        ("/components/network/dns.csv", 2),
        ("/failure-modes/", 2),
    ],
)
def test_a_page_costs_the_same_whatever_it_holds(vocabulary, path, most, stories):
    for number in range(stories):
        factories.saved(f"KF-{900 + number}", components=("network/dns",), organisation=f"Harbour {number}")
    factories.entries_are_known()
    # Lists and their CSV: the state of the index, terms. A term: the term, its synonyms, the state of the
    # index, its stories; its CSV needs neither of the first two.
    with statements.counted() as asked:
        page(path)
    assert len(asked) == most, "\n".join(asked)
