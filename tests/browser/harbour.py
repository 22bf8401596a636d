"""What the browser finds: some of the real stories, with people, changes and words hard to lay out."""

from pathlib import Path
from random import Random
from uuid import UUID

import msgspec
from django.utils import timezone

from incidents.domain import actions, catalogue, drafts, feeds, rules, stories
from incidents.domain.notifications import kinds, notify, reading
from incidents.domain.people import tokens
from incidents.domain.rules import tools
from incidents.feeds.received import Received
from incidents.models import Candidate, Incident, Notification, Team, User
from incidents.rules import folder as rule_folder
from incidents.rules.proof.result import Proof
from incidents.rules.record import Rule, StoryLink
from incidents.stories.document import Action, Check, Relation, Source, TimelineEvent
from incidents.stories.reading import folder
from tests import factories, rule_factories

FIXTURES = Path(__file__).parents[2] / "fixtures"
REFS = ("KF-1", "KF-14", "KF-15", "KF-16", "KF-46", "KF-59")
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
PASSWORD = "edith-sails-slowly"
SECRET = Random(0).randbytes(tokens.RANDOM_BYTES)
TOKEN = f"sdg_{SECRET[:8].hex()}_{SECRET[8:].hex()}"
"""Of Edith."""


def filled() -> None:
    words = catalogue.load_terms(path=FIXTURES / "terms.yaml")
    for path in catalogue.story_files(FIXTURES / "stories"):
        if path.stem in REFS:
            stories.save(
                story=folder.read(path, vocabulary=words),
                based_on=None,
                origin="catalogue",
                now=factories.NOW,
            )
    editor = User.objects.create_user(
        "edith", password=PASSWORD, role=User.Role.EDITOR, display_name="Edith Harbour"
    )
    ada = User.objects.create_superuser("ada", password=PASSWORD)
    User.objects.create_user("pat", password=PASSWORD)
    User.objects.create_user("sam", password=PASSWORD)
    _with_news(editor, ada)
    _with_tokens(editor, User.objects.create_user("nightly-build", is_service=True, pk=900), ada)
    team = Team.objects.create(name="Harbour watch", slug="watch")
    team.members.add(editor)
    _changed(editor)
    _hard_to_lay_out(editor)
    _ended(editor)
    _asked_first()
    talk = Source(title="What two told", kind="talk_video", url="https://example.org/two")
    factories.saved("INC-4", title="Told by two", sources=(talk,), aliases=("told-by-two",))
    factories.saved("INC-5", title="Robin Harbour pulled the cable")
    _watched(editor)
    _planned(editor)
    drafts.start_from(
        incident=Incident.objects.get(ref="KF-15"), author=editor, key=UUID(int=0x900), now=factories.NOW
    )
    _behind(editor)
    _listed()


def _listed() -> None:
    """A feed that was read once, with a word that breaks nowhere, and a line that was left out."""
    now = timezone.now()
    named = {"name": "Harbour list", "kind": "k8s-af", "address": "https://example.org/list.md"}
    run = feeds.begin(feed=feeds.named(**named, now=now), trigger="command", now=now)
    fog = "* [Fog - Lock Labs - blog post 2019](https://lock.example/fog)\n"
    text = f"{fog}* [{LONG} - {LONG}](https://long.example/{LONG})\n* no link\n"
    feeds.take(run=run, received=Received(data=text.encode()), clock=timezone.now)
    long = Candidate.objects.get(title__startswith=LONG)
    listed = Candidate.objects.create(pk=900, title=long.title, created_at=now)
    long.entries.update(candidate=listed)
    long.addresses.update(candidate=listed)
    long.delete()


def _behind(editor: User) -> None:
    """A draft of a story that somebody has saved since."""
    told = {"title": "Robin Harbour pulled the cable"}
    story = Incident.objects.get(ref="INC-5")
    draft = drafts.start_from(incident=story, author=editor, key=UUID(int=0x901), now=factories.NOW)
    draft.content["summary"] = f"A cable was pulled. {LONG}"
    draft.save(update_fields=["content"])
    factories.changed("INC-5", **told, summary="Nobody had marked the cable.", keywords=("cable",))


def _with_news(editor: User, administrator: User) -> None:
    """More than fits on the first page, with a word that breaks nowhere, and one that is read."""
    now = timezone.now()
    for team in ("Lighthouse", LONG, *("Harbour watch" for _ in range(5))):
        notify(kinds.TEAM_JOINED, to=[editor], actor=administrator, at=now, team=team)
    story = Incident.objects.get(ref="KF-15")
    notify(kinds.STORY_CHANGED, to=[editor], actor=administrator, at=now, story=story)
    notify(kinds.QUOTA_EXHAUSTED, to=[administrator], at=now, source="network 192.0.2.7")
    oldest = Notification.objects.filter(recipient=editor).earliest("pk")
    reading.mark(person=editor, key=oldest.pk, now=now)


def _with_tokens(editor: User, service: User, administrator: User) -> None:
    now = timezone.now()
    for seed, owner in enumerate((editor, service)):
        tokens.create(
            owner=owner,
            actor=administrator if owner.is_service else owner,
            name=f"Pipeline {LONG[:60]}",
            scopes=("read", "report"),
            days=30,
            random=Random(seed).randbytes(tokens.RANDOM_BYTES),
            now=now,
        )


def _changed(editor: User) -> None:
    """The history of KF-15 has two revisions more."""
    for words in ("A shorter summary, to be changed again.", "A summary in other words, the current one."):
        story = msgspec.structs.replace(stories.current(ref="KF-15"), summary=words)
        number = Incident.objects.get(ref="KF-15").revision_number
        stories.save(
            story=story, based_on=number, origin="person", author=editor, reason=words, now=factories.NOW
        )


def _asked_first() -> None:
    """A story with checks, and with a timeline that is known to the minute."""
    checks = (
        Check(id="c1", question="Are Jobs piling up?", command="kubectl get jobs -A", answer="Many wait."),
        Check(id="c2", question="Does the queue grow?", command="kubectl get pods -A | wc -l"),
    )
    events = tuple(
        TimelineEvent(id=f"e{n}", phase="diagnose", text="A step.", at=f"2019-05-21T10:0{n}Z")
        for n in range(1, 6)
    )
    factories.saved("INC-7", title="Jobs pile up", checks=checks, timeline=events, regions=("eu-west-1",))


def _ended(editor: User) -> None:
    factories.saved("INC-2", title="Told by mistake")
    stories.withdraw(
        ref="INC-2", based_on=1, author=editor, reason="It was another cluster.", now=factories.NOW
    )
    factories.saved("INC-3", title="Told twice")
    stories.merge(
        ref="INC-3", into="INC-1", based_on=1, author=editor, reason="The same day.", now=factories.NOW
    )


def _planned(editor: User) -> None:
    """One that is overdue, with a word that breaks nowhere, and one that is done."""
    story = Incident.objects.get(ref="KF-15")
    long = {"title": f"Alert on {LONG}", "tracker_url": f"https://example.org/{LONG}", "needed": LONG}
    factories.action(story, editor, owner="edith", due=factories.NOW.date(), **long)
    done = factories.action(story, editor, title="Limit the number of Jobs")
    actions.finish(item=done, evidence="The limit is merged.", based_on=1, actor=editor, now=factories.NOW)


def _hard_to_lay_out(editor: User) -> None:
    factories.saved(
        "INC-1",
        title=f"Long words: {LONG}",
        summary=f"`{LONG}` and {LONG}",
        organisation=LONG[:120],
        author=editor,
        body=f"| a | b |\n|---|---|\n| {LONG} | {LONG} |\n\n```\n{LONG}\n```\n",
        actions=(Action(text=f"Split {LONG}", owner=LONG[:80], due="2026-05"),),
        relations=(Relation(type="see_also", to="KF-15", on=LONG),),
    )


def _watched(editor: User) -> None:
    """The rules that ship, as far as they are about these stories; some more, and a tool that contradicts."""
    for rule in rule_folder.read(FIXTURES / "rules").rules:
        links = tuple(link for link in rule.stories if link.ref in REFS)
        if links:
            _save(msgspec.structs.replace(rule, stories=links, replaced_by=None))
    words = msgspec.structs.replace(rules.current(ref="M-1"), false_positives=(LONG, "Runs that end at once"))
    rules.save(
        rule=words, proof=Proof(), based_on=1, origin="person", author=editor, now=factories.NOW, reason=LONG
    )
    link = StoryLink("KF-15", "symptom", "s1", note=LONG)
    _save(rule_factories.alert_rule(message=f"It says {LONG}", stories=(link,)), Proof(unproven="No tool."))
    _save(rule_factories.signature(pattern=f"too many {LONG}", stories=(link,)))
    checks = (
        rule_folder.RecordedCheck("image-pull-policy", "KF-15", "contradicts", note="It demands what broke."),
        rule_folder.RecordedCheck(LONG, "KF-15", "detects", note=LONG),
    )
    tools.replace(tool=rule_folder.ToolFile("kube-score", checks, title="kube-score"), now=factories.NOW)


def _save(rule: Rule, proof: Proof | None = None) -> None:
    rules.save(rule=rule, proof=proof or Proof(), based_on=None, origin="catalogue", now=factories.NOW)
