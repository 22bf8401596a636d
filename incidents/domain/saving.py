"""What every write of a story or a rule has in common: the lock, the revision it started from, the reason."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from incidents.domain import audit
from incidents.domain.notifications import kinds, notify
from incidents.errors import Fault, NotPossible, Outdated
from incidents.models import Incident, Rule, User
from incidents.models.revision import LONGEST_REASON
from incidents.stories.document import Story
from incidents.yamltree import NOT_TEXT

LOCK = 5_190_417
"""Key of the advisory lock; any number nobody else uses."""
REASON = "/reason"
ENDINGS = {"withdrawn": kinds.STORY_WITHDRAWN, "merged": kinds.STORY_MERGED}
AUDITED = frozenset({"published", "withdrawn", "merged"})


def lock() -> None:
    """Takes the lock of all writes until the transaction ends; safe to repeat within it.

    Names, references and cycles of relations are checked across all stories: the lock keeps what was checked
    true until it is written.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def record(*, story: Story, old: Story | None, author: User | None, now: datetime) -> None:
    """Tells the audit log what a person did about who reads the story; what its catalogue says is no deed."""
    if author is None:
        return
    status = old.status if old else ""
    if story.status != status and story.status in AUDITED:
        details = {"from": status, "visibility": story.visibility}
        audit.record(action=f"story.{story.status}", target=story.ref, actor=author, at=now, details=details)
    if old and story.visibility != old.visibility:
        audit.record(
            action="visibility.changed",
            target=story.ref,
            actor=author,
            at=now,
            details={"from": old.visibility, "to": story.visibility},
        )


def tell_owner(*, incident: Incident, old: Story | None, author: User | None, now: datetime) -> None:
    """Tells the owner what somebody else has done to a story: of changes by the same person, once an hour."""
    if old is None or author is None or incident.owner_id in {None, author.pk}:
        return
    kind, key = kinds.STORY_CHANGED, f"{incident.ref} {author.pk} {now:%Y-%m-%d %H}"
    if incident.status != old.status and incident.status in ENDINGS:
        kind, key = ENDINGS[incident.status], ""
    owners = User.objects.filter(pk=incident.owner_id)
    notify(kind, to=owners, actor=author, at=now, story=incident, key=key)


def check_based_on(*, ref: str, before: Incident | Rule | None, based_on: int | None) -> None:
    """Compares the revision that a writer started from with the current one; None for what is new.

    Raises `NotPossible` where there is nothing to change, `Outdated` where somebody saved in between.
    """
    if before is None and based_on is not None:
        raise NotPossible(f"{ref} does not exist here, so there is nothing to change.")
    if before is not None and before.revision_number != based_on:
        message = (
            f"{ref} is at revision {before.revision_number}; you started from {based_on}."
            if based_on
            # The same for what the writer may see and for what she may not: names are given once.
            else f"{ref} is not available: choose another reference, or name the revision you started from."
        )
        raise Outdated(message, current=before.revision_number)


def reason_faults(reason: str) -> Iterator[Fault]:
    if len(reason) > LONGEST_REASON:
        yield Fault(REASON, f"is {len(reason):,} characters long; {LONGEST_REASON} are possible")
    if found := NOT_TEXT.search(reason):
        yield Fault(REASON, f"holds the control character U+{ord(found.group()):04X}; remove it")


def missing_reason(reason: str) -> Iterator[Fault]:
    """A fault where the reason is blank, for changes that need one."""
    if not reason.strip():
        yield Fault(REASON, "is blank; say why, for those who come looking for the story")
