from collections import Counter

import pytest
from django.test import Client

from incidents.models import Term
from tests import factories
from tests.page import Part, read
from tests.web import statements

pytestmark = pytest.mark.django_db


def glossary() -> str:
    response = Client().get("/glossary/")
    assert response.status_code == 200
    return response.content.decode()


def entry(facet: str, slug: str) -> Part:
    return read(glossary()).at(f"{facet}-{slug}")


def test_every_term_has_its_place(vocabulary):
    found = Counter(part.attributes.get("id") for part in read(glossary()).all())
    places = [f"{facet.slug}-{term.slug}" for facet in vocabulary.facets.values() for term in facet.terms]
    assert [place for place in places if found[place] != 1] == []


def test_every_facet_says_what_it_is_for(vocabulary):
    html = glossary()
    assert [facet.slug for facet in vocabulary.facets.values() if not read(html).at(facet.slug).text] == []
    assert "What sort of story it is" in html


def test_a_term_has_synonyms_and_the_stories_it_counts(vocabulary):
    factories.saved("KF-900")
    shown = entry("failure_mode", "memory_exhaustion")
    assert "OOMKill" in shown.text
    assert ("1 story", "/failure-modes/memory_exhaustion") in shown.links
    assert ("1 story", "/stories/?kind=incident") in entry("kind", "incident").links
    assert "stor" not in entry("outcome", "worked").words("dt")[0]


def test_terms_added_here_stand_beside_those_that_ship(vocabulary):
    Term.objects.create(
        facet="tide", slug="spring_tide", label="Spring tide", description="<b>High</b>", position=0
    )
    assert "&lt;b&gt;High&lt;/b&gt;" in glossary()
    assert "<b>High</b>" in entry("tide", "spring_tide").text
    assert [words.split()[0] for words, address in read(glossary()).links if address == "#tide"] == ["Tide"]


def test_an_empty_vocabulary_says_how_to_fill_it(db):
    assert "No words yet" in glossary()


@pytest.mark.parametrize("stories", [1, 3])
def test_it_costs_three_queries(vocabulary, stories):
    for number in range(stories):
        factories.saved(f"KF-{900 + number}")
    factories.entries_are_known()
    # The state of the index, terms, synonyms.
    with statements.counted() as asked:
        glossary()
    assert len(asked) == 3, "\n".join(asked)
