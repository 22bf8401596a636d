"""Asking people to review a story: whoever is asked sees it until the request is answered or withdrawn."""

from datetime import datetime

from django.db import transaction

from incidents import access
from incidents.domain import audit
from incidents.domain.notifications import kinds, notify
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import Incident, ReviewRequest, User
from incidents.models.reader import Reader

MOST = 20
"""Open requests of one story."""
NOTHING = "Nothing was changed."


@transaction.atomic
def ask(*, incident: Incident, username: str, actor: User, at: datetime, address: str | None = None) -> bool:
    """Returns whether the person was not asked before.

    Raises `Refused` where there is no such person to ask, `NotPossible` where the actor may not edit the
    story any more, or where as many are asked as can be.
    """
    locked = _editable(incident, actor)
    person = _person(username, actor)
    requests = ReviewRequest.objects.open().filter(incident=locked)
    if requests.filter(person=person).exists():
        return False
    if requests.count() >= MOST:
        raise NotPossible(f"{MOST} people are asked already; withdraw a request first. {NOTHING}")
    ReviewRequest.objects.create(incident=locked, person=person, asked_by=actor, asked_at=at)
    _record("review.asked", locked, person, actor, at, address)
    notify(kinds.REVIEW_ASKED, to=[person], actor=actor, at=at, story=locked)
    return True


@transaction.atomic
def withdraw(
    *, incident: Incident, username: str, actor: User, at: datetime, address: str | None = None
) -> bool:
    """Returns whether the person was asked. Raises `NotPossible` where the actor may not edit the story."""
    locked = _editable(incident, actor)
    found = ReviewRequest.objects.open().filter(incident=locked, person__username=username)
    request = found.select_related("person").first()
    if request is None or not found.update(withdrawn_at=at):
        return False
    _record("review.withdrawn", locked, request.person, actor, at, address)
    return True


@transaction.atomic
def answer(*, incident: Incident, actor: User, at: datetime, address: str | None = None) -> bool:
    """Ends the request to the actor, who has reviewed it or will not. Returns whether there was one."""
    locked = Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
    if not ReviewRequest.objects.open().filter(incident=locked, person=actor).update(answered_at=at):
        return False
    _record("review.answered", locked, actor, actor, at, address)
    return True


def _editable(incident: Incident, actor: User) -> Incident:
    """The story, locked: its requests change one after the other, and no save comes between."""
    account = User.objects.get(pk=actor.pk)
    reader = Reader.of(account)
    seen = Incident.objects.visible_to(reader).select_for_update(no_key=True)
    locked = seen.filter(pk=incident.pk).first()
    if locked is None or not access.may_ask_for_review(reader, locked):
        raise NotPossible(f"You may not edit {incident.ref} any more. {NOTHING}")
    return locked


def _person(username: str, actor: User) -> User:
    """Unknown, closed and service accounts get one answer."""
    if not username:
        fault = "is blank; write the user name of the person to ask"
    elif username == actor.username:
        fault = "is your own; name somebody else"
    else:
        person = User.objects.active().filter(username=username, is_service=False).first()
        if person is not None:
            return person
        fault = f"names no open account; there is none called “{username}”"
    raise Refused("Nobody was asked.", [Fault("/username", fault)])


def _record(
    action: str, incident: Incident, person: User, actor: User, at: datetime, address: str | None
) -> None:
    details = {"person": person.username}
    audit.record(action=action, target=incident.ref, actor=actor, at=at, address=address, details=details)
