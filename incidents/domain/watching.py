"""What watches for one story: rules, checks of other tools, or the reason why none can. One query."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.db.models import Case, TextField, Value, When

from incidents.models import Incident, NoDetection, RuleLink, ToolCheck, statements
from incidents.models.statements import Statement

THIS = -3
"""Stands in the statement for the story that is asked about."""
LETTERS = ("M", "A", "S")
NO_DETECTION = "none"


class Watch(NamedTuple):
    """A link of a rule with the story; of a check, `ref` is the slug of its tool and `message` its title."""

    what: str
    relation: str
    target: str
    note: str
    ref: str
    name: str
    level: str
    message: str
    runs: str
    """Blank of a rule that has not passed its own tests."""


@dataclass(frozen=True)
class Watched:
    rules: tuple[Watch, ...]
    checks: tuple[Watch, ...]
    no_detection: str


def watched(*, incident: Incident) -> Watched:
    """Of a story that the reader may see; whatever concerns it may be seen, too."""
    rows = [Watch(*row) for row in _everything().rows({THIS: incident.pk}, reader=statements.ANYBODY)]
    return Watched(
        rules=tuple(sorted((row for row in rows if row.what in LETTERS), key=_in_order)),
        checks=tuple(sorted((row for row in rows if row.what == "check"), key=lambda row: row[4:6])),
        no_detection=next((row.note for row in rows if row.what == NO_DETECTION), ""),
    )


def _in_order(row: Watch) -> tuple[int, int, str]:
    return LETTERS.index(row.what), int(row.ref[2:]), row.target


def _text(said: str) -> Value:
    return Value(said, output_field=TextField())


@cache
def _everything() -> Statement:
    rules = RuleLink.objects.filter(incident=THIS).values_list(
        "rule__kind",
        "relation",
        "target",
        "note",
        "rule__ref",
        "rule__name",
        "rule__level",
        "rule__message",
        Case(When(rule__is_proven=True, then=_text("yes")), default=_text("")),
    )
    checks = ToolCheck.objects.filter(incident=THIS).values_list(
        _text("check"),
        "relation",
        _text(""),
        "note",
        "tool__slug",
        "name",
        _text(""),
        "tool__title",
        _text(""),
    )
    nothing = [_text("") for _ in range(5)]
    reasons = NoDetection.objects.filter(incident=THIS).values_list(
        _text(NO_DETECTION), _text(""), _text(""), "reason", *nothing
    )
    return statements.of(rules.union(checks, reasons, all=True))
