"""The form of a story offers every field of the document, or says why it keeps one."""

from collections.abc import Iterator

import pytest
from msgspec import inspect

from incidents.stories.document import Story
from incidents.stories.drafting import FORM, KEPT, FormGroup
from incidents.stories.drafting.form import FormField


def offered(group: FormGroup, above: str = "") -> Iterator[tuple[str, FormField]]:
    for one in group.every:
        yield f"{above}{one.name}", one
    for inside in group.lists:
        yield from offered(inside.group, f"{above}{inside.name}.")


def documented(kind: inspect.Type, above: str = "") -> Iterator[str]:
    """Every value of the document that is no part itself, such as `impacts.quantities.from`."""
    match kind:
        case inspect.Metadata():
            yield from documented(kind.type, above)
        case inspect.UnionType():
            yield from documented(next(one for one in kind.types if one != inspect.NoneType()), above)
        case inspect.VarTupleType():
            yield from documented(kind.item_type, above)
        case inspect.StructType() if above not in KEPT:
            for field in kind.fields:
                yield from documented(field.type, f"{above}.{field.encode_name}".removeprefix("."))
        case _:
            yield above


OFFERED = dict(offered(FORM))


def test_every_field_of_the_document_is_offered_or_kept_with_a_reason() -> None:
    anchors = {f"{inside.name}.id" for inside in FORM.lists if inside.letter}
    every = set(documented(inspect.type_info(Story)))
    assert every == OFFERED.keys() | KEPT.keys() | anchors
    assert not OFFERED.keys() & KEPT.keys()
    assert all(KEPT.values())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("title", "line"),
        ("summary", "text"),
        ("body", "code"),
        ("severity.level", "choice"),
        ("detection.alert_fired", "yes_no"),
        ("timeline.starred", "tick"),
        ("factors.failure_mode", "word"),
        ("factors.components", "words"),
        ("fixes.addresses", "listed"),
        ("authors", "lines"),
        ("impacts.quantities.from", "number"),
    ],
)
def test_the_kind_of_a_field_follows_from_its_type(name: str, kind: str) -> None:
    assert OFFERED[name].kind == kind


def test_every_field_says_what_it_is() -> None:
    assert all(field.label for field in OFFERED.values())
    assert OFFERED["title"].required
    assert not OFFERED["summary"].required
    assert OFFERED["factors.basis"].default == "stated"
