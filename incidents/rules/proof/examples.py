"""Reads the examples of a manifest rule as the linter reads files, so that a proof holds for the linter."""

from collections.abc import Iterator
from dataclasses import dataclass

from incidents.errors import Fault
from incidents.rules.cel.conditions import Subject
from incidents.rules.lint import manifests
from incidents.rules.lint.cluster_context import ClusterContext
from incidents.rules.lint.manifests import Manifest, Manifests
from incidents.rules.record import ManifestRule


@dataclass(frozen=True)
class Example:
    pointer: str
    bad: bool
    subject: Subject
    faults: tuple[Fault, ...] = ()
    """Why the condition cannot be evaluated over the example."""


def read(rule: ManifestRule) -> Iterator[Example]:
    for name, texts in (("bad", rule.tests.bad), ("good", rule.tests.good)):
        for index, text in enumerate(texts):
            yield _example(rule, f"/tests/{name}/{index}", name == "bad", text)


def _example(rule: ManifestRule, pointer: str, bad: bool, text: str) -> Example:
    found = manifests.read("example", text.encode())
    faults = tuple(Fault(pointer, reason) for reason in _objections(rule, found))
    if faults:
        return Example(pointer, bad, Subject({}), faults)
    before, new, others = _parts(rule, found.objects)
    context = ClusterContext([new, *others]).around(new, rule.context)
    return Example(
        pointer, bad, Subject(new.value, before.value if before else None, {rule.context: context})
    )


def _parts(
    rule: ManifestRule, objects: tuple[Manifest, ...]
) -> tuple[Manifest | None, Manifest, tuple[Manifest, ...]]:
    """The old object if the rule compares, the object to evaluate, and further objects."""
    if rule.compares:
        return objects[0], objects[1], objects[2:]
    return None, objects[0], objects[1:]


def _objections(rule: ManifestRule, found: Manifests) -> Iterator[str]:
    for other in (*found.unchecked, *found.aside):
        yield f"line {other.line}: {other.reason}" if other.line else other.reason
    for doubled in found.doubled:
        yield f"line {doubled.fault.line}: {doubled.fault.message}"
    wanted = 2 if rule.compares else 1
    if len(found.objects) < wanted:
        if rule.compares:
            yield "has to hold the old object and, behind a line of ---, the new one"
        elif not found.unchecked and not found.aside:
            yield "holds no object"
    elif not rule.applies_to(kind := found.objects[wanted - 1].kind):
        yield f"is of kind {kind}, to which the rule does not apply"
