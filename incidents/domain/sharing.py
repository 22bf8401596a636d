"""Naming people who may read a story that is for named people alone."""

from datetime import datetime

from django.db import transaction

from incidents import access
from incidents.domain import audit
from incidents.domain.notifications import kinds, notify
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import Incident, User
from incidents.models.reader import Reader

MOST = 200
"""Named readers of one story."""
FOR_NAMED_PEOPLE = "people"
NOTHING = "Nothing was changed."


@transaction.atomic
def name_reader(*, incident: Incident, username: str, actor: User, at: datetime) -> bool:
    """Returns whether the person was not named before.

    Raises `Refused` where there is no such person to name, `NotPossible` where the actor may not edit the
    story any more, where it is not for named people, or where as many are named as can be.
    """
    locked = editable(incident, actor)
    if locked.visibility != FOR_NAMED_PEOPLE:
        raise NotPossible(f"{locked.ref} is not for named people, so nobody is named. {NOTHING}")
    person = somebody_else(username, actor, refused="Nobody was named.")
    if locked.readers.filter(pk=person.pk).exists():
        return False
    if locked.readers.count() >= MOST:
        raise NotPossible(f"{MOST} people are named already; remove somebody first. {NOTHING}")
    locked.readers.add(person)
    _record("reader.named", locked, person, actor, at)
    notify(kinds.READER_NAMED, to=[person], actor=actor, at=at, story=locked)
    return True


@transaction.atomic
def remove_reader(*, incident: Incident, username: str, actor: User, at: datetime) -> bool:
    """Returns whether the person was named. Raises `NotPossible` where the actor may not edit the story."""
    locked = editable(incident, actor)
    person = locked.readers.filter(username=username).first()
    if person is None:
        return False
    locked.readers.remove(person)
    _record("reader.removed", locked, person, actor, at)
    return True


def editable(incident: Incident, actor: User) -> Incident:
    """The story, locked: who may read it changes step by step, and no save comes between.

    Raises `NotPossible` where the actor may not edit it any more.
    """
    reader = Reader.of(User.objects.get(pk=actor.pk))
    seen = Incident.objects.visible_to(reader).select_for_update(no_key=True)
    locked = seen.filter(pk=incident.pk).first()
    if locked is None or not access.may_edit(reader, locked):
        raise NotPossible(f"You may not edit {incident.ref} any more. {NOTHING}")
    return locked


def somebody_else(username: str, actor: User, *, refused: str) -> User:
    """The person of that user name. Unknown, closed and service accounts get one answer.

    Raises `Refused`, with the message `refused`, where there is nobody else of that name.
    """
    if not username:
        fault = "is blank; write the user name of a person"
    elif username == actor.username:
        fault = "is your own; name somebody else"
    else:
        person = User.objects.active().filter(username=username, is_service=False).first()
        if person is not None:
            return person
        fault = f"names no open account; there is none called “{username}”"
    raise Refused(refused, [Fault("/username", fault)])


def _record(action: str, incident: Incident, person: User, actor: User, at: datetime) -> None:
    details = {"person": person.username}
    audit.record(action=action, target=incident.ref, actor=actor, at=at, details=details)
