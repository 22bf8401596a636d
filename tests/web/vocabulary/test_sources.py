from typing import get_args

import pytest
from django.test import Client
from msgspec.structs import replace

from incidents.domain.stories.sources import slug
from incidents.stories.document import Source
from incidents.stories.fields import SourceKind
from tests import factories
from tests.page import read
from tests.web import statements

pytestmark = pytest.mark.django_db

TALK = Source(
    title="How we ran aground",
    kind="talk_video",
    url="https://talks.example/aground",
    publisher="Harbour",
    authors=("Ada", "Grace"),
    published="2019-05",
    locator="minute 12",
)
ARTICLE = Source(title="A long" + " very" * 40 + " title", kind="article", role="background")
ADDRESS = f"/sources/{slug(TALK.url)}"


def page(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def cited(db):
    factories.saved("KF-910", title="Second", sources=(TALK,))
    factories.saved("KF-909", title="First", sources=(TALK, ARTICLE))


def test_what_most_stories_cite_comes_first(cited):
    html = page("/sources/")
    assert html.index("How we ran aground") < html.index("A long very very")
    assert "2 stories" in read(html).text
    assert "Ada and Grace, Harbour, May 2019" in html


def test_a_source_lists_its_stories_in_order_with_the_place(cited):
    html = page(ADDRESS)
    assert html.index("First") < html.index("Second")
    assert read(html).text.count("Where: minute 12") == 2
    (talk,) = [
        one for one in read(html).all("a") if one.attributes["href"] == "https://talks.example/aground"
    ]
    assert talk.attributes["rel"] == "nofollow noopener"


def test_what_a_source_is_to_a_story_is_said_where_it_is_not_the_main_one(cited):
    (address,) = {one for one in read(page("/sources/")).addresses if one.startswith("/sources/a-long")}
    assert "background source" in page(address)


def test_sources_of_stories_that_the_reader_does_not_see_are_not_there(db):
    factories.saved("KF-900", visibility="organisation", sources=(TALK,))
    assert "No source yet" in page("/sources/")
    assert Client().get(ADDRESS).status_code == 404


def test_a_source_counts_and_lists_what_the_reader_sees(cited):
    factories.saved("KF-911", title="Kept inside", visibility="organisation", sources=(TALK,))
    html = page(ADDRESS)
    assert "2 stories" in read(html).text
    assert "Kept inside" not in html


def test_a_source_of_every_kind_has_a_page(db):
    for number, kind in enumerate(get_args(SourceKind)):
        source = replace(TALK, kind=kind, url=f"https://talks.example/{kind}")
        factories.saved(f"KF-{900 + number}", sources=(source,))
    for kind in get_args(SourceKind):
        assert "How we ran aground" in page(f"/sources/{slug(f'https://talks.example/{kind}')}")


@pytest.mark.parametrize("stories", [1, 3])
def test_pages_cost_the_same_whatever_they_hold(db, stories):
    for number in range(stories):
        factories.saved(f"KF-{900 + number}", organisation=f"Harbour {number}", sources=(TALK,))
    for path, most in (("/sources/", 3), (ADDRESS, 4)):
        # How many sources, those of the page, the words for each; of a source: itself, its words, how many
        # stories, those of the page.
        with statements.counted() as asked:
            page(path)
        assert len(asked) == most, "\n".join(asked)
