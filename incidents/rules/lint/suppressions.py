"""Suppressions in an annotation of an object: `soundings/ignore: "M-32: node-local cache in place"`."""

import re
from collections.abc import Container
from typing import Literal

from msgspec import Struct

from incidents.refs import RULE
from incidents.rules.cel.conditions import Object

ANNOTATION = "soundings/ignore"
LONGEST = 10_000
"""Characters of the annotation that are read."""
BETWEEN = re.compile(r"[;\n]|,\s*(?=[A-Z]-[0-9]+\s*:)")
Fault = Literal["suppression-without-reason", "suppression-of-unknown-rule", "suppression-not-allowed"]


class Ineffective(Struct, frozen=True):
    """A part of the annotation that suppresses nothing."""

    fault: Fault
    part: str
    rule: str


class Suppressions(Struct, frozen=True):
    """The suppressions of one object. `reasons`: by rule reference."""

    reasons: dict[str, str] = {}
    ineffective: tuple[Ineffective, ...] = ()


NONE = Suppressions()


def parse(value: Object, known: Container[str], enforced: Container[str] = ()) -> Suppressions:
    """`known`: references of all rules; `enforced`: of those that no annotation suppresses."""
    metadata = value.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    written = annotations.get(ANNOTATION) if isinstance(annotations, dict) else None
    if written is None:
        return NONE
    reasons: dict[str, str] = {}
    ineffective: list[Ineffective] = []
    for part in filter(None, map(str.strip, BETWEEN.split(str(written)[:LONGEST]))):
        rule, _, reason = (word.strip() for word in part.partition(":"))
        if not (RULE.match(rule) and reason):
            ineffective.append(Ineffective("suppression-without-reason", part, rule))
        elif rule not in known:
            ineffective.append(Ineffective("suppression-of-unknown-rule", part, rule))
        elif rule in enforced:
            ineffective.append(Ineffective("suppression-not-allowed", part, rule))
        else:
            reasons[rule] = reason
    return Suppressions(reasons, tuple(dict.fromkeys(ineffective)))
