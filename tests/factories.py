"""Builders of what tests start from. Every one names only what its caller leaves out."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

from incidents.domain import actions, sightings, stories
from incidents.domain.actions import ActionValues
from incidents.domain.people import NewToken, invitations, tokens
from incidents.domain.people.invitations import NewInvitation
from incidents.domain.search import index
from incidents.domain.sightings import Episode, Reporter
from incidents.domain.stories import SavedStory
from incidents.models import ActionItem, Incident, User
from incidents.stories.document import Factor, Fix, Party, Story, Symptom, Takeaway
from incidents.stories.reading.pictures import CleanPicture

NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)


def document(ref: str = "KF-900", **fields: Any) -> Story:
    """A story that may be published: one of each part that publishing asks for.

    `organisation` is the name of the only one.
    """
    if organisation := fields.pop("organisation", None):
        fields["organisations"] = (Party(name=organisation),)
    whole: dict[str, Any] = {
        "slug": f"story-{ref.lower()}",
        "kind": "incident",
        "title": "Pods restart because the limit is lower than the start needs",
        "summary": "A limit was lowered and the pods were killed while starting.",
        "status": "published",
        "symptoms": (
            Symptom(id="s1", kind="pod_status", text="Pods restart", observable="CrashLoopBackOff"),
        ),
        "factors": (
            Factor(
                id="f1",
                dimension="configuration",
                failure_mode="memory_exhaustion",
                text="The limit is below what the start needs",
                components=("workload/resources",),
                leads_to=("s1",),
            ),
        ),
        "fixes": (
            Fix(id="x1", phase="remediation", outcome="worked", text="Raise the limit", addresses=("f1",)),
        ),
        "takeaways": (Takeaway(id="t1", text="Measure the start, too", derived_from=("f1",)),),
        "components": ("workload/resources",),
    }
    return Story(ref=ref, **whole | fields)


def saved(
    ref: str = "KF-900",
    *,
    author: User | None = None,
    origin: str = "catalogue",
    now: datetime = NOW,
    team: Any = None,
    pictures: Sequence[CleanPicture] = (),
    **fields: Any,
) -> SavedStory:
    """A story in the database, new."""
    return stories.save(
        story=document(ref, **fields),
        based_on=None,
        origin=origin,
        author=author,
        team=team,
        now=now,
        pictures=pictures,
    )


def changed(ref: str = "KF-900", *, now: datetime = NOW, **fields: Any) -> SavedStory:
    """The story once more, as it would have been with these fields from the start."""
    number = Incident.objects.get(ref=ref).revision_number
    return stories.save(story=document(ref, **fields), based_on=number, origin="catalogue", now=now)


def user(name: str = "robin", **fields: Any) -> User:
    return User.objects.create_user(username=name, password=f"{name}-sails-slowly", **fields)


def entries_are_known() -> None:
    """As in a process that has searched since the last save."""
    index.follow()


def token(owner: User, *scopes: str, now: datetime = NOW, days: int = 90, seed: int = 1) -> NewToken:
    """A token of a person, or of a service account; with the scope to read unless others are named."""
    return tokens.create(
        owner=owner,
        actor=user("keyring", role="administrator") if owner.is_service else owner,
        name="Pipeline",
        scopes=scopes or ("read",),
        days=days,
        random=Random(seed).randbytes(tokens.RANDOM_BYTES),
        now=now,
    )


def invitation(
    actor: User | None = None, *, seed: int = 1, now: datetime = NOW, **fields: Any
) -> NewInvitation:
    """Of a reader without a team, unless told otherwise."""
    given: dict[str, Any] = {"email": "", "role": "reader", "teams": (), "days": 7}
    random = Random(seed).randbytes(invitations.RANDOM_BYTES)
    return invitations.create(**given | fields, actor=actor, random=random, now=now)


def action(incident: Incident, actor: User, *, now: datetime = NOW, **values: Any) -> ActionItem:
    """Planned by `actor`; nobody owns it, and it is due on no day, unless told otherwise."""
    written = ActionValues(**{"title": "Alert on restarts"} | values)
    return actions.plan(incident=incident, values=written, actor=actor, now=now)


def sighting(incident: Incident, reporter: User, *, now: datetime = NOW, **fields: Any) -> None:
    """Of the story, by Alertmanager, begun now, unless told otherwise."""
    seen = {"source": "alertmanager", "external_id": f"{incident.ref} fires", "started_at": now} | fields
    episode = Episode(**seen, incident=incident.pk)
    sightings.record(episodes=[episode], reporter=Reporter(reporter), now=now)
