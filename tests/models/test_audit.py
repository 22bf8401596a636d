import pytest

from incidents.domain import audit
from incidents.models import AuditEntry
from tests.factories import NOW
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


def entry(action: str = "erase") -> AuditEntry:
    return audit.record(action=action, target="KF-900", actor=None, at=NOW, reason="A token was pasted.")


def test_an_entry_is_never_changed() -> None:
    kept = entry()
    with refused_by("audit_is_append_only"):
        AuditEntry.objects.filter(pk=kept.pk).update(reason="Nothing happened.")


def test_an_entry_is_never_deleted() -> None:
    kept = entry()
    with refused_by("audit_is_append_only"):
        kept.delete()
    assert str(AuditEntry.objects.get()) == "erase KF-900"


@pytest.mark.parametrize("action", ["", "Erase", "erase a story", "token.", "token.Made"])
def test_an_action_has_a_plain_name(action: str) -> None:
    with refused_by("audit_action_is_plain"):
        entry(action)
