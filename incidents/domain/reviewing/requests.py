"""Asking people to review a story: whoever is asked sees it until the request is answered or withdrawn."""

from datetime import datetime

from django.db import transaction

from incidents.domain import audit, sharing
from incidents.domain.notifications import kinds, notify
from incidents.errors import NotPossible
from incidents.models import Incident, ReviewRequest, User

MOST = 20
"""Open requests of one story."""


@transaction.atomic
def ask(*, incident: Incident, username: str, actor: User, at: datetime) -> bool:
    """Returns whether the person was not asked before.

    Raises `Refused` where there is no such person to ask, `NotPossible` where the actor may not edit the
    story any more, or where as many are asked as can be.
    """
    locked = sharing.editable(incident, actor)
    person = sharing.somebody_else(username, actor, refused="Nobody was asked.")
    requests = ReviewRequest.objects.open().filter(incident=locked)
    if requests.filter(person=person).exists():
        return False
    if requests.count() >= MOST:
        raise NotPossible(f"{MOST} people are asked already; withdraw a request first. {sharing.NOTHING}")
    ReviewRequest.objects.create(incident=locked, person=person, asked_by=actor, asked_at=at)
    _record("review.asked", locked, person, actor, at)
    notify(kinds.REVIEW_ASKED, to=[person], actor=actor, at=at, story=locked)
    return True


@transaction.atomic
def withdraw(*, incident: Incident, username: str, actor: User, at: datetime) -> bool:
    """Returns whether the person was asked. Raises `NotPossible` where the actor may not edit the story."""
    locked = sharing.editable(incident, actor)
    found = ReviewRequest.objects.open().filter(incident=locked, person__username=username)
    request = found.select_related("person").first()
    if request is None or not found.update(withdrawn_at=at):
        return False
    _record("review.withdrawn", locked, request.person, actor, at)
    return True


@transaction.atomic
def answer(*, incident: Incident, actor: User, at: datetime) -> bool:
    """Ends the request to the actor, who has reviewed it or will not. Returns whether there was one."""
    locked = Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
    if not ReviewRequest.objects.open().filter(incident=locked, person=actor).update(answered_at=at):
        return False
    _record("review.answered", locked, actor, actor, at)
    return True


def _record(action: str, incident: Incident, person: User, actor: User, at: datetime) -> None:
    details = {"person": person.username}
    audit.record(action=action, target=incident.ref, actor=actor, at=at, details=details)
