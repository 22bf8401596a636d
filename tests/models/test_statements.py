"""A statement put together once finds what the queryset finds, for each kind of reader and any list."""

import pytest
from django.db.models import Value
from django.db.models.functions import Concat

from incidents.models import Incident, statements
from tests import cast

pytestmark = pytest.mark.django_db

REFS, ADDED = "\0refs", "\0added"


def test_everybody_sees_what_they_may_see() -> None:
    people = cast.gathered().people
    # All kinds before any reader: nobody's key may stay in what is kept.
    kept = {
        name: statements.of(
            Incident.objects.visible_to(statements.alike(reader)).order_by("ref").values_list("ref")
        )
        for name, reader in people.items()
    }
    found = {name: {ref for (ref,) in kept[name].rows({}, reader=people[name])} for name in people}
    assert found == cast.SEEN


def test_members_and_editors_are_told_apart() -> None:
    people = cast.gathered().people
    assert statements.alike(people["stranger"]) == statements.alike(people["team_mate"])
    assert len({statements.alike(people[name]) for name in ("anonymous", "stranger", "editor")}) == 3


@pytest.mark.parametrize("refs", [[], ["KF-1"], ["KF-1", "KF-2", "KF-3", "KF-999"]])
def test_lists_of_any_length(refs: list[str]) -> None:
    cast.gathered()
    asked = Incident.objects.filter(statements.is_one_of("ref", REFS)).order_by("ref").values_list("ref")
    found = statements.of(asked).rows({REFS: refs}, reader=statements.ANYBODY)
    assert [ref for (ref,) in found] == [ref for ref in refs if ref in cast.STORIES]


def test_a_placeholder_is_replaced_wherever_it_stands() -> None:
    cast.gathered()
    added = Incident.objects.filter(ref="KF-1").values_list(Concat("ref", Value(ADDED)), Value(ADDED))
    assert statements.of(added).rows({ADDED: "!"}, reader=statements.ANYBODY) == [("KF-1!", "!")]


def test_what_is_settled_finds_the_same_and_sends_only_what_differs() -> None:
    people = cast.gathered().people
    for reader in people.values():
        seen = Incident.objects.visible_to(statements.alike(reader)).filter(ref=REFS)
        strange = seen.annotate(strange=Value("100 %, 'it''s' \\ %s")).values_list("ref", "strange")
        asked = statements.of(strange)
        settled = asked.settled(REFS)
        assert set(settled.parameters) <= {REFS, statements.ANY_MEMBER, statements.ANY_EDITOR}
        for ref in cast.STORIES:
            assert settled.rows({REFS: ref}, reader=reader) == asked.rows({REFS: ref}, reader=reader)
