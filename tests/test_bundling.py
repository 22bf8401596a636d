"""What of a story its digest holds."""

from incidents import bundling
from incidents.stories.document import Check
from tests import factories


def test_the_first_check_that_changes_nothing_comes_along() -> None:
    restart = Check(id="c1", question="Does a restart help?", command="kubectl delete pod x", changes=True)
    look = Check(id="c2", question="Is the queue long?", look="The dashboard.", answer="Then it is this.")
    ask = Check(id="c3", question="Do Jobs pile up?", command="kubectl get jobs -A")
    first = bundling.digest(factories.document(checks=(restart, look, ask))).first_check
    assert first
    assert (first.text, first.command) == ("Is the queue long? The dashboard. Then it is this.", None)
    assert bundling.digest(factories.document()).first_check is None
