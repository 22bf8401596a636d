import pytest

from incidents.errors import Refused
from incidents.stories import vocabulary
from incidents.stories.vocabulary import INSTEAD_OF_BLAME, Vocabulary

SMALL = """\
failure_mode:
  label: Failure mode
  description: How it broke.
  terms:
    - slug: memory_exhaustion
      label: Memory exhaustion
      description: No memory is left.
      synonyms: [OOM, out-of-memory]
    - {slug: missing_limit, label: Missing limit, description: Nothing bounds it., group: change}
"""


@pytest.fixture
def small() -> Vocabulary:
    return vocabulary.from_yaml(SMALL)


def test_terms_keep_their_fields(small: Vocabulary) -> None:
    memory, limit = small.facets["failure_mode"].terms

    assert (memory.label, memory.synonyms) == ("Memory exhaustion", ("OOM", "out-of-memory"))
    assert limit.group == "change"


@pytest.mark.parametrize(
    "word", ["human_error", "human-error", "Human Error", "operator_error", "user error", "mistake"]
)
@pytest.mark.parametrize("facet", ["failure_mode", "dimension", "trigger"])
def test_blame_is_refused_with_better_terms(word: str, facet: str, shipped_vocabulary: Vocabulary) -> None:
    objection = shipped_vocabulary.objection(facet, word)

    assert "human error is where the analysis starts, not where it ends" in objection
    assert all(term in objection for term in INSTEAD_OF_BLAME)


def test_the_terms_suggested_instead_of_blame_exist(shipped_vocabulary: Vocabulary) -> None:
    assert all(shipped_vocabulary.has("failure_mode", term) for term in INSTEAD_OF_BLAME)
    assert not shipped_vocabulary.has("failure_mode", "human_error")


@pytest.mark.parametrize("word", ["oom", "OOM", "out of memory", "out_of_memory", "Memory exhaustion"])
def test_a_synonym_suggests_its_term(word: str, small: Vocabulary) -> None:
    assert small.objection("failure_mode", word).endswith("did you mean memory_exhaustion?")


def test_similar_terms_are_suggested(small: Vocabulary) -> None:
    assert small.objection("failure_mode", "missing_limits").endswith("did you mean missing_limit?")


def test_without_a_similar_term_all_terms_are_listed(small: Vocabulary) -> None:
    objection = small.objection("failure_mode", "zzz")

    assert objection.endswith(
        "is no failure mode that the vocabulary knows; choose one of: memory_exhaustion, missing_limit."
    )


@pytest.mark.parametrize(
    ("word", "shown", "hidden"),
    [
        ("network/router", "This group has: network, network/backbone", "workload"),
        ("databse", "did you mean data? This group has: data, data/backup", "workload"),
        ("mysql", "mysql is a technology, for the field technologies", "data/relational"),
        ("quantum", "choose one of these groups, or a term inside: autoscaling", "data/relational"),
        ("service", "a service of your own is written as service/NAME", "network"),
    ],
)
def test_of_the_components_the_group_and_the_nearest_are_shown(
    word: str, shown: str, hidden: str, shipped_vocabulary: Vocabulary
) -> None:
    objection = shipped_vocabulary.objection("component", word)

    assert shown in objection
    assert hidden not in objection


def test_of_a_long_list_only_the_nearest_are_shown(shipped_vocabulary: Vocabulary) -> None:
    objection = shipped_vocabulary.objection("failure_mode", "qwertz")

    assert "by name: " in objection
    assert objection.count(",") == 4


def test_an_unknown_facet_has_no_terms(small: Vocabulary) -> None:
    assert not small.has("colour", "blue")
    assert "choose one of" in small.objection("colour", "blue")


@pytest.mark.parametrize(
    ("facet", "slug", "known"),
    [
        ("component", "service/checkout", True),
        ("component", "service/", False),
        ("component", "services/checkout", False),
        ("failure_mode", "service/checkout", False),
        ("component", "workload/cronjob", True),
    ],
)
def test_services_of_a_company_are_components(
    facet: str, slug: str, known: bool, shipped_vocabulary: Vocabulary
) -> None:
    assert shipped_vocabulary.has(facet, slug) is known


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "holds no facet"),
        ("- a", 1, "holds no facet"),
        ("a: 1", 1, "a facet needs a label, a description and a list of terms"),
        ("a: {label: A, terms: []}", 1, "a facet needs a label, a description and a list of terms"),
        (SMALL + "    - {slug: lost}", 10, "a term needs slug, label and description"),
        (SMALL + "    - lost", 10, "a term needs slug, label and description"),
        (
            SMALL + "    - {slug: missing_limit, label: A, description: B}",
            10,
            "missing_limit appears twice",
        ),
    ],
)
def test_a_broken_vocabulary_is_refused_with_the_line(text: str, line: int, message: str) -> None:
    with pytest.raises(Refused) as caught:
        vocabulary.from_yaml(text)

    (fault,) = caught.value.faults
    assert fault.line == line
    assert fault.message.startswith(message)
