import pytest
from django.test import Client

from incidents.stories.document import Factor, Technology
from tests import factories
from tests.page import read
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
    shown = read(page("/components/"))
    assert "Network 2 stories" in shown.headings
    assert shown.item("/components/network/dns").words("b") == ["2 stories"]


def test_what_no_story_is_about_takes_no_place_in_the_index(three):
    assert "/components/storage/volumes" not in page("/components/")
    assert "storage/volumes,Volumes" in page("/components.csv")


def test_services_of_ones_own_stand_under_their_own_heading(three):
    own = read(page("/components/")).section("Own services")
    assert ("Ferry", "/components/service/ferry") in own.links


def test_failure_modes_stand_in_groups_with_the_most_frequent_first(three):
    factories.saved("KF-903", factors=(factor("disk_full"), factor("memory_exhaustion")))
    html = page("/failure-modes/")
    assert html.index("Exhaustion") < html.index("/failure-modes/disk_full")
    assert html.index("/failure-modes/disk_full") < html.index("/failure-modes/memory_exhaustion")


def test_a_term_says_what_it_is_and_what_else_it_is_called(three):
    shown = read(page("/components/network/dns"))
    assert shown.words("h1") == ["CoreDNS and cluster DNS"]
    assert "Also called" in shown.text
    assert ("Network", "/components/network") in shown.links


def test_a_term_counts_what_its_stories_have_in_common(three):
    shown = read(page("/components/network/dns"))
    both = "/stories/?component=network/dns&component=network/ingress&all=component"
    assert both in shown.section("Occurs together with").addresses
    assert "Full disk" not in shown.text
    hang = shown.section("Failure modes").item("/stories/?component=network/dns&failure_mode=hang")
    assert hang.words("b") == ["2 stories"]


def test_a_bar_leads_to_as_many_stories_as_it_counts(three):
    html = page("/stories/?component=network/dns&component=network/ingress&all=component")
    assert "1 story" in read(html).text


def test_the_root_of_a_branch_shows_what_is_inside(three):
    shown = read(page("/components/network"))
    assert "CoreDNS and cluster DNS" in shown.section("Inside it").text
    assert "Occurs together with" not in shown.text


def test_a_term_without_stories_says_so(vocabulary):
    assert "No story yet" in page("/failure-modes/memory_leak")


@pytest.mark.parametrize(
    "path", ["/components/network/nowhere", "/components/nowhere.csv", "/failure-modes/zzz"]
)
def test_what_is_no_term_is_not_found(vocabulary, path):
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/components/", "/failure-modes/", "/technologies/", "/organisations/"])
def test_an_empty_instance_still_answers(db, path):
    assert "What published stories are about" in page(path)


def test_a_technology_has_the_stories_that_name_it(vocabulary):
    factories.saved(
        "KF-900", technologies=(Technology(name="kubernetes"), Technology(name="our-own-gateway"))
    )
    factories.saved("KF-901")
    shown = read(page("/technologies/"))
    assert {"/technologies/kubernetes", "/technologies/our-own-gateway"} <= set(shown.addresses)
    assert "1 story where the technology is not known" in shown.text
    assert "/KF-900" in read(page("/technologies/our-own-gateway")).section("Stories").addresses
    assert "/KF-901" not in page("/technologies/kubernetes")


def test_numbers_as_a_table(three):
    lines = page("/components.csv").splitlines()
    assert lines[0] == "slug,label,group,stories"
    assert "network/dns,CoreDNS and cluster DNS,Network,2" in lines
    lines = page("/components/network/dns.csv").splitlines()
    assert "together,network/ingress,Ingress,1" in lines
    assert "failure_mode,hang,Hang,2" in lines


def test_numbers_hold_only_what_the_reader_sees(three):
    factories.saved("KF-903", visibility="organisation", components=("network/dns",))
    assert "Stories 2" in read(page("/components/network/dns")).headings
    signed_in = Client()
    signed_in.force_login(factories.user(), backend="django.contrib.auth.backends.ModelBackend")
    assert "Stories 3" in read(page("/components/network/dns", signed_in)).headings


def test_a_page_beyond_the_last_leads_back_to_it(three):
    shown = read(page("/components/network/dns?page=9"))
    assert "The list ends before this page." in shown.text
    assert "/components/network/dns?page=1" in shown.addresses
    assert "Page 9 of" not in shown.text


def test_many_stories_come_in_pages(vocabulary):
    for number in range(21):
        factories.saved(f"KF-{900 + number}", components=("network/dns",))
    first, second = (read(page(f"/components/network/dns{query}")) for query in ("", "?page=2"))
    stories = {f"/KF-{900 + number}" for number in range(21)}
    assert [len(stories & set(shown.addresses)) for shown in (first, second)] == [20, 1]
    assert "/components/network/dns?page=2" in first.addresses
    assert "/components/network/dns?page=1" in second.addresses


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
