import pytest

from incidents import models
from incidents.models.reader import ANYBODY
from incidents.stories.document import Action
from tests import factories

pytestmark = pytest.mark.django_db


def still_open() -> list[str]:
    found = models.Action.objects.visible_to(ANYBODY).still_open().in_order_of_due_dates()
    return [action.text for action in found]


def test_what_is_due_first_stands_first_and_what_is_done_is_gone():
    of_one = (
        Action(id="a1", text="Later", due="2026-05"),
        Action(id="a2", text="Some time"),
        Action(id="a3", text="Done", status="done"),
        Action(id="a4", text="Dropped", status="dropped"),
    )
    factories.saved("KF-900", actions=of_one)
    factories.saved("KF-901", actions=(Action(id="a1", text="Soon", due="2026-03-01", status="in_progress"),))
    assert still_open() == ["Soon", "Later", "Some time"]


@pytest.mark.parametrize("kept", [{"visibility": "organisation"}, {"status": "draft"}])
def test_only_of_stories_that_the_reader_may_see(kept):
    factories.saved("KF-900", actions=(Action(id="a1", text="Inside"),), **kept)
    assert still_open() == []
