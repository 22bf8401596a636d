"""What Celery runs. One module a noun; each task finds its rows and makes one domain call."""

from incidents.tasks import (
    accounts,
    actions,
    audit,
    drafts,
    feeds,
    idempotency,
    limits,
    mail,
    news,
    search,
    stories,
)

__all__ = [
    "accounts",
    "actions",
    "audit",
    "drafts",
    "feeds",
    "idempotency",
    "limits",
    "mail",
    "news",
    "search",
    "stories",
]
