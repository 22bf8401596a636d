"""Related content of one story, by one query: relations, rules, checks, or why nothing detects it."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Cast

from incidents.domain.stories import neighbourhood
from incidents.domain.stories.neighbourhood import THIS, Tie
from incidents.models import Incident, NoDetection, RuleLink, ToolCheck, statements
from incidents.models.reader import Reader
from incidents.models.statements import Statement

LETTERS = ("M", "A", "S")
NO_DETECTION, CHECK, TIE = "none", "check", "tie"


class DetectionRef(NamedTuple):
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
    """Blank of a rule that has not passed its own tests; of a relation, its place in their order."""


@dataclass(frozen=True)
class RelatedContent:
    rules: tuple[DetectionRef, ...]
    checks: tuple[DetectionRef, ...]
    no_detection: str
    ties: tuple[Tie, ...]


def watched(*, incident: Incident, reader: Reader) -> RelatedContent:
    """Of a story that the reader may see; whatever watches for it may be seen, too."""
    found = _everything(reader.placeholder).rows(story=incident.pk, reader=reader.person)
    rows = [DetectionRef(*row) for row in found]
    ties = sorted((row for row in rows if row.what == TIE), key=lambda row: int(row.runs))
    return RelatedContent(
        rules=tuple(sorted((row for row in rows if row.what in LETTERS), key=_in_order)),
        checks=tuple(sorted((row for row in rows if row.what == CHECK), key=lambda row: row[4:6])),
        no_detection=next((row.note for row in rows if row.what == NO_DETECTION), ""),
        ties=tuple(Tie(*row[1:-1]) for row in ties),
    )


def _in_order(row: DetectionRef) -> tuple[int, int, str]:
    return LETTERS.index(row.what), int(row.ref[2:]), row.target


def _text(said: str) -> Value:
    return Value(said, output_field=TextField())


@cache
def _everything(reader: Reader) -> Statement:
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
        _text(CHECK),
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
    between = neighbourhood.ties(reader)
    ties = between.values_list(_text(TIE), *neighbourhood.TIE, Cast("pk", TextField()))
    return statements.of(rules.union(checks, reasons, ties, all=True))
