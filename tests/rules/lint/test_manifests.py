import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.rules.lint import manifests
from incidents.rules.lint.manifests import Manifests

SAMPLES = Path(__file__).parents[1] / "samples"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c}]}\n"


def read(text: str | bytes) -> Manifests:
    return manifests.read("f.yaml", text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)


def subjects(text: str) -> list[str]:
    return [manifest.subject for manifest in read(text).objects]


def test_documents_and_lists_become_objects() -> None:
    found = manifests.read("shop.yaml", (SAMPLES / "shop.yaml").read_bytes())

    assert [one.subject for one in found.objects] == [
        "Deployment shop/web",
        "HorizontalPodAutoscaler shop/web",
        "Deployment elsewhere/web",
    ]
    assert [one.region(("spec", "replicas")).line for one in found.objects] == [8, 19, 29]
    assert not found.unchecked
    assert not found.aside


def test_items_inherit_the_kind_of_a_typed_list() -> None:
    text = "apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n  spec: {containers: []}\n"

    assert subjects(text) == ["Pod a"]
    assert subjects("apiVersion: v1\nkind: List\nitems: null\n") == []
    assert subjects("apiVersion: x.org/v1\nkind: AllowList\nspec: {}\n") == ["AllowList"]


@pytest.mark.parametrize("text", ['[{"apiVersion": "v1", "kind": "Pod"}]', "- a\n- kind: Pod\n  spec: {}\n"])
def test_objects_in_a_bare_list_are_reported(text: str) -> None:
    (unchecked,) = read(text).unchecked
    assert (unchecked.reason, unchecked.line) == (manifests.LIST_OF_OBJECTS, 1)
    assert read("[1, {kind: important}]").aside


def test_json_is_read_with_line_and_column() -> None:
    text = json.dumps({"apiVersion": "v1", "kind": "X", "data": {"a": "😀 é", "b": "x/y"}}, indent="\t")
    (found,) = read(text.replace("x/y", "x\\/y")).objects

    assert found.value["data"] == {"a": "😀 é", "b": "x/y"}
    assert found.region(("data", "b")).line == 6


@pytest.mark.parametrize(
    "before", ["\ufeff", "# a comment\n\n", "%YAML 1.1\n---\n", "---\n", "---\n---\n", "...\n", "\r\n"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_around_a_document_is_ignored(before: str, end: str) -> None:
    assert subjects((before + POD).replace("\r\n", "\n").replace("\n", end)) == ["Pod a"]


def test_a_document_may_follow_the_end_of_another() -> None:
    assert subjects(f"{POD}...\n{POD}--- # again\n{POD}") == ["Pod a"] * 3


def test_a_boundary_inside_of_text_is_text() -> None:
    assert subjects(POD + "data:\n  a: |\n    ---\n    b\n") == ["Pod a"]


def test_merge_keys_add_their_fields() -> None:
    text = "apiVersion: v1\nkind: X\na: &a {b: 1, c: 2}\nd: {<<: *a, c: 3}\ne: {<<: [*a, {f: 4}]}\n"
    (found,) = read(text).objects

    assert (found.value["d"], found.value["e"]) == ({"b": 1, "c": 3}, {"b": 1, "c": 2, "f": 4})


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: [\n---\n", 2, "expected"),
        (POD + "---\na: b: c\n---\n" + POD, 6, "has to be in quotes"),
        ("a:\n\tb: 1", 2, "not by tabs"),
        ("[" * 100_000, 1, "more than 100 levels"),
        ("a: &a x\nb: [" + "*a," * 200 + "]", 2, "more than 100 aliases"),
        ("a: \0", 1, "U+0000"),
        ('---\na: "x\\0y"\n', 1, "U+0000"),
        ('a: [{"\\x00": 1}]\n', 1, "U+0000"),
        ("a: 1\nb: \ud800", 2, "not UTF-8"),
        (b"\x89PNG\r\n\x1a\n", 1, "not UTF-8"),
        ("a" * 50_000_000, None, "larger than 5 MiB"),
        ("? [a]\n: 1\n", 1, "plain word"),
        ("a: !x 1", 1, "holds the tag"),
        ("kind: Pod\nmetadata: {}\n", 1, "does not say both apiVersion and kind"),
        ("apiVersion: 1\nkind: Pod\n", 1, "does not say both apiVersion and kind"),
        ("apiVersion: v1\nkind: List\nitems:\n- null\n", 4, "item of a list, but no object"),
        ("apiVersion: v1\nkind: List\nitems: {}\n", 3, "items has to be a list"),
        ("apiVersion: v1\nkind: X\nmetadata: []\n", 3, "metadata has to hold fields"),
        ("apiVersion: v1\nkind: X\nmetadata:\n  annotations: x\n", 4, "annotations has to hold fields"),
        ("apiVersion: v1\nkind: Pod\nspec: null\n", 3, "lacks spec"),
        (
            "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template: x\n",
            4,
            "spec.template has to hold fields",
        ),
        ("apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 2\n", 3, "built first"),
        ("apiVersion: v1\nkind: Pod\nspec:\n  containers: {}\n", 4, "containers has to be a list"),
        (
            "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - null\n",
            4,
            "each of containers has to hold fields",
        ),
        ("apiVersion: v1\nkind: Pod\nspec:\n  containers: null\n", 4, "lacks containers"),
    ],
)
def test_what_cannot_be_checked_has_line_and_reason(text: str | bytes, line: int | None, reason: str) -> None:
    (unchecked,) = read(text).unchecked

    assert unchecked.line == line
    assert reason in unchecked.reason


def test_documents_beside_a_broken_one_are_read() -> None:
    found = read(f"{POD}---\na: [\n---\n{POD}")

    assert len(found.objects) == 2
    assert len(found.unchecked) == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("kind: Pod\nname: {{ .Values.name }}\n", 2),
        ("# x\n{{- if .Values.on }}\nkind: Pod\n{{- end }}\n", 2),
        (POD + 'data: {a: "{{ .Release.Name }}"}\n', 5),
        ("a: 1\n---\nb: {{ name }}\n", 3),
    ],
)
def test_a_template_is_refused_with_advice_to_render_it(text: str, line: int) -> None:
    (unchecked,) = read(text).unchecked

    assert "render it first" in unchecked.reason
    assert unchecked.line == line


def test_braces_of_other_template_languages_are_text() -> None:
    assert subjects(POD + 'data: {a: "{{ $labels.pod }} {{ range .Alerts }}"}\n') == ["Pod a"]


def test_a_null_field_is_a_missing_field() -> None:
    text = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: c\n    ports:\n    args: [~]\n"
    (found,) = read(text).objects

    assert found.value["spec"] == {"containers": [{"name": "c", "args": [None]}]}


@pytest.mark.parametrize("text", ["", "\n", "---\n", "# only words\n", "\ufeff", "null"])
def test_an_empty_file_holds_nothing_to_check(text: str) -> None:
    (aside,) = read(text).aside

    assert aside.reason == "holds nothing to check"


@pytest.mark.parametrize("text", ["replicas: 2\n", "- 1\n", "words", "kind: ClusterIP\n", "a: 1\n---\n"])
def test_other_yaml_is_listed_as_no_object(text: str) -> None:
    found = read(text)

    assert [one.reason for one in found.aside] == ["holds no Kubernetes object"]
    assert not found.unchecked


def test_a_duplicate_key_is_reported_and_the_last_one_counts() -> None:
    found = read(POD.replace("{name: a}", "\n  name: a\n  name: b"))
    (doubled,) = found.doubled

    assert found.objects == (doubled.manifest,)
    assert found.objects[0].subject == "Pod b"
    assert (doubled.fault.pointer, doubled.fault.line) == ("/metadata/name", 5)


def test_a_duplicate_key_outside_of_objects_is_unchecked() -> None:
    (unchecked,) = read("a: 1\na: 2\n").unchecked

    assert unchecked.line == 2


def test_reading_stops_after_the_largest_number_of_documents() -> None:
    found = read("---\na: 1\n" * 20_000)

    assert "more than 10000 documents" in found.unchecked[0].reason


def test_a_larger_limit_may_be_given() -> None:
    text = (POD + "# " + "x" * 6_000_000).encode()

    assert manifests.read("f", text).unchecked
    assert manifests.read("f", text, limit=10**7).objects


def test_the_region_of_a_field_starts_at_its_key() -> None:
    spec = "spec:\n  a:\n    b: 1\n    c: 2\n\n  # about d\n  d: |\n    x\n    y\n  e: [1]\n"
    (found,) = read(f"apiVersion: v1\nkind: X\n{spec}").objects

    assert found.region(("spec", "a")).snippet == ("  a:", "    b: 1", "    c: 2")
    assert found.region(("spec", "d")).snippet == ("  d: |", "    x", "    y")
    assert found.region(("spec", "e", 0)).snippet == ("  e: [1]",)
    assert found.region(("spec", "missing")).snippet == ("spec:",)
    assert (found.region(("spec", "a", "c")).line, found.region(("spec", "a", "c")).column) == (6, 5)
    assert found.region(()).line == 1


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_objects_unchecked_or_aside(data: bytes) -> None:
    found = read(data)

    assert found.objects or found.unchecked or found.aside


PIECES = st.sampled_from(
    [
        *("apiVersion: v1\n", "kind: Pod\n", "kind: List\n", "items:\n", "metadata: {name: a}\n", "spec:\n"),
        *(
            "  containers: [{name: c}]\n",
            "---\n",
            "...\n",
            "- ",
            "  ",
            "\t",
            "[",
            "]",
            "{",
            "}",
            ": ",
            "&a ",
            "*a",
            "<<",
        ),
        *(
            "|\n",
            ">-\n",
            "'",
            '"',
            "\\ud83d",
            "!x ",
            "{{ .Values.a }}",
            "{{",
            "}}",
            "# ",
            "?",
            "%",
            "\n",
            "\r\n",
            "null",
            "~",
            "é",
        ),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_of_yaml_is_objects_unchecked_or_aside(text: str) -> None:
    found = read(text)

    assert found.objects or found.unchecked or found.aside or "List" in text
    for one in found.objects:
        assert one.region(("spec", "containers", 0)).line <= text.count("\n") + 1
