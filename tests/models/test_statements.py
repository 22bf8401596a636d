"""A statement that is compiled once finds what the queryset finds, for each kind of reader and any list."""

import pytest
from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat

from incidents.models import Incident, statements
from incidents.models.statements import Parameter
from tests import cast

pytestmark = pytest.mark.usefixtures("shared_cast", "db")


def test_everybody_sees_what_they_may_see(gathered: cast.Cast) -> None:
    readers = gathered.readers
    # All are compiled before any runs: nobody's key may stay in what is kept.
    kept = {
        name: statements.compiled(
            Incident.objects.visible_to(reader.placeholder).order_by("ref").values_list("ref")
        )
        for name, reader in readers.items()
    }
    found = {
        name: {ref for (ref,) in kept[name].rows(reader=reader.person)} for name, reader in readers.items()
    }
    assert found == cast.SEEN


@pytest.mark.parametrize("refs", [[], ["KF-1"], ["KF-1", "KF-2", "KF-3", "KF-999"]])
def test_lists_of_any_length(refs: list[str]) -> None:
    asked = Incident.objects.filter(statements.is_one_of("ref", "refs")).order_by("ref").values_list("ref")
    found = statements.compiled(asked).rows(refs=refs)
    assert [ref for (ref,) in found] == [ref for ref in refs if ref in cast.STORIES]


def test_a_parameter_may_stand_in_several_places() -> None:
    added = Cast(Parameter("added"), TextField())
    asked = Incident.objects.filter(ref="KF-1").values_list(
        Concat("ref", added, output_field=TextField()), added
    )
    assert statements.compiled(asked).rows(added="!") == [("KF-1!", "!")]


def test_a_value_that_is_missing_is_an_error() -> None:
    asked = Incident.objects.filter(ref=Parameter("ref")).values_list("ref")
    with pytest.raises(KeyError):
        statements.compiled(asked).rows(slug="story-kf-1")


def test_with_literals_it_finds_the_same_and_sends_only_what_differs(gathered: cast.Cast) -> None:
    for reader in gathered.readers.values():
        seen = Incident.objects.visible_to(reader.placeholder).filter(ref=Parameter("ref"))
        strange = seen.annotate(strange=Value("100 %, 'it''s' \\ %s")).values_list("ref", "strange")
        asked = statements.compiled(strange)
        literal = asked.with_literals()
        assert {slot.name for slot in literal.parameters} <= {"ref", "reader"}
        for ref in cast.STORIES:
            values = {"ref": ref, "reader": reader.person}
            assert literal.rows(**values) == asked.rows(**values)
