"""Suppressions in an annotation of an object: `soundings/ignore: "M-32: node-local cache in place"`."""

import re

from msgspec import Struct

from incidents.refs import RULE
from incidents.rules.cel.conditions import Object

ANNOTATION = "soundings/ignore"
LONGEST = 10_000
"""Characters of the annotation that are read."""
BETWEEN = re.compile(r"[;\n]")


class Suppressions(Struct, frozen=True):
    """The suppressions of one object. `reasons`: by rule reference. `faulty`: parts that suppress nothing."""

    reasons: dict[str, str] = {}
    faulty: tuple[str, ...] = ()


NONE = Suppressions()


def parse(value: Object) -> Suppressions:
    metadata = value.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    written = annotations.get(ANNOTATION) if isinstance(annotations, dict) else None
    if written is None:
        return NONE
    reasons: dict[str, str] = {}
    faulty: list[str] = []
    for part in filter(None, map(str.strip, BETWEEN.split(str(written)[:LONGEST]))):
        rule, _, reason = (word.strip() for word in part.partition(":"))
        if RULE.match(rule) and reason:
            reasons[rule] = reason
        else:
            faulty.append(part)
    return Suppressions(reasons, tuple(dict.fromkeys(faulty)))
