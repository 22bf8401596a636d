import pytest

from incidents.domain import vocabulary
from incidents.models import Synonym, Term
from incidents.stories.vocabulary import Facet, Vocabulary
from incidents.stories.vocabulary import FacetTerm as Word

pytestmark = pytest.mark.django_db

LEAK = Word("memory_leak", "Memory leak", "Memory that is never given back.", "Exhaustion", ("leak",))


def shipped(*words: Word) -> Vocabulary:
    return Vocabulary({"failure_mode": Facet("failure_mode", "Failure mode", "What gave way.", words)})


def test_loaded_terms_are_what_stories_are_checked_against() -> None:
    vocabulary.load(shipped=shipped(LEAK))
    current = vocabulary.current()
    assert current.has("failure_mode", "memory_leak")
    assert current.facets["failure_mode"].terms == (LEAK,)


def test_loading_again_changes_nothing() -> None:
    vocabulary.load(shipped=shipped(LEAK))
    before = list(Term.objects.values()), list(Synonym.objects.values())
    vocabulary.load(shipped=shipped(LEAK))
    assert (list(Term.objects.values()), list(Synonym.objects.values())) == before


def test_a_shipped_description_replaces_the_older_one() -> None:
    vocabulary.load(shipped=shipped(LEAK))
    sharper = Word("memory_leak", "Memory leak", "Memory that only a restart gives back.")
    vocabulary.load(shipped=shipped(sharper))
    assert Term.objects.get().description == "Memory that only a restart gives back."


def test_a_term_added_here_stays() -> None:
    Term.objects.create(facet="failure_mode", slug="our_own", label="Our own", description="-", position=90)
    vocabulary.load(shipped=shipped(LEAK))
    assert vocabulary.current().has("failure_mode", "our_own")


def test_reading_the_vocabulary_costs_two_queries(django_assert_num_queries) -> None:
    vocabulary.load(shipped=shipped(LEAK, Word("hang", "Hang", "Nothing moves.")))
    # Terms, synonyms.
    with django_assert_num_queries(2):
        vocabulary.current()
