"""The examples of a manifest rule: YAML text to the objects that its condition sees."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from incidents import yamltree
from incidents.errors import Fault, Refused
from incidents.rules.conditions import Object, Subject
from incidents.rules.record import ManifestRule

BETWEEN_DOCUMENTS = re.compile(r"^---(?:[ \t].*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    pointer: str
    bad: bool
    subject: Subject
    faults: tuple[Fault, ...] = ()
    """Why it cannot be judged."""


def read(rule: ManifestRule) -> Iterator[Example]:
    for name, texts in (("bad", rule.tests.bad), ("good", rule.tests.good)):
        for index, text in enumerate(texts):
            yield _example(rule, f"/tests/{name}/{index}", name == "bad", text)


def _example(rule: ManifestRule, pointer: str, bad: bool, text: str) -> Example:
    try:
        objects = list(_objects(text))
    except Refused as refused:
        said = tuple(f"line {fault.line or 1}: {fault.message}" for fault in refused.faults)
        return Example(pointer, bad, Subject({}), tuple(Fault(pointer, one) for one in said))
    faulty = _objection(rule, objects)
    if faulty is not None:
        return Example(pointer, bad, Subject({}), (Fault(pointer, faulty),))
    before, judged = (objects[0], objects[1]) if rule.compares else (None, objects[0])
    beside = [other for other in objects if other is not before and other.get("kind") in rule.context]
    return Example(pointer, bad, Subject(judged, before, {rule.context: beside}))


def _objection(rule: ManifestRule, objects: list[Object]) -> str | None:
    if not objects:
        return "holds no object"
    if rule.compares and len(objects) == 1:
        return "has to hold the old object and, behind a line of ---, the new one"
    kind = objects[1 if rule.compares else 0].get("kind")
    return None if rule.judges(kind) else f"is of kind {kind}, which the rule does not judge"


def _objects(text: str) -> Iterator[Object]:
    """Raises `Refused` with the lines of the text."""
    start = 0
    for end, following in [
        *((found.start(), found.end()) for found in BETWEEN_DOCUMENTS.finditer(text)),
        (len(text), 0),
    ]:
        # Lines before stay as empty ones: a fault then names the line of the whole.
        value = yamltree.read("\n" * text.count("\n", 0, start) + text[start:end]).value
        start = following
        if isinstance(value, dict):
            yield value
        elif value is not None:
            raise Refused("No object.", [Fault("", "holds a document that is no object")])
