from datetime import timedelta
from typing import Any

import pytest

from incidents.models import Invitation
from tests import factories
from tests.factories import NOW
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


def invitation(**fields: Any) -> Invitation:
    given: dict[str, Any] = {
        "digest": "0" * 64,
        "role": "reader",
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=1),
    }
    return Invitation.objects.create(**given | fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("invitation_digest_is_one", {"digest": "secret"}),
        ("invitation_role_is_known", {"role": "captain"}),
        ("invitation_expires_later", {"expires_at": NOW}),
        ("invitation_is_accepted_by_somebody", {"accepted_at": NOW}),
    ],
)
def test_what_is_no_invitation(constraint: str, fields: dict[str, Any]) -> None:
    with refused_by(constraint):
        invitation(**fields)


def test_an_invitation_ends_once() -> None:
    with refused_by("invitation_ends_once"):
        invitation(accepted_at=NOW, accepted_by=factories.user(), revoked_at=NOW)


def test_a_link_opens_one_invitation() -> None:
    invitation()
    with refused_by("incidents_invitation_digest_key"):
        invitation()
