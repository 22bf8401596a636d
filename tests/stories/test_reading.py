import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from incidents import structs
from incidents.errors import Fault, Refused
from incidents.stories import reading
from incidents.stories.document import Story
from incidents.stories.vocabulary import Vocabulary
from incidents.yamltree import Tree
from tests.stories.strategies import VOCABULARY, mutated, plain_stories

HEAD = "ref: KF-1\nslug: a\nkind: incident\ntitle: A title\nstatus: draft\n"


def refused(text: str, vocabulary: Vocabulary) -> Refused:
    with pytest.raises(Refused) as caught:
        reading.from_yaml(text, vocabulary=vocabulary)
    return caught.value


def only_fault(text: str, vocabulary: Vocabulary) -> tuple[str, int | None, str]:
    (fault,) = refused(text, vocabulary).faults
    return fault.pointer, fault.line, fault.message


@pytest.mark.parametrize(
    ("line", "pointer", "message"),
    [
        ("summary: ''", "/summary", "is empty; leave the field out"),
        ("summary: '  '", "/summary", "is empty"),
        ("summary: 12", "/summary", "is read as a number; put it in quotes"),
        ("summary: true", "/summary", "is read as true or false; put it in quotes"),
        ("summary: [a]", "/summary", "has to be text"),
        (f"summary: {'x' * 5001}", "/summary", "is 5,001 characters long; 5,000 are possible"),
        ('summary: "a\\0b"', "/summary", "holds the control character U+0000"),
        ('summary: "gpj.\\u202eexe"', "/summary", "holds the control character U+202E; remove it"),
        ('organisation: "a\\nb"', "/organisation", "write it on one line"),
        ('organisation: "a\\n"', "/organisation", "write it on one line"),
        ('aliases: ["a\\n"]', "/aliases/0", "does not have the form"),
        ("visibility: publik", "/visibility", "did you mean public?"),
        ("visibility: [public]", "/visibility", "choose one of: organisation, people, public, team"),
        ("visibility: ''", "/visibility", "is empty"),
        ("no_fix_known: 'yes'", "/no_fix_known", "has to be true or false"),
        ("components: workload/job", "/components", "has to be a list"),
        ("components:", "/components", "has to be a list"),
        ("trigger: deploy", "/trigger", "has to hold fields: type, text"),
        ("trigger: {}", "/trigger", "lacks “type”"),
        ("sumary: a", "/sumary", "did you mean “summary”?"),
        ("zzz: a", "/zzz", "is no field of this part; known here: ref, uuid"),
        ("resolved_at: yesterday", "/resolved_at", "write the time as far as it is known: 2019"),
        ("resolved_at: 2019-13", "/resolved_at", "write the time as far as it is known: 2019"),
        ("relations: [{type: see_also, to: kf-1}]", "/relations/0/to", "write a reference such as KF-15"),
        ("sources: [{title: a, kind: other, url: 'ftp://a'}]", "/sources/0/url", "starts with http://"),
        ("actions: [{id: f1, text: a}]", "/actions/0/id", "write an anchor such as a1"),
        ("actions: [{id: '', text: a}]", "/actions/0/id", "is empty"),
        ("actions: [{text: a, addresses: [s1]}]", "/actions/0/addresses/0", "write an anchor such as f1"),
        (
            "impacts: [{effect: cost, quantities: [{value: '3'}]}]",
            "/impacts/0/quantities/0/value",
            "has to be a number",
        ),
        (
            "impacts: [{effect: cost, quantities: [{value: true}]}]",
            "/impacts/0/quantities/0/value",
            "has to be a number",
        ),
        (
            "impacts: [{effect: cost, quantities: [{value: 1.0e+30}]}]",
            "/impacts/0/quantities/0/value",
            "below 1e+18",
        ),
        ("components: [Workload Job]", "/components/0", "did you mean workload/job"),
        ("components: [service/]", "/components/0", "the vocabulary knows"),
        ("components: [service/Our Shop]", "/components/0", "use small letters"),
        ("environment: prod", "/environment", "did you mean production"),
        (
            "symptoms: [{kind: cost, text: lost $172,222, basis: stated}]",
            "/symptoms/0/222",
            "put a text with a comma",
        ),
        ("symptoms: [{kind: cost, text: slow, then down}]", "/symptoms/0/then down", "follows a comma"),
        ("trigger: {type: Human Error}", "/trigger/type", "human error is where the analysis starts"),
    ],
)
def test_a_fault_says_what_where_and_what_to_do(
    line: str, pointer: str, message: str, shipped_vocabulary: Vocabulary
) -> None:
    found = only_fault(HEAD + line, shipped_vocabulary)

    assert found[:2] == (pointer, 6)
    assert message in found[2]


def test_faults_between_values_come_with_those_of_values(shipped_vocabulary: Vocabulary) -> None:
    text = HEAD + (
        "occurred: {start: 2019-05-21}\ndetected_at: 2019-05-20\nresolved_at: 2019-06-31\n"
        "symptoms:\n  - {kind: wrong, text: a, leads_to: [i9]}\n"
        "factors:\n  - {dimension: code, failure_mode: code_defect, text: a, leads_to: [s1, s2]}\n"
        "checks:\n  - {question: Full?, comand: df}\n"
    )

    faults = refused(text, shipped_vocabulary).faults

    assert [(fault.pointer, fault.line) for fault in faults] == [
        ("/detected_at", 7),
        ("/resolved_at", 8),
        ("/symptoms/0/kind", 10),
        ("/symptoms/0/leads_to/0", 10),
        ("/factors/0/leads_to/1", 12),
        ("/checks/0/comand", 14),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "symptom: [{id: s1, kind: metric, text: a}]\nimpacts: [{effect: cost, leads_to: [s1]}]",
        "symptoms: a\nimpacts: [{effect: cost, leads_to: [s1]}]",
        "symptoms: [a]\nimpacts: [{effect: cost, leads_to: [s1]}]",
        "occurred: {start: 2019-13}\ndetected_at: T+5m",
        "sources: [{id: r1, title: 7, kind: other}]\nimpacts: [{effect: cost, sources: [r1]}]",
        "impacts: [{effect: cost, quantities: [{value: many}]}]",
        "evidence: [{kind: log, file: a.log, body: ''}]",
    ],
)
def test_a_fault_that_follows_from_another_is_not_reported(text: str, shipped_vocabulary: Vocabulary) -> None:
    only_fault(HEAD + text, shipped_vocabulary)


def test_all_faults_are_listed_in_the_order_of_the_lines(shipped_vocabulary: Vocabulary) -> None:
    text = (
        "status: pubished\nref: 15\nkind: incident\nnonsense: 1\nfactors:\n  - text: ''\n"
        "    dimension: configuration\n    failure_mode: human_error\ntitle: A title\n"
    )

    faults = refused(text, shipped_vocabulary).faults

    assert [(fault.pointer, fault.line) for fault in faults] == [
        ("", 1),
        ("/status", 1),
        ("/ref", 2),
        ("/nonsense", 4),
        ("/factors/0/text", 6),
        ("/factors/0/failure_mode", 8),
    ]
    assert faults[0].message == "lacks “slug”"


@pytest.mark.parametrize("text", ["", "# nothing", "- a", "a word", "12", "null"])
def test_a_document_without_fields_is_refused(text: str, shipped_vocabulary: Vocabulary) -> None:
    pointer, _, message = only_fault(text, shipped_vocabulary)

    assert pointer == ""
    assert message.startswith("has to hold fields: ref, uuid, slug")


def test_the_number_of_faults_is_limited(shipped_vocabulary: Vocabulary) -> None:
    text = HEAD + "components:\n" + "- nowhere\n" * 5_000

    faults = refused(text, shipped_vocabulary).faults

    assert len(faults) == structs.MAX_FAULTS + 1
    assert faults[-1].message == "has more than 500 faults; these are the first"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("{", "line 1 column 2"),
        (b"\xff", "invalid"),
        ('{"ref": "\\ud800"}', ""),
        ("\ud800", "surrogates not allowed"),
        ("[" * 100_000, "nested too deep"),
        ('{"a":' * 50_000, "nested too deep"),
        ("1e400", "out of range"),
        ("[" + "1," * 3_000_000 + "1]", "larger than 5 MiB"),
        ("NaN", "invalid"),
        ('{"ref": "KF-1", "ref": "KF-2"}', "appears twice"),
    ],
)
def test_broken_json_is_refused(data: str | bytes, message: str, shipped_vocabulary: Vocabulary) -> None:
    with pytest.raises(Refused) as caught:
        reading.from_json(data, vocabulary=shipped_vocabulary)

    assert message.lower() in caught.value.faults[0].message.lower()


def test_a_deeply_nested_value_of_the_wrong_type_is_a_fault(shipped_vocabulary: Vocabulary) -> None:
    deep = "[" * 500 + "]" * 500
    with pytest.raises(Refused) as caught:
        reading.from_json(
            f'{{"ref": {deep}, "status": {deep}, "symptoms": {deep}}}', vocabulary=shipped_vocabulary
        )

    pointers = [fault.pointer for fault in caught.value.faults]
    assert {"/ref", "/status", "/symptoms/0"} <= set(pointers)


def test_unknown_fields_are_named_in_the_order_they_were_written(shipped_vocabulary: Vocabulary) -> None:
    names = [f"field-{number}" for number in range(20)]
    with pytest.raises(Refused) as caught:
        reading.from_json(json.dumps(dict.fromkeys(names, 1)), vocabulary=shipped_vocabulary)

    assert [fault.pointer[1:] for fault in caught.value.faults][: len(names)] == names


def test_a_company_service_is_a_component(shipped_vocabulary: Vocabulary) -> None:
    story = reading.from_yaml(HEAD + "components: [service/our-shop]", vocabulary=shipped_vocabulary)

    assert story.components == ("service/our-shop",)


def test_a_stored_document_is_read_with_a_newer_vocabulary(flood: Story) -> None:
    stored = reading.to_json(flood).replace(b"workload/cronjob", b"workload/forgotten")

    assert reading.trusted(stored).components[0] == "workload/forgotten"


def test_plain_values_omit_defaults(shipped_vocabulary: Vocabulary) -> None:
    story = reading.from_yaml(HEAD, vocabulary=shipped_vocabulary)

    assert list(reading.plain(story)) == ["schema", "ref", "slug", "kind", "title", "status"]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated(plain_stories()))
def test_reader_and_structs_agree(value: Any) -> None:
    faults: tuple[Fault, ...] = ()
    try:
        story = reading.from_tree(Tree(value), vocabulary=VOCABULARY)
    except Refused as refusal:
        story, faults = None, refusal.faults

    if story is None:
        assert faults
        # A fault in the words of the structs is one that the reader missed.
        assert not any(" - at `$" in fault.message for fault in faults)
    else:
        assert story == msgspec.convert(value, Story)
