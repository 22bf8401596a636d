"""An action as lists, boards and its own page show it."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from incidents import access
from incidents.domain import actions
from incidents.models import ActionItem, User
from incidents.web.parts.labels import spoken

ISSUE = re.compile(r"/(?P<project>[^/]+/[^/]+)/(?:issues|pull)/(?P<number>\d+)")
OF_GITLAB = re.compile(r"/(?P<project>.+?)/-/(?P<kind>issues|merge_requests)/(?P<number>\d+)")
OF_JIRA = re.compile(r"/browse/(?P<key>[A-Z][A-Z0-9_]+-\d+)")
"""Addresses in trackers of issues."""


@dataclass(frozen=True)
class DeedButton:
    """`asks`: whether the page of the action asks for evidence or a reason first."""

    name: str
    label: str
    asks: bool


BUTTONS = tuple(
    DeedButton(name, label, bool(actions.DEEDS[name].words))
    for name, label in (
        ("start", "Start"),
        ("pause", "Put back"),
        ("finish", "Done"),
        ("drop", "Drop"),
        ("reopen", "Open again"),
    )
)


@dataclass(frozen=True)
class ActionRow:
    """`buttons`: what whoever looks may do with it now."""

    item: ActionItem
    is_overdue: bool
    buttons: tuple[DeedButton, ...] = ()

    @property
    def type(self) -> str:
        return spoken(self.item.type)

    @property
    def tracker(self) -> str:
        return _tracker(self.item.tracker_url) if self.item.tracker_url else ""

    @property
    def has_owner_who_left(self) -> bool:
        return self.item.owner is not None and not self.item.owner.is_active and not self.item.is_closed


def row(item: ActionItem, today: date, *, may_work: bool = False) -> ActionRow:
    buttons = (one for one in BUTTONS if item.state in actions.DEEDS[one.name].states) if may_work else ()
    return ActionRow(item, item.is_overdue(today), tuple(buttons))


def rows(items: Iterable[ActionItem], today: date) -> list[ActionRow]:
    return [row(item, today) for item in items]


def rows_to_work_on(
    items: Iterable[ActionItem], today: date, person: User, *, teams: Collection[int]
) -> list[ActionRow]:
    """With the buttons of each. `teams`: the keys of those that the person is in."""
    return [row(item, today, may_work=access.may_work_on(person, item, teams=teams)) for item in items]


def _tracker(address: str) -> str:
    """`acme/shop#12` on GitHub, `acme/shop!12` for a merge request on GitLab, `OPS-12` on Jira.

    The host where the address says nothing more.
    """
    parts = urlsplit(address)
    if found := OF_GITLAB.match(parts.path):
        return f"{found['project']}{'!' if found['kind'] == 'merge_requests' else '#'}{found['number']}"
    if found := ISSUE.match(parts.path):
        return f"{found['project']}#{found['number']}"
    if found := OF_JIRA.search(parts.path):
        return found["key"]
    return parts.hostname or address
