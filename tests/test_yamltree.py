import pytest

from incidents import yamltree
from incidents.errors import Refused

DOUBLING = "a: &a [1,1,1,1,1,1,1,1,1]\n" + "\n".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(DOUBLING, "more than 200000 values", id="aliases that double"),
        pytest.param("a: &a x\nb: [" + "*a," * 200 + "]", "more than 100 aliases", id="many aliases"),
        pytest.param("a: &a [*a]", "more than 100 levels", id="alias to itself"),
        pytest.param("&a {b: *a}", "more than 100 levels", id="mapping in itself"),
        pytest.param("[" * 100_000, "more than 100 levels", id="brackets"),
        pytest.param("[" * 100_000 + "]" * 100_000, "more than 100 levels", id="closed brackets"),
        pytest.param("{a: " * 100_000, "more than 100 levels", id="braces"),
        pytest.param("- " * 100_000, "more than 100 levels", id="dashes"),
        pytest.param("? " * 100_000, "more than 100 levels", id="question marks"),
        pytest.param("- 1\n" * 200_001, "more than 200000 values", id="many values"),
        pytest.param("a: \0", "U+0000", id="NUL"),
        pytest.param("a: \x1b[31m", "U+001B", id="escape"),
        pytest.param("a: \x7f", "U+007F", id="delete"),
        pytest.param("a: \ud800", "U+D800", id="lone surrogate"),
        pytest.param('a: "\\ud800"', "invalid Unicode character", id="escaped surrogate"),
        pytest.param(b"\xff\xfe\x00", "byte 0 is not UTF-8", id="binary"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "byte 0 is not UTF-8", id="picture"),
        pytest.param("a" * 50_000_000, "larger than 5 MiB", id="50 MB"),
        pytest.param("a:\n\tb: 1", "not by tabs", id="tab"),
        pytest.param("[1, 2]: 3", "a key has to be a plain word", id="list as key"),
        pytest.param("? {a: b}\n: c", "a key has to be a plain word", id="mapping as key"),
        pytest.param(f"? {'k' * 201}\n: 1", "a key has to be a plain word", id="long key"),
        pytest.param("a: 1\n---\nb: 2", "one document in a file", id="two documents"),
        pytest.param("a: !!python/object:os.system x", "holds the tag", id="tag of a program"),
        pytest.param("a: !!str 1", "holds the tag", id="tag of a type"),
        pytest.param("a: *b", "a text that starts with “*” has to be in quotes", id="undefined alias"),
        pytest.param("a: b: c", "a text that holds “: ” has to be in quotes", id="colon"),
        pytest.param("a: @b", "quote a text that starts with a sign", id="sign"),
        pytest.param("a: [1, 2", "expected ',' or ']'", id="open list"),
        pytest.param("a: 'x", "unexpected end of stream", id="open quote"),
        pytest.param("%YAML 3.0\n---\na: 1", "incompatible", id="other version"),
    ],
)
def test_broken_and_hostile_yaml_is_refused(data: str | bytes, message: str) -> None:
    with pytest.raises(Refused) as caught:
        yamltree.read(data)

    assert message in caught.value.faults[0].message


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        ("a: 1\nb:\n\tc: 1", 3, 1),
        ("a: 1\nb: 'x\n", 3, 1),
        (b"a: 1\nb: \xff", 2, None),
        ("a: 1\nb: \0", 2, None),
        ("a: é\nb: \x7f", 2, None),
        ("a: 1\n---\nb: 2", 2, 1),
        ("a: 1\nb: !x 1", 2, 4),
    ],
)
def test_a_refusal_names_the_place(data: str | bytes, line: int, column: int | None) -> None:
    with pytest.raises(Refused) as caught:
        yamltree.read(data)

    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == (line, column)


def test_every_duplicate_key_is_reported() -> None:
    with pytest.raises(Refused) as caught:
        yamltree.read("a: 1\na: 2\nb:\n  - c: 1\n    c: 2\n")

    assert [(fault.pointer, fault.line) for fault in caught.value.faults] == [("/a", 2), ("/b/0/c", 5)]


def test_the_number_of_reported_duplicate_keys_is_limited() -> None:
    with pytest.raises(Refused) as caught:
        yamltree.read("a: 1\n" * 10_000)

    assert len(caught.value.faults) == yamltree.MAX_FAULTS


@pytest.mark.parametrize("data", ["", "\n", "# a comment", "---", "\ufeff"])
def test_an_empty_document_is_null(data: str) -> None:
    assert yamltree.read(data).value is None


def test_byte_order_mark_and_windows_line_ends_are_ignored() -> None:
    tree = yamltree.read("\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n".encode())

    assert tree.value == {"a": 1, "b": "x\ny\n"}
    assert tree.place("/b") == (2, 4)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(("true", True), ("False", False), ("null", None), ("~", None), ("", None)),
        *(("0", 0), ("-12", -12), ("+3", 3), ("999999999999999999", 999999999999999999)),
        *(("1.5", 1.5), ("-0.5", -0.5), ("1.0e+3", 1000.0), ("2.5E-3", 0.0025)),
        *(("yes", "yes"), ("no", "no"), ("on", "on"), ("0304", "0304"), ("0x1F", "0x1F"), ("1_000", "1_000")),
        *(("12:30:45", "12:30:45"), ("2019-05-21", "2019-05-21"), ("1e5", "1e5"), (".5", ".5"), ("1.", "1.")),
        *(
            (".inf", ".inf"),
            (".nan", ".nan"),
            ("1.0e+999", "1.0e+999"),
            ("9999999999999999999", "9999999999999999999"),
        ),
        *(("'1'", "1"), ('"true"', "true"), ("<<", "<<"), ("=", "=")),
    ],
)
def test_scalars_are_those_of_json(written: str, value: object) -> None:
    tree = yamltree.read(f"a: {written}")

    assert tree.value == {"a": value}
    assert isinstance(tree.value, dict)
    assert type(tree.value["a"]) is type(value)


def test_aliases_and_merge_keys_are_read_as_written() -> None:
    tree = yamltree.read("a: &a {x: 1}\nb: {<<: *a}")

    assert tree.value == {"a": {"x": 1}, "b": {"<<": {"x": 1}}}


def test_places_are_found_by_pointer() -> None:
    tree = yamltree.read('a:\n  - b: 1\n    "c/d~e": 2\n')

    assert tree.place("") == (1, 1)
    assert tree.place("/a") == (2, 3)
    assert tree.place("/a/0/b") == (2, 8)
    assert tree.place(yamltree.step("/a/0", "c/d~e")) == (3, 14)


def test_a_missing_value_has_the_place_of_the_value_around_it() -> None:
    tree = yamltree.read("a:\n  - b: 1\n")

    assert tree.place("/a/0/missing/deeper") == (2, 5)
    assert tree.place("/a/7") == (2, 3)
    assert yamltree.Tree({"a": 1}).place("/a") is None


def test_keys_become_text() -> None:
    assert yamltree.read("1: a\ntrue: b\nnull: c").value == {"1": "a", "true": "b", "null": "c"}
