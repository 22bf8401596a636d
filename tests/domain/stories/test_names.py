from typing import Any

import pytest

from incidents.errors import Refused
from incidents.models import Alias
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "fields",
    [
        {"slug": "leak"},
        {"slug": "flood"},
        {"aliases": ("Leak",)},
        {"aliases": ("flood",)},
        {"aliases": ("kf-1",)},
    ],
)
def test_a_name_of_another_story_is_refused(fields: dict[str, Any]) -> None:
    factories.saved("KF-1", slug="leak", aliases=("flood",))
    with pytest.raises(Refused, match="is not available; choose another name"):
        factories.saved("KF-2", **fields)


def test_every_name_that_is_taken_is_told() -> None:
    factories.saved("KF-1", slug="leak", aliases=("flood",))
    with pytest.raises(Refused) as caught:
        factories.saved("KF-2", slug="leak", aliases=("new", "flood"))
    assert [fault.pointer for fault in caught.value.faults] == ["/slug", "/aliases/1"]


def test_a_copied_uuid_is_refused() -> None:
    uuid = str(factories.saved("KF-1").incident.uuid)
    with pytest.raises(Refused, match="/uuid: is not available"):
        factories.saved("KF-2", uuid=uuid)


def test_aliases_come_and_go_with_the_document() -> None:
    factories.saved(aliases=("flood", "leak"))
    factories.changed(aliases=("drought", "leak"))
    assert set(Alias.objects.values_list("name", flat=True)) == {"drought", "leak"}
