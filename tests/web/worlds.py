"""A site that grows by stories which only some may see, and the addresses that could tell of them.

To everybody who may not see a story, every answer has to be what it was before that story was there.
"""

from dataclasses import dataclass
from typing import Any

import msgspec
from django.test import Client

from incidents.domain import feeds
from incidents.domain.feeds import contents
from incidents.domain.rules import tools
from incidents.feeds.found import FoundAddress, FoundStory, Locator
from incidents.models import Candidate, FeedEntry, Incident, NoDetection, Team, User
from incidents.rules import folder
from incidents.rules.record import StoryLink
from incidents.stories.document import Action, Factor, Relation, Source, Technology
from tests import factories, pictures, rule_factories

SHARED = "https://example.org/shared-talk"
"""Cited by the open story and by the hidden ones, each in its own words."""
HIDDEN_SHARED = "https://example.org/closed-talk"
"""The same, by the hidden ones alone."""
PICTURE = pictures.clean()
"""The evidence of every hidden story."""
STEPS = ("open", "team", "people", "draft")
"""In this order stories come: one for everybody, one for a team, one for named people, a draft."""
HIDDEN = (("KF-5", "harbour"), ("KF-7", "pier"), ("KF-9", "quay"))
"""Reference, and the word that everything about the story has in its name."""
WITNESSES: dict[str, tuple[str, str, tuple[str, str]]] = {
    "anonymous": ("open", "draft", HIDDEN[0]),
    "stranger": ("open", "draft", HIDDEN[1]),
    "named": ("open", "team", HIDDEN[0]),
    "team_mate": ("team", "draft", HIDDEN[2]),
    "owner": ("team", "draft", HIDDEN[1]),
    "editor": ("open", "people", HIDDEN[0]),
    "administrator": ("open", "people", HIDDEN[1]),
}
"""Two steps between which nothing comes that this person may see, and one of the stories that do come."""


@dataclass
class Site:
    people: dict[str, User]
    team: Team

    @classmethod
    def with_everybody(cls) -> "Site":
        """Without any story; the team has one member, and the story of named people will have one reader."""
        people = {name: factories.user(name) for name in ("stranger", "named", "team_mate", "owner")}
        people["editor"] = factories.user("editor", role=User.Role.EDITOR)
        people["administrator"] = factories.user("administrator", role=User.Role.ADMINISTRATOR)
        team = Team.objects.create(name="Harbour", slug="harbour")
        team.members.add(people["team_mate"])
        _listed()
        return cls(people, team)

    def browser(self, name: str) -> Client:
        client = Client()
        if name != "anonymous":
            client.force_login(self.people[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    def grow(self, step: str) -> None:
        {"open": self._open, "team": self._team, "people": self._people, "draft": self._draft}[step]()

    def _open(self) -> None:
        # It names the hidden ones before they are there. Who may not see them is shown no difference.
        hidden = tuple(ref for ref, _ in HIDDEN)
        fix = msgspec.structs.replace(factories.document().fixes[0], side_effects=hidden)
        factories.saved(
            "KF-1",
            sources=(source("In open words"),),
            components=("workload/resources",),
            relations=tuple(Relation(type="see_also", to=ref) for ref in hidden),
            fixes=(fix,),
        )
        factories.sighting(Incident.objects.get(ref="KF-1"), self.people["owner"])
        factories.saved("KF-2", status="merged", relations=(Relation(type="duplicate_of", to="KF-1"),))
        link = StoryLink("KF-1", "detects", "f1")
        rule_factories.saved(rule_factories.manifest_rule("M-1", stories=(link,)))
        rule_factories.saved(rule_factories.signature("S-1", stories=(link,)))
        self._checks(("open-check", "KF-1"))

    def _team(self) -> None:
        self._hidden(*HIDDEN[0], visibility="team", author=self.people["owner"], origin="person")
        self._checks(("open-check", "KF-1"), ("open-check", "KF-5"), ("harbour-check", "KF-5"))

    def _people(self) -> None:
        incident = self._hidden(*HIDDEN[1], visibility="people")
        incident.readers.add(self.people["named"])

    def _draft(self) -> None:
        self._hidden(*HIDDEN[2], visibility="organisation", status="draft")

    def _hidden(self, ref: str, name: str, **fields: Any) -> Incident:
        """A story with everything that has a list or a page of its own, and with ties to the open one."""
        factor = Factor(
            id="f1",
            dimension="configuration",
            failure_mode="memory_exhaustion",
            text=f"The {name} runs full",
            components=(f"service/{name}",),
            leads_to=("s1",),
        )
        saved = factories.saved(
            ref,
            team=self.team,
            title=f"The {name} bilgewater overflows",
            aliases=(f"{name}-flood",),
            organisation=f"{name.title()} Company",
            sources=(
                source(f"In words of the {name}"),
                source(f"Closed words of the {name}", url=HIDDEN_SHARED),
                Source(title=f"Log of the {name}", kind="article"),
            ),
            components=(f"service/{name}", "workload/resources"),
            technologies=(Technology(name=f"{name}-technology"),),
            regions=(f"{name} region",),
            keywords=(f"{name} keyword",),
            factors=(factor,),
            relations=(Relation(type="see_also", to="KF-1", note=f"As the {name} saw it"),),
            evidence=(pictures.evidence(PICTURE, alt_text=f"The {name} from above"),),
            pictures=(PICTURE,),
            actions=(Action(id="a1", text=f"Dredge the {name}", status="open"),),
            **fields,
        )
        number, link = ref[3:], StoryLink(ref, "detects", "f1")
        for rule in (
            rule_factories.manifest_rule(f"M-{number}", name=f"{name}-rule", stories=(link,)),
            rule_factories.signature(f"S-{number}", name=f"{name}-sight", stories=(link,)),
        ):
            rule_factories.saved(rule)
        tools.replace(
            tool=folder.ToolFile(f"{name}-lint", (folder.RecordedCheck(f"{name}-check", ref, "detects"),)),
            now=factories.NOW,
        )
        factories.action(
            saved.incident, self.people["owner"], title=f"Widen the {name}", needed=f"The {name} is wide"
        )
        factories.sighting(saved.incident, self.people["owner"], name=f"The{name.title()}Overflows")
        NoDetection.objects.create(incident=saved.incident, reason=f"Nobody watches the {name}")
        return saved.incident

    def _checks(self, *checks: tuple[str, str]) -> None:
        found = tuple(folder.RecordedCheck(name, ref, "detects") for name, ref in checks)
        tools.replace(tool=folder.ToolFile("open-lint", found), now=factories.NOW)


def _listed() -> None:
    """A candidate as like to the hidden stories as one can be: their words, organisation and address."""
    found = FoundStory(
        title_raw="The harbour bilgewater overflows",
        title="The harbour bilgewater overflows",
        locator=Locator(1, 1),
        addresses=(FoundAddress(written=HIDDEN_SHARED, canonical=HIDDEN_SHARED),),
        organisation="Harbour Company",
        text="The pier runs full, and the pods restart.",
    )
    feed = feeds.named(name="Harbours", kind="k8s-af", now=factories.NOW)
    candidate = Candidate.objects.create(pk=900, title=found.title, created_at=factories.NOW)
    times = {"first_seen_at": factories.NOW, "changed_at": factories.NOW}
    FeedEntry.objects.create(feed=feed, candidate=candidate, **times, **contents.columns(found))


def source(words: str, url: str = SHARED) -> Source:
    return Source(title=words, kind="article", url=url, publisher=words)
