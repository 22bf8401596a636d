"""Generated stories, derived from the structs: a new field is generated the day it is written."""

import re
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec import inspect

from incidents import structs
from incidents.stories import vocabulary
from incidents.stories.document import Story
from incidents.yamltree import NOT_TEXT

TERMS = Path(__file__).parents[2] / "fixtures" / "terms.yaml"
VOCABULARY = vocabulary.from_yaml(TERMS.read_bytes())

# What readers and writers of YAML have got wrong.
DELICATE = (
    *(
        "yes",
        "no",
        "on",
        "true",
        "null",
        "~",
        "0",
        "0304",
        "1e5",
        "1.5e+300",
        "12:30:45",
        "0x1F",
        "1_000",
        "-",
        "=",
    ),
    *(
        "2019-05-21",
        "2019-05-21T11:58Z",
        ".inf",
        ".nan",
        "<<",
        "---",
        "...",
        "%YAML 1.1",
        "!!str",
        "*a",
        "&a",
        "@a",
    ),
    *(
        "a: b",
        "a:",
        ":a",
        "a #b",
        "#a",
        "- a",
        "? a",
        "[a",
        "{a",
        "a, b",
        "'",
        '"',
        "\\",
        "`",
        "|",
        ">",
        "a'b",
        'a"b',
    ),
)
FRAGMENTS = (
    *DELICATE,
    *(
        " ",
        "  ",
        "\t",
        "\n",
        "\n\n",
        "\r",
        "\x7f",
        "\x85",
        "\xa0",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ufffe",
        "é",
        "漢",
    ),
    *(
        "word",
        "a longer run of words that has to be folded somewhere",
        "🦊",
        "\U0010ffff",
        "KF-15",
        "`code`",
        "**",
    ),
)
CHARACTERS = st.characters(exclude_categories=["Cs"]).filter(lambda character: not NOT_TEXT.match(character))


def texts(*, most: int | None = None, pattern: str | None = None) -> SearchStrategy[str]:
    """Texts that the reader accepts, among them those that are hard to write."""
    pieces = st.one_of(st.sampled_from(FRAGMENTS), st.text(CHARACTERS, max_size=8))
    built = st.one_of(st.sampled_from(DELICATE), st.lists(pieces, min_size=1, max_size=12).map("".join))
    return built.filter(lambda text: _is_accepted(text, most, pattern))


def _is_accepted(text: str, most: int | None, pattern: str | None) -> bool:
    fits = (most is None or len(text) <= most) and (pattern is None or bool(re.fullmatch(pattern, text)))
    return fits and bool(text.strip()) and not NOT_TEXT.search(text)


def values(kind: inspect.Type) -> SearchStrategy[Any]:
    """Plain values of a type, as JSON holds them."""
    match kind:
        case inspect.Metadata(extra={"facet": facet}):
            return st.sampled_from([term.slug for term in VOCABULARY.facets[facet].terms])
        case inspect.Metadata():
            return values(kind.type)
        case inspect.UnionType():
            return st.one_of([values(choice) for choice in kind.types])
        case inspect.VarTupleType():
            return st.lists(values(kind.item_type), max_size=2)
        case inspect.StructType():
            fields = {field.encode_name: values(field.type) for field in kind.fields}
            optional = {
                field.encode_name: fields.pop(field.encode_name)
                for field in kind.fields
                if not field.required
            }
            if kind.tag_field:
                fields = {kind.tag_field: st.just(kind.tag)} | fields
            return st.fixed_dictionaries(fields, optional=optional)
    return _strings(kind) if isinstance(kind, inspect.StrType) else _scalars(kind)


def _strings(kind: inspect.StrType) -> SearchStrategy[str]:
    if kind.pattern is None or re.fullmatch(kind.pattern, "two words"):
        return texts(most=kind.max_length, pattern=kind.pattern)
    written = st.from_regex(kind.pattern, fullmatch=True, alphabet=st.characters(codec="ascii"))
    return written.filter(lambda text: _is_accepted(text, kind.max_length, kind.pattern))


def _scalars(kind: inspect.Type) -> SearchStrategy[Any]:
    match kind:
        case inspect.NoneType():
            return st.none()
        case inspect.BoolType():
            return st.booleans()
        case inspect.LiteralType():
            return st.sampled_from(kind.values)
        case inspect.IntType():
            most = structs.MAX_NUMBER - 1
            return st.integers(-most if kind.ge is None else kind.ge, most if kind.le is None else kind.le)
        case inspect.FloatType():
            return st.floats(-1e17, 1e17)
    raise TypeError(f"the document holds a type that is not generated: {kind}")


def plain_stories() -> SearchStrategy[dict[str, Any]]:
    return values(inspect.type_info(Story))


def stories() -> SearchStrategy[Story]:
    return plain_stories().map(lambda value: msgspec.convert(value, Story))


JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.sampled_from(FRAGMENTS)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)


@st.composite
def mutated(draw: st.DrawFn, originals: SearchStrategy[dict[str, Any]]) -> Any:
    """A story in which something was replaced, removed or added, anywhere."""
    value = draw(originals)
    for _ in range(draw(st.integers(1, 3))):
        value = _mutated(draw, value)
    return value


def _mutated(draw: st.DrawFn, value: Any) -> Any:
    if not isinstance(value, dict | list) or not value or draw(st.integers(0, 4)) == 0:
        return draw(JUNK)
    if isinstance(value, list):
        index = draw(st.integers(0, len(value) - 1))
        return [*value[:index], _mutated(draw, value[index]), *value[index + 1 :]]
    key = draw(st.sampled_from(sorted(value)))
    rest = {name: item for name, item in value.items() if name != key}
    match draw(st.sampled_from(["inside", "inside", "remove", "rename"])):
        case "inside":
            return rest | {key: _mutated(draw, value[key])}
        case "rename":
            return rest | {draw(st.text(max_size=8)): value[key]}
    return rest
