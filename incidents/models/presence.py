"""Whether there is anything to ask for, by statements that are compiled once.

Most stories have no action and were never seen, and most people have nothing that waits for them.
Building the question for what there would be takes several milliseconds, this one a fraction of one.
"""

from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from incidents.models import statements
from incidents.models.action_item import ActionItem
from incidents.models.draft import Draft
from incidents.models.sighting import Sighting
from incidents.models.statements import Parameter, Statement

KEY = "key"


def has_actions(story: int) -> bool:
    """`story`: its key."""
    return _is_any(_actions(), story)


def was_seen(story: int) -> bool:
    """It, or one that is merged into it, whoever may see that."""
    return _is_any(_sightings(), story)


def has_work(person: int) -> bool:
    """An action that she owns and that is not finished."""
    return _is_any(_work(), person)


def has_open_drafts(person: int) -> bool:
    return _is_any(_drafts(), person)


def _is_any(statement: Statement, key: int) -> bool:
    return bool(statement.rows(**{KEY: key}))


def _one(found: "QuerySet[Any]") -> Statement:
    return statements.compiled(found.order_by().values_list("pk")[:1])


@cache
def _actions() -> Statement:
    return _one(ActionItem.objects.filter(incident=Parameter(KEY)))


@cache
def _sightings() -> Statement:
    together = Q(incident=Parameter(KEY)) | Q(incident__merged_into=Parameter(KEY))
    return _one(Sighting.objects.filter(together))


@cache
def _work() -> Statement:
    return _one(ActionItem.objects.filter(owner=Parameter(KEY)).unfinished())


@cache
def _drafts() -> Statement:
    return _one(Draft.objects.filter(author=Parameter(KEY)).open())
