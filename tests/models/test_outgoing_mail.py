from datetime import timedelta

import pytest

from incidents.domain import mail
from incidents.models import OutgoingMail
from tests.factories import NOW
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


def posted(**fields: object) -> OutgoingMail:
    return mail.post(recipient="robin@example.org", subject="Your link", text="abc", now=NOW, **fields)


@pytest.mark.parametrize(
    "broken",
    [{"sent_at": NOW}, {"refused": True}],
)
def test_a_mail_that_waits_has_not_ended(broken: dict[str, object]) -> None:
    row = posted()
    with refused_by("outgoing_mail_ends_once"):
        OutgoingMail.objects.filter(pk=row.pk).update(**broken)


def test_a_mail_that_has_ended_holds_nothing() -> None:
    row = posted()
    with refused_by("outgoing_mail_done_holds_nothing"):
        OutgoingMail.objects.filter(pk=row.pk).update(next_try_at=None)


def test_a_mail_expires_after_it_was_made() -> None:
    with refused_by("outgoing_mail_expires_later"):
        posted(lifetime=timedelta(0))
