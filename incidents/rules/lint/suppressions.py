"""Findings that an object asks to leave aside: `soundings/ignore: "M-32: node-local cache in place"`."""

import re

from msgspec import Struct

from incidents.rules.cel.conditions import Object
from incidents.rules.record import REF_PATTERN

ANNOTATION = "soundings/ignore"
LONGEST = 10_000
"""Characters of it that are read: more than anybody writes."""
BETWEEN = re.compile(r"[;\n]")
RULE = re.compile(REF_PATTERN)


class Suppressions(Struct, frozen=True):
    """`reasons`: by the reference of the rule. `faulty`: parts that suppress nothing."""

    reasons: dict[str, str] = {}
    faulty: tuple[str, ...] = ()


NONE = Suppressions()


def of(value: Object) -> Suppressions:
    metadata = value.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    said = annotations.get(ANNOTATION) if isinstance(annotations, dict) else None
    if said is None:
        return NONE
    reasons: dict[str, str] = {}
    faulty: list[str] = []
    for part in filter(None, map(str.strip, BETWEEN.split(str(said)[:LONGEST]))):
        rule, _, reason = (word.strip() for word in part.partition(":"))
        if RULE.match(rule) and reason:
            reasons[rule] = reason
        else:
            faulty.append(part)
    return Suppressions(reasons, tuple(faulty))
