"""Stories for different eyes, and the people who look at them."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from incidents.domain.rules import tools
from incidents.models import Incident, ReviewRequest, Team, User
from incidents.models.reader import Reader
from incidents.rules import folder
from incidents.rules.record import StoryLink
from incidents.stories.document import Source, Technology
from tests import factories, pictures, rule_factories

STORIES = {
    "KF-1": ("public", "published"),
    "KF-2": ("public", "draft"),
    "KF-3": ("organisation", "published"),
    "KF-4": ("organisation", "draft"),
    "KF-5": ("team", "published"),
    "KF-6": ("team", "draft"),
    "KF-7": ("people", "published"),
    "KF-8": ("people", "draft"),
}
SEEN = {
    "anonymous": {"KF-1"},
    "stranger": {"KF-1", "KF-3"},
    "author": {"KF-1", "KF-3"},
    "owner": {"KF-1", "KF-3", "KF-5"},
    "team_mate": {"KF-1", "KF-3", "KF-5", "KF-6"},
    "lead": {"KF-1", "KF-3", "KF-5", "KF-6"},
    "named": {"KF-1", "KF-3", "KF-7", "KF-8"},
    "reviewer": {"KF-1", "KF-2", "KF-3", "KF-5", "KF-8"},
    "editor": {"KF-1", "KF-2", "KF-3", "KF-4"},
    "administrator": {"KF-1", "KF-2", "KF-3", "KF-4"},
}
"""What each may read: circles are closed to editors and administrators, too."""
ROLES = {
    "author": User.Role.AUTHOR,
    "owner": User.Role.AUTHOR,
    "editor": User.Role.EDITOR,
    "administrator": User.Role.ADMINISTRATOR,
}
"""Everybody else in `SEEN` is a reader."""
ASKED = {"KF-2": None, "KF-5": None, "KF-8": None, "KF-6": "withdrawn_at", "KF-7": "answered_at"}
"""What the reviewer was asked to review, and how the requests ended that are not open any more."""
PICTURE = pictures.clean()
TOLD: dict[str, dict[str, Any]] = {
    "KF-5": {
        "organisation": "Harbour Company",
        "sources": (Source(title="Log of the harbour", kind="article", locator="page 7"),),
        "components": ("service/harbour",),
        "technologies": (Technology(name="harbour-technology"),),
        "regions": ("Harbour region",),
        "evidence": (pictures.evidence(PICTURE),),
        "pictures": (PICTURE,),
    }
}
"""What names itself in a story for few eyes must not show to others anywhere."""
PUBLISHED = {ref for ref, (_, status) in STORIES.items() if status == "published"}


@dataclass(frozen=True)
class Cast:
    people: dict[str, User | AnonymousUser]

    @property
    def readers(self) -> dict[str, Reader]:
        return {name: Reader.of(person) for name, person in self.people.items()}


def gathered() -> Cast:
    """Every story of `STORIES`, and everybody in `SEEN`."""
    people: dict[str, User | AnonymousUser] = {"anonymous": AnonymousUser()}
    for name in sorted(SEEN.keys() - people.keys()):
        role = ROLES.get(name, User.Role.READER)
        people[name] = factories.user(name, display_name=f"{name} aboard", role=role)
    team = Team.objects.create(name="Harbour", slug="harbour")
    team.members.add(people["team_mate"].pk)
    team.members.add(people["lead"].pk, through_defaults={"is_lead": True})
    for ref, (visibility, status) in STORIES.items():
        told = {"technologies": (Technology(name="kubernetes"),), **TOLD.get(ref, {})}
        author = people["owner"] if ref == "KF-5" else None
        factories.saved(ref, visibility=visibility, status=status, team=team, author=author, **told)
    for incident in Incident.objects.filter(visibility="people"):
        incident.readers.add(people["named"].pk)
    _asked(people["reviewer"].pk, people["editor"].pk)
    _planned(people["owner"])
    _watched()
    return Cast(people)


def _asked(person: int, asked_by: int) -> None:
    for ref, end in ASKED.items():
        ended = {end: factories.NOW} if end else {}
        ReviewRequest.objects.create(
            incident=Incident.objects.get(ref=ref),
            person_id=person,
            asked_by_id=asked_by,
            asked_at=factories.NOW,
            **ended,
        )


def _planned(owner: User | AnonymousUser) -> None:
    """An action of the team's story."""
    incident = Incident.objects.get(ref="KF-5")
    if isinstance(owner, User):
        factories.action(incident, owner)


def _watched() -> None:
    """A rule for all, a rule for the team alone, and a tool that checks for the team's story alone."""
    for ref in ("KF-1", "KF-5"):
        link = StoryLink(ref, "detects", "f1")
        rule_factories.saved(rule_factories.manifest_rule(f"M-{ref[3:]}", stories=(link,)))
    check = folder.RecordedCheck("harbour-check", "KF-5", "detects")
    tools.replace(tool=folder.ToolFile("harbour-lint", (check,)), now=factories.NOW)
