"""All stories of somebody get another owner at once, in every table that knows owners."""

import pytest

from incidents.domain import ownership
from incidents.errors import NotPossible, Refused
from incidents.models import AuditEntry, Incident, SearchEntry, User
from incidents.models.reader import Reader
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> User:
    return factories.user("keeper", role="administrator")


def hand_over(owner: User, to: str, actor: User, reason: str = "She left.") -> int:
    return ownership.hand_over(owner=owner, to=to, reason=reason, actor=actor, at=NOW)


def test_drafts_that_nobody_else_sees_change_hands(keeper: User) -> None:
    robin, ada = factories.user("robin", role="author"), factories.user("ada", role="author")
    for ref in ("KF-900", "KF-901"):
        factories.saved(ref, author=robin, status="draft")
    factories.saved("KF-902", author=ada)
    assert hand_over(robin, "ada", keeper) == 2
    assert Incident.objects.visible_to(Reader.of(ada)).count() == 3
    assert Incident.objects.visible_to(Reader.of(robin)).count() == 1
    assert set(SearchEntry.objects.values_list("owner", flat=True)) == {ada.pk}
    entry = AuditEntry.objects.get(action="stories.handed.over")
    assert (entry.target, entry.details) == ("robin", {"to": "ada", "stories": 2})


@pytest.mark.parametrize("to", ["nobody", "closed", "reads", "robin"])
def test_who_takes_them_may_write(keeper: User, to: str) -> None:
    robin = factories.user("robin", role="author")
    factories.user("closed", role="author", is_active=False)
    factories.user("reads", role="reader")
    factories.saved("KF-900", author=robin)
    with pytest.raises(Refused) as refused:
        hand_over(robin, to, keeper, reason="")
    assert [fault.pointer for fault in refused.value.faults] == ["/to", "/reason"]
    assert Incident.objects.get().owner == robin


def test_where_there_is_nothing_nothing_is_said_in_the_audit_log(keeper: User) -> None:
    with pytest.raises(NotPossible, match="owns no story"):
        hand_over(factories.user("robin"), "keeper", keeper)
    assert not AuditEntry.objects.exists()


def test_only_who_administers_now_hands_over(keeper: User) -> None:
    robin = factories.user("robin", role="author")
    factories.saved("KF-900", author=robin)
    User.objects.filter(pk=keeper.pk).update(is_active=False)
    with pytest.raises(NotPossible, match="You do not administer"):
        hand_over(robin, "keeper", keeper)
