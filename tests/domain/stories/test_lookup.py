from dataclasses import replace

import pytest

from incidents.domain import search
from incidents.domain.stories import lookup
from incidents.models.reader import ANYBODY, Reader
from tests import cast, factories

pytestmark = pytest.mark.django_db


def test_the_state_is_all_but_the_document() -> None:
    saved = factories.saved()
    whole = lookup.whole(ref="KF-900", reader=ANYBODY)
    assert whole is not None
    assert whole.document == saved.revision.document
    assert lookup.state(ref="KF-900", reader=ANYBODY) == replace(whole, document="")
    assert lookup.whole(ref="KF-900", reader=Reader.of(factories.user())) == whole


@pytest.mark.parametrize("name", cast.SEEN)
def test_who_finds_what_by_any_name(name: str) -> None:
    reader = cast.gathered().readers[name]
    by_ref = {ref for ref in cast.STORIES if lookup.state(ref=ref, reader=reader)}
    by_slug = {ref for ref in cast.STORIES if lookup.ref_of(name=f"story-{ref.lower()}", reader=reader)}
    near = {ref for ref in cast.STORIES if ref in search.similar_names(name=ref, reader=reader)}
    assert by_ref == by_slug == near == cast.SEEN[name]


@pytest.mark.parametrize("ref", ["", "\0", "KF-900\n", "kf-900", "KF-900' OR 1=1"])
def test_what_is_no_reference_is_not_looked_for(ref: str) -> None:
    factories.saved()
    assert lookup.whole(ref=ref, reader=ANYBODY) is None
