"""The audit log: what was done that somebody may have to answer for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incidents.models import AuditEntry, User


def record(
    *,
    action: str,
    target: str,
    actor: User | None,
    at: datetime,
    reason: str = "",
    address: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """To be called in the transaction of what was done."""
    return AuditEntry.objects.create(
        action=action,
        target=target,
        actor=actor,
        at=at,
        reason=reason,
        address=address,
        details=dict(details or {}),
    )
