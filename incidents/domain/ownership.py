"""Who owns stories: whoever saved them first, until they are handed over."""

from datetime import datetime

from django.db import transaction

from incidents.domain import audit, saving
from incidents.domain.notifications import kinds, notify
from incidents.domain.people import reasons, rights
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import Incident, SearchEntry, User


@transaction.atomic
def hand_over(*, owner: User, to: str, reason: str, actor: User, at: datetime) -> int:
    """Makes the account with the user name `to` the owner of all stories of `owner`; returns how many.

    Raises `Refused` with every fault of the input, `NotPossible` where the actor does not administer any more
    or there is no story.
    """
    saving.lock()
    rights.check_administers(actor)
    receiver = User.objects.active().filter(username=to).first()
    if faults := [*_faults(owner, to, receiver), *reasons.faults(reason)]:
        raise Refused("Nothing was handed over.", faults)
    SearchEntry.objects.filter(incident__owner=owner).update(owner=receiver)
    number = Incident.objects.filter(owner=owner).update(owner=receiver)
    if not number:
        raise NotPossible(f"{owner.username} owns no story. Nothing was handed over.")
    audit.record(
        action="stories.handed.over",
        target=owner.username,
        actor=actor,
        at=at,
        reason=reason,
        details={"to": to, "stories": number},
    )
    if receiver:
        notify(kinds.STORIES_RECEIVED, to=[receiver], actor=actor, at=at, owner=str(owner), stories=number)
    return number


def _faults(owner: User, to: str, receiver: User | None) -> list[Fault]:
    if receiver is None:
        return [Fault("/to", f"names no open account; there is none called “{to}”")]
    if receiver == owner:
        return [Fault("/to", "owns them already; name somebody else")]
    if receiver.role == User.Role.READER:
        return [Fault("/to", "is a reader, and readers write no stories; make her an author first")]
    return []
