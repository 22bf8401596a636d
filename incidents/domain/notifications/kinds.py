"""Everything that people are told, in the order of the page on which they choose how.

A sentence is filled in from the details of the notification; `{actor}` is who did it and `{ref}` the story.
A subject leaves the house: it names no story.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from incidents.models import NotificationWay, User

SOMEBODY = "Somebody"
"""In the place of who did it, where that is not known."""
GROUPS = "Single sign-on"
"""In the place of who did it, where groups at the provider did."""
Facts = Mapping[str, Any]


def facts(details: Facts, *, actor: Any, ref: str | None) -> Facts:
    """What a sentence is filled in with; `by` in the details says who did it where that was no person."""
    return {**details, "actor": actor or details.get("by") or SOMEBODY, "ref": ref}


@dataclass(frozen=True)
class NotificationKind:
    """`link`: the name of a URL, and `arguments` which of the facts it takes."""

    name: str
    group: str
    label: str
    """On the page of preferences, where it follows on “Tell me when”."""
    sentence: str
    subject: str
    link: str
    arguments: tuple[str, ...] = ()
    query: str = ""
    way: NotificationWay = NotificationWay.AT_ONCE
    """How it is told to those who have not chosen."""
    is_security: bool = False
    """Whether it is mailed in any case: whoever is in an account that is not hers would switch it off."""
    is_for_administrators: bool = False

    def may_go_to(self, person: User) -> bool:
        """Accounts that are closed and those of programs are told nothing."""
        if not person.is_active or person.is_service:
            return False
        return person.is_administrator or not self.is_for_administrators

    def said(self, facts: Facts) -> str:
        """The sentence. Raises `KeyError` where a fact is missing."""
        return self.sentence.format_map(facts)

    def path(self, facts: Facts) -> str:
        """Where more of it is, without the address of the site."""
        path = reverse(self.link, args=[facts[name] for name in self.arguments])
        return f"{path}?{self.query}" if self.query else path


ACCOUNT, TEAMS, STORIES, SITE = "Your account", "Your teams", "Your stories", "This site"
ACTIONS = "Actions"

PASSWORD_CHANGED = NotificationKind(
    name="password.changed",
    group=ACCOUNT,
    label="my password is changed",
    sentence="Your password was changed {how}. If that was not you, ask an administrator at once.",
    subject="Your password was changed",
    link="sessions",
    is_security=True,
)
FACTOR_ADDED = NotificationKind(
    name="factor.added",
    group=ACCOUNT,
    label="a second factor is added to my account",
    sentence="A second factor was added to your account: {factors}. "
    "If that was not you, ask an administrator at once.",
    subject="A second factor was added",
    link="mfa_index",
    is_security=True,
)
FACTOR_REMOVED = NotificationKind(
    name="factor.removed",
    group=ACCOUNT,
    label="a second factor is removed from my account",
    sentence="A second factor was removed from your account: {factors}. "
    "If that was not you, ask an administrator at once.",
    subject="A second factor was removed",
    link="mfa_index",
    is_security=True,
)
IDENTITY_CHANGED = NotificationKind(
    name="identity.changed",
    group=ACCOUNT,
    label="single sign-on begins or ceases to open my account",
    sentence="Signing in at {issuer} {opens} your account from now on. "
    "If that was not you, ask an administrator at once.",
    subject="How you sign in was changed",
    link="profile",
    is_security=True,
)
TOKEN_EXPIRES = NotificationKind(
    name="token.expires",
    group=ACCOUNT,
    label="a token of mine is about to expire",
    sentence="Your token “{token}” ({prefix}…) expires on {day}.",
    subject="A token of yours is about to expire",
    link="tokens",
)
ROLE_CHANGED = NotificationKind(
    name="role.changed",
    group=ACCOUNT,
    label="my role is changed",
    sentence="{actor} changed your role from {before} to {after}.",
    subject="Your role was changed",
    link="profile",
)
TEAM_JOINED = NotificationKind(
    name="team.joined",
    group=TEAMS,
    label="I am added to a team",
    sentence="{actor} added you to the team {team}.",
    subject="You were added to a team",
    link="teams",
)
TEAM_LEFT = NotificationKind(
    name="team.left",
    group=TEAMS,
    label="I am removed from a team",
    sentence="{actor} removed you from the team {team}.",
    subject="You were removed from a team",
    link="teams",
)
LEAD_NAMED = NotificationKind(
    name="lead.named",
    group=TEAMS,
    label="I become the lead of a team",
    sentence="{actor} made you a lead of the team {team}: you say who is in it.",
    subject="You lead a team",
    link="teams",
)
STORIES_RECEIVED = NotificationKind(
    name="stories.received",
    group=STORIES,
    label="stories are handed over to me",
    sentence="{actor} handed over to you what {owner} owned. Number of stories: {stories}.",
    subject="Stories were handed over to you",
    link="profile",
)
REVIEW_ASKED = NotificationKind(
    name="review.asked",
    group=STORIES,
    label="I am asked to review a story",
    sentence="{actor} asked you to review {ref}.",
    subject="You are asked to review a story",
    link="story-review",
    arguments=("ref",),
)
REVIEW_GIVEN = NotificationKind(
    name="review.given",
    group=STORIES,
    label="somebody approves of a story that I own or asked to review, or asks for changes",
    sentence="{actor} reviewed revision {revision} of {ref}: {verdict}.",
    subject="A story was reviewed",
    link="story-review",
    arguments=("ref",),
)
READER_NAMED = NotificationKind(
    name="reader.named",
    group=STORIES,
    label="I am named as a reader of a story",
    sentence="{actor} lets you read {ref}.",
    subject="You may read a story",
    link="story",
    arguments=("ref",),
)
COMMENT_MENTION = NotificationKind(
    name="comment.mention",
    group=STORIES,
    label="a comment on a story mentions me",
    sentence="{actor} mentions you in a comment on {ref}.",
    subject="A comment mentions you",
    link="story-comments",
    arguments=("ref",),
)
COMMENT_WRITTEN = NotificationKind(
    name="comment.written",
    group=STORIES,
    label="somebody comments on a story that I own, or in a thread of mine",
    sentence="{actor} wrote a comment on {ref}.",
    subject="A comment was written",
    link="story-comments",
    arguments=("ref",),
    way=NotificationWay.DAILY,
)
STORY_CHANGED = NotificationKind(
    name="story.changed",
    group=STORIES,
    label="somebody else changes a story that I own",
    sentence="{actor} changed {ref}, which you own.",
    subject="A story of yours was changed",
    link="story-history",
    arguments=("ref",),
    way=NotificationWay.DAILY,
)
STORY_WITHDRAWN = NotificationKind(
    name="story.withdrawn",
    group=STORIES,
    label="somebody else withdraws a story that I own",
    sentence="{actor} withdrew {ref}, which you own.",
    subject="A story of yours was withdrawn",
    link="story-history",
    arguments=("ref",),
)
STORY_MERGED = NotificationKind(
    name="story.merged",
    group=STORIES,
    label="somebody else merges a story that I own into another",
    sentence="{actor} merged {ref}, which you own, into another story.",
    subject="A story of yours was merged",
    link="story-history",
    arguments=("ref",),
)
ACTION_ASSIGNED = NotificationKind(
    name="action.assigned",
    group=ACTIONS,
    label="an action is given to me",
    sentence="{actor} gave you action {number} of {ref}.",
    subject="An action was given to you",
    link="action",
    arguments=("ref", "number"),
)
ACTION_DUE = NotificationKind(
    name="action.due",
    group=ACTIONS,
    label="an action of mine is due soon",
    sentence="Action {number} of {ref} is due on {day}.",
    subject="An action is due soon",
    link="action",
    arguments=("ref", "number"),
)
ACTION_OVERDUE = NotificationKind(
    name="action.overdue",
    group=ACTIONS,
    label="an action of mine, or of a story of mine, is overdue",
    sentence="Action {number} of {ref} was due on {day}, and is neither done nor dropped.",
    subject="An action is overdue",
    link="action",
    arguments=("ref", "number"),
)
ACTION_MOVED = NotificationKind(
    name="action.moved",
    group=ACTIONS,
    label="somebody else closes or reopens an action of mine, or of a story of mine",
    sentence="Action {number} of {ref} was {deed} by {actor}.",
    subject="An action was closed or opened again",
    link="action",
    arguments=("ref", "number"),
    way=NotificationWay.DAILY,
)
ACTION_ORPHANED = NotificationKind(
    name="action.orphaned",
    group=ACTIONS,
    label="the owner of an action that I planned, or of a story of mine, cannot do it any more",
    sentence="Action {number} of {ref} needs another owner: "
    "the account of the present one is closed, or may not read the story.",
    subject="An action needs another owner",
    link="action",
    arguments=("ref", "number"),
)
QUOTA_EXHAUSTED = NotificationKind(
    name="quota.exhausted",
    group=SITE,
    label="somebody tries passwords too often",
    sentence="Attempts to sign in were refused, since there were too many: {source}.",
    subject="Too many attempts to sign in",
    link="audit",
    query="action=quota.exhausted",
    is_for_administrators=True,
)
MAIL_LOST = NotificationKind(
    name="mail.lost",
    group=SITE,
    label="mails could not be delivered",
    sentence="Mails of {day} could not be delivered. Number of mails so far: {mails}.",
    subject="Mails could not be delivered",
    link="mail",
    way=NotificationWay.PAGE,
    is_for_administrators=True,
)
SERVICE_TOKEN_EXPIRES = NotificationKind(
    name="service.token.expires",
    group=SITE,
    label="the token of a service account is about to expire",
    sentence="The token “{token}” ({prefix}…) of the service account {service} expires on {day}.",
    subject="The token of a service account is about to expire",
    link="service",
    arguments=("service_key",),
    is_for_administrators=True,
)

EVERY = (
    *(PASSWORD_CHANGED, FACTOR_ADDED, FACTOR_REMOVED, IDENTITY_CHANGED, TOKEN_EXPIRES, ROLE_CHANGED),
    *(TEAM_JOINED, TEAM_LEFT, LEAD_NAMED),
    *(STORIES_RECEIVED, REVIEW_ASKED, REVIEW_GIVEN, READER_NAMED, COMMENT_MENTION, COMMENT_WRITTEN),
    *(STORY_CHANGED, STORY_WITHDRAWN, STORY_MERGED),
    *(ACTION_ASSIGNED, ACTION_DUE, ACTION_OVERDUE, ACTION_MOVED, ACTION_ORPHANED),
    *(QUOTA_EXHAUSTED, MAIL_LOST, SERVICE_TOKEN_EXPIRES),
)
BY_NAME = {kind.name: kind for kind in EVERY}
OF_ADMINISTRATORS = tuple(kind.name for kind in EVERY if kind.is_for_administrators)


def of(person: User) -> tuple[NotificationKind, ...]:
    """The kinds that the person may be told."""
    return tuple(kind for kind in EVERY if kind.may_go_to(person))
