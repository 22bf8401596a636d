"""People who accept at the same moment."""

import pytest

from incidents.domain.people import invitations
from incidents.errors import NotPossible, Refused
from incidents.models import Invitation, User
from tests import factories
from tests.factories import NOW
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def accepted(key: int, name: str, refusals: list[Exception]) -> None:
    try:
        invitations.accept(
            key=key, is_proven=False, username=name, display_name="", password="tides-turn-twice", now=NOW
        )
    except (NotPossible, Refused) as refused:
        refusals.append(refused)


def test_an_invitation_makes_one_account() -> None:
    key = factories.invitation(factories.user("ada", role="administrator")).invitation.pk
    refusals: list[Exception] = []
    at_once(*(lambda name=name: accepted(key, name, refusals) for name in ("one", "two", "three", "four")))
    assert User.objects.count() == 2
    assert [type(refused) for refused in refusals] == [NotPossible] * 3


def test_a_name_is_given_once() -> None:
    ada = factories.user("ada", role="administrator")
    keys = [factories.invitation(ada, seed=seed).invitation.pk for seed in range(4)]
    refusals: list[Exception] = []
    at_once(*(lambda key=key: accepted(key, "robin", refusals) for key in keys))
    assert User.objects.filter(username="robin").count() == 1
    assert [type(refused) for refused in refusals] == [Refused] * 3
    assert Invitation.objects.open(NOW).count() == 3
