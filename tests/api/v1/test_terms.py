import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from incidents.stories.vocabulary import Vocabulary

pytestmark = pytest.mark.django_db

TERMS = "/api/v1/terms"


def test_the_whole_vocabulary_in_its_order(client: Client, vocabulary: Vocabulary) -> None:
    rows = client.get(TERMS).json()["results"]
    expected = {
        (facet.slug, term.slug): (term.label, sorted(term.synonyms))
        for facet in vocabulary.facets.values()
        for term in facet.terms
    }
    assert {(row["facet"], row["slug"]): (row["label"], row["synonyms"]) for row in rows} == expected
    kinds = [row["slug"] for row in rows if row["facet"] == "kind"]
    assert kinds == [term.slug for term in vocabulary.facets["kind"].terms]


def test_some_facets(client: Client, vocabulary: Vocabulary) -> None:
    rows = client.get(TERMS, {"facet": "kind,severity"}).json()["results"]
    assert {row["facet"] for row in rows} == {"kind", "severity"}


def test_an_unknown_facet_and_an_unknown_parameter(client: Client, vocabulary: Vocabulary) -> None:
    response = client.get(TERMS, {"facet": "knid", "facets": "kind"})
    errors = {fault["parameter"]: fault["message"] for fault in response.json()["errors"]}
    assert response.status_code == 400
    assert "did you mean kind?" in errors["facet"]
    assert "did you mean facet?" in errors["facets"]


def test_queries(
    client: Client, vocabulary: Vocabulary, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Terms, synonyms.
    with django_assert_num_queries(2):
        client.get(TERMS)
    # Names of facets, terms, synonyms.
    with django_assert_num_queries(3):
        client.get(TERMS, {"facet": "kind"})


def test_a_copy_that_stands_is_not_sent_again(client: Client, vocabulary: Vocabulary) -> None:
    etag = client.get(TERMS)["ETag"]
    assert client.get(TERMS, headers={"If-None-Match": etag}).status_code == 304
