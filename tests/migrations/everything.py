"""A small database with one of everything that people and programs leave behind: what the dumps hold.

Written by the verbs and pages of the checkout it runs in, so that a dump holds what that checkout writes.
"""

from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import get_args
from uuid import UUID

import msgspec
from django.test import Client
from django.urls import reverse

from incidents import erasing
from incidents.domain import (
    catalogue,
    drafts,
    erasure,
    feeds,
    idempotency,
    limits,
    mail,
    reviewing,
    rules,
    single_sign_on,
    stories,
)
from incidents.domain.notifications import kinds, notify, preferences
from incidents.domain.people import accounts
from incidents.feeds.received import Received
from incidents.models import Incident, NotificationWay, ReviewVerdict, Team, User
from incidents.models.choices import ENDED
from incidents.models.reader import ANYBODY, Reader
from incidents.rules import folder as rule_folder
from incidents.rules import record
from incidents.rules.proof.result import Proof
from incidents.stories import document, fields
from tests import factories, pictures, rule_factories

FIXTURES = Path(__file__).parents[2] / "fixtures"
SHIPPED = {"KF-9", "KF-10", "KF-15", "KF-61"}
"""Stories of the catalogue: KF-9 says why nothing detects it, and some rules are about these alone."""
VISIBILITIES: tuple[str, ...] = get_args(fields.Visibility)
STATUSES: tuple[str, ...] = get_args(fields.Status)
BEFORE_AN_ENDING = sorted(set(STATUSES) - set(ENDED), key=lambda status: (status != "published", status))
STORIES = {
    f"INC-{number}": pair for number, pair in enumerate(product(VISIBILITIES, BEFORE_AN_ENDING), start=1)
}
"""Visibility and status of each story written here. The first one is public and published."""
WHOLE, WITHDRAWN, MERGED, ERASED = "INC-1", "INC-90", "INC-91", "INC-92"
PEOPLE = ("member", "team-mate", "named", "author", "left")


def write(*, now: datetime) -> None:
    _shipped(now)
    people = _people()
    _stories(people, now)
    _endings(people["author"], now)
    _erasure(people["author"], now)
    drafts.start_from(
        incident=Incident.objects.get(ref=WHOLE), author=people["author"], key=UUID(int=1), now=now
    )
    factories.action(Incident.objects.get(ref=WHOLE), people["author"], owner="editor", now=now)
    factories.sighting(Incident.objects.get(ref=WHOLE), people["author"], now=now)
    _rules(people["author"], now)
    _visits(now)
    _news(people, now)
    _feeds(now)
    reviewing.comments.write(
        incident=Incident.objects.get(ref=WHOLE),
        text="Who looked first?",
        anchor="",
        thread=None,
        key=UUID(int=2),
        actor=people["author"],
        at=now,
    )
    reviewing.verdicts.give(
        incident=Incident.objects.get(ref=WHOLE),
        verdict=ReviewVerdict.CHANGES_REQUESTED,
        words="Say who looked.",
        based_on=Incident.objects.get(ref=WHOLE).revision_number,
        actor=people["author"],
        at=now,
    )
    reviewing.ask(incident=Incident.objects.get(ref=WHOLE), username="member", actor=people["author"], at=now)


def _shipped(now: datetime) -> None:
    words = catalogue.load_terms(path=FIXTURES / "terms.yaml")
    paths = [path for path in catalogue.story_files(FIXTURES / "stories") if path.stem in SHIPPED]
    loaded = [*catalogue.load_stories(paths=paths, words=words, now=now)]
    loaded += catalogue.load_rules(shipped=_about_shipped(rule_folder.read(FIXTURES / "rules")), now=now)
    refused = [one for one in loaded if one.problem]
    assert not refused, refused


def _about_shipped(whole: rule_folder.Catalogue) -> rule_folder.Catalogue:
    def about(rule: record.Rule) -> bool:
        return {link.ref for link in rule.stories} <= SHIPPED

    return rule_folder.Catalogue(
        manifest_rules=tuple(filter(about, whole.manifest_rules)),
        alert_rules=tuple(filter(about, whole.alert_rules)),
        signatures=tuple(filter(about, whole.signatures)),
        tools=tuple(
            msgspec.structs.replace(tool, checks=checks)
            for tool in whole.tools
            if (checks := tuple(check for check in tool.checks if check.story in SHIPPED))
        ),
        no_detection=tuple(one for one in whole.no_detection if one.story in SHIPPED),
    )


def _people() -> dict[str, User]:
    accounts.create_first_login(password="admin-sails-slowly")
    people = {name: factories.user(name, display_name=f"The {name}") for name in PEOPLE}
    people["editor"] = factories.user("editor", role=User.Role.EDITOR, email="editor@soundings.example")
    User.objects.filter(username="left").update(is_active=False)
    team = Team.objects.create(name="Harbour", slug="harbour")
    team.members.add(people["team-mate"])
    return people


def _stories(people: dict[str, User], now: datetime) -> None:
    team = Team.objects.get(slug="harbour")
    for ref, (visibility, status) in STORIES.items():
        fields = {"visibility": visibility, "status": status, "title": f"{ref} is {visibility} and {status}"}
        factories.saved(ref, origin="person", author=people["author"], team=team, now=now, **fields)
    for incident in Incident.objects.filter(visibility="people"):
        incident.readers.add(people["named"])
    _change(WHOLE, people["author"], now, **_every_part())
    _change(WHOLE, people["editor"], now, actions=())
    stories.restore(ref=WHOLE, number=2, based_on=3, author=people["editor"], now=now)
    _change("KF-15", people["author"], now, title="CronJobs pile up: edited here — schnell & “genau”")


def _change(ref: str, author: User, now: datetime, **fields: object) -> None:
    current = stories.current(ref=ref)
    stories.save(
        story=msgspec.structs.replace(current, **fields),
        based_on=Incident.objects.get(ref=ref).revision_number,
        origin="person",
        author=author,
        reason=f"Changed {', '.join(fields)}.",
        now=now,
        pictures=(pictures.clean(),),
    )


def _every_part() -> dict[str, object]:
    """What the built story leaves out."""
    return {
        "aliases": ("HARBOUR-7",),
        "organisations": (document.Party(name="Harbour Company"),),
        "severity": document.Severity(level="major", original="SEV 2"),
        "occurred": document.Occurred(start="2026-02-28T10:15Z"),
        "trigger": document.Trigger(type="config_change", text="A limit was lowered."),
        "detection": document.Detection(method="customer_report", alert_fired=False),
        "impacts": (document.Impact(effect="unavailability", text="The harbour was closed."),),
        "timeline": (
            document.TimelineEvent(phase="start", text="The first *restart*", at="2026-02-28T10:15Z"),
            document.TimelineEvent(phase="resolve", text="The limit is raised"),
        ),
        "evidence": (
            document.Evidence(kind="log", body="OOMKilled\n\tname: 'ünïcödé' \\ \"x\"\n"),
            pictures.evidence(pictures.clean(), id=""),
        ),
        "sources": (document.Source(title="Log of the harbour", kind="article", locator="page 7"),),
        "relations": (document.Relation(type="see_also", to="KF-15"),),
        "actions": (document.Action(text="Alert on restarts", type="detect", owner="Harbour"),),
        "body": "## What happened\n\nThe same as in [KF-15](KF-15).\n",
    }


def _endings(author: User, now: datetime) -> None:
    for ref in (WITHDRAWN, MERGED):
        factories.saved(ref, origin="person", author=author, now=now)
    stories.withdraw(
        ref=WITHDRAWN, based_on=1, author=author, reason="It never happened.", successor=WHOLE, now=now
    )
    stories.merge(ref=MERGED, into=WHOLE, based_on=1, author=author, reason="Told twice.", now=now)


def _erasure(author: User, now: datetime) -> None:
    factories.saved(ERASED, origin="person", author=author, summary="The token was hunter2.", now=now)
    erasure.erase(
        ref=ERASED, words=erasing.words(["hunter2"]), author=author, reason="A token was pasted.", now=now
    )


def _rules(author: User, now: datetime) -> None:
    link = record.StoryLink(WHOLE, "detects", "f1")
    for rule in (rule_factories.manifest_rule, rule_factories.alert_rule, rule_factories.signature):
        rule_factories.saved(rule(stories=(link,)), origin="person", author=author, now=now)
    shipped = rules.current(ref="M-21")
    edited = msgspec.structs.replace(shipped, message="Said here in other words.")
    for number, rule in enumerate((edited, shipped), start=1):
        rules.save(
            rule=rule,
            proof=Proof(),
            based_on=number,
            origin="person",
            author=author,
            reason=f"For the {number}. time.",
            now=now,
        )


def _news(people: dict[str, User], now: datetime) -> None:
    """Of a story and of none, and what somebody has chosen."""
    preferences.choose(person=people["author"], ways={kinds.STORY_CHANGED.name: NotificationWay.PAGE})
    notify(kinds.PASSWORD_CHANGED, to=[people["editor"]], at=now, how="on your profile")
    story = Incident.objects.get(ref=WHOLE)
    notify(
        kinds.STORY_CHANGED, to=[people["author"]], actor=people["editor"], at=now, story=story, key="once"
    )


def _feeds(now: datetime) -> None:
    """A list of which one entry waits for somebody, and a part that cannot be read."""
    feed = feeds.named(name="Harbours", kind="k8s-af", now=now)
    text = (
        "* [Fog - Lock Labs - blog 2019](https://lock.example/fog)\n  * involved: fog\n* Nobody knows where\n"
    )
    run = feeds.begin(feed=feed, trigger="command", now=now)
    feeds.take(run=run, received=Received(data=text.encode()), clock=lambda: now)


def _visits(now: datetime) -> None:
    """Sessions, what an administrator did, requests that were counted, a mail, a token, an invitation."""
    for name in ("member", "admin"):
        browser = Client(SERVER_NAME="localhost")
        browser.post(reverse("sign-in"), {"username": name, "password": f"{name}-sails-slowly"})
    fields = {"facet": "component", "slug": "foghorn", "label": "Foghorn", "description": "It is heard."}
    counts = {"synonyms-TOTAL_FORMS": 0, "synonyms-INITIAL_FORMS": 0}
    browser.post(reverse("admin:incidents_term_add"), fields | {"position": 1000} | counts)
    for reader in (ANYBODY, Reader.of(User.objects.get(username="member"))):
        limits.take(reader=reader, address="192.0.2.7", now=now + timedelta(days=1))
    sent = idempotency.SentRequest("token 1", "a key", b"{}")
    idempotency.keep(request=sent, status=201, headers={}, body="{}", now=now)
    mail.post(recipient="member@example.org", subject="Your link", text="It has expired.", now=now)
    factories.token(User.objects.get(username="member"), now=now)
    factories.invitation(User.objects.get(username="admin"), teams=("harbour",), now=now)
    who = {"issuer": "https://login.example.org", "subject": "member-1"}
    single_sign_on.connect(user=User.objects.get(username="member"), **who, now=now)
