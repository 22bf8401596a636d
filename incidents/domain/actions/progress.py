"""How an action goes on: started, put back, done, dropped, opened again."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from incidents.domain.actions import recording, telling
from incidents.domain.actions.values import may_see, text_faults
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import ActionItem, ActionState, User
from incidents.models.action_item import CLOSED, LONGEST_WORDS, UNFINISHED

NOTHING = "Nothing was changed."
LACKS = {
    "evidence": "is blank; say what shows that it is done, such as a rule, a merged change or a drill",
    "reason": "is blank; say why, for those who look for it when it happens again",
}


def start(*, item: ActionItem, based_on: int, actor: User, now: datetime) -> ActionItem:
    """Puts it in progress; where nobody owns it, the actor does from now on.

    Raises `NotPossible` where it is not open, `Outdated` where somebody changed it since.
    """
    with _going_on(item, based_on, (ActionState.OPEN,)) as row:
        is_taken = row.owner is None
        if row.owner is None:
            if actor.is_service or not may_see(actor, row.incident):
                raise NotPossible(f"Nobody owns the action; name a person first. {NOTHING}")
            row.owner = actor
        row.state = ActionState.IN_PROGRESS
        recording.save(row, now=now)
        columns = ("owner",) if is_taken else ()
        recording.record(row, deed="started", actor=actor, now=now, columns=columns)
    return row


def pause(*, item: ActionItem, based_on: int, actor: User, now: datetime) -> ActionItem:
    """Opens what is in progress. Raises as `start`."""
    with _going_on(item, based_on, (ActionState.IN_PROGRESS,)) as row:
        row.state = ActionState.OPEN
        recording.save(row, now=now)
        recording.record(row, deed="paused", actor=actor, now=now)
    return row


def finish(*, item: ActionItem, evidence: str, based_on: int, actor: User, now: datetime) -> ActionItem:
    """Closes it. Raises `Refused` where the evidence is missing, and as `start`."""
    _check(evidence, "evidence")
    with _going_on(item, based_on, UNFINISHED) as row:
        row.state, row.evidence = ActionState.DONE, evidence
        _close(row, "done", evidence, actor, now)
    return row


def drop(*, item: ActionItem, reason: str, based_on: int, actor: User, now: datetime) -> ActionItem:
    """Closes it, not done. Raises as `finish`, of the reason."""
    _check(reason, "reason")
    with _going_on(item, based_on, UNFINISHED) as row:
        row.state, row.reason = ActionState.DROPPED, reason
        _close(row, "dropped", reason, actor, now)
    return row


def reopen(*, item: ActionItem, reason: str, based_on: int, actor: User, now: datetime) -> ActionItem:
    """What it was closed with stays in its history. Raises as `drop`."""
    _check(reason, "reason")
    with _going_on(item, based_on, CLOSED) as row:
        row.state, row.evidence, row.reason = ActionState.OPEN, "", ""
        row.closed_at = row.closed_by = None
        recording.save(row, now=now)
        recording.record(row, deed="reopened", actor=actor, now=now, words=reason)
        telling.tell_moved(row, deed="reopened", actor=actor, now=now)
    return row


@dataclass(frozen=True)
class ActionDeed:
    """`words`: the name of the argument that says what shows it, or why; empty where none is asked for."""

    do: Callable[..., ActionItem]
    words: str
    states: tuple[ActionState, ...]
    """In which it is possible."""


DEEDS: Mapping[str, ActionDeed] = {
    "start": ActionDeed(start, "", (ActionState.OPEN,)),
    "pause": ActionDeed(pause, "", (ActionState.IN_PROGRESS,)),
    "finish": ActionDeed(finish, "evidence", UNFINISHED),
    "drop": ActionDeed(drop, "reason", UNFINISHED),
    "reopen": ActionDeed(reopen, "reason", CLOSED),
}
"""By the word that forms and programs send."""


def _close(row: ActionItem, deed: str, words: str, actor: User, now: datetime) -> None:
    row.closed_by, row.closed_at = actor, now
    recording.save(row, now=now)
    recording.record(row, deed=deed, actor=actor, now=now, words=words)
    telling.tell_moved(row, deed=deed, actor=actor, now=now)


@contextmanager
def _going_on(item: ActionItem, based_on: int, states: tuple[ActionState, ...]) -> Iterator[ActionItem]:
    with transaction.atomic():
        row = recording.locked(item, based_on)
        if row.state not in states:
            raise NotPossible(f"The action is {row.get_state_display().lower()}. {NOTHING}")
        yield row


def _check(words: str, name: str) -> None:
    faults = list(text_faults(words, pointer=f"/{name}", most=LONGEST_WORDS))
    if not words.strip():
        faults.append(Fault(f"/{name}", LACKS[name]))
    if faults:
        raise Refused(NOTHING, faults)
