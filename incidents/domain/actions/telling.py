"""Who is told of what happens to an action. Sentences name story and number, and no word of either."""

from datetime import datetime

from incidents.domain.actions.values import may_see
from incidents.domain.notifications import kinds, notify
from incidents.models import ActionItem, User

DEEDS = {"done": "closed as done", "dropped": "dropped", "reopened": "opened again"}


def tell_assigned(item: ActionItem, *, actor: User, now: datetime) -> None:
    if item.owner:
        notify(
            kinds.ACTION_ASSIGNED,
            to=[item.owner],
            actor=actor,
            at=now,
            story=item.incident,
            number=item.number,
        )


def tell_moved(item: ActionItem, *, deed: str, actor: User, now: datetime) -> None:
    """Whoever owns the action and whoever owns the story."""
    notify(
        kinds.ACTION_MOVED,
        to=concerned(item),
        actor=actor,
        at=now,
        story=item.incident,
        number=item.number,
        deed=DEEDS[deed],
    )


def concerned(item: ActionItem) -> list[User]:
    """The owners of action and story who may see the story, each once."""
    owners = {one.pk: one for one in (item.owner, item.incident.owner) if one}
    return [person for person in owners.values() if may_see(person, item.incident)]
