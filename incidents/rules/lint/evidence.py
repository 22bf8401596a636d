"""Builds findings: the place in the file, the lines to show, and a fingerprint that survives moves."""

import json
from collections.abc import Sequence
from hashlib import sha256

from msgspec import Struct, structs

from incidents.rules.cel.conditions import Path, at
from incidents.rules.lint import naming, suppressions
from incidents.rules.lint.findings import Finding
from incidents.rules.lint.manifests import Doubled, Manifest
from incidents.rules.lint.source_regions import LONGEST_LINE, Region
from incidents.rules.lint.suppressions import Ineffective
from incidents.rules.record import Level, ManifestRule, StoryLink
from incidents.yamltree import step, steps

YAML_LEVEL: Level = "medium"
"""The level of faults in the YAML itself, which no rule is about."""
ANNOTATION: Path = ("metadata", "annotations", suppressions.ANNOTATION)

WHY_INEFFECTIVE: dict[suppressions.Fault, tuple[str, str]] = {
    "suppression-without-reason": (
        "it is not a rule, a colon and a reason",
        'Write the reason behind the rule, such as "M-32: node-local cache in place".',
    ),
    "suppression-of-unknown-rule": (
        "there is no rule {rule} over manifests",
        "Name the rule of the finding, such as M-32, or take this out.",
    ),
    "suppression-not-allowed": (
        "the configuration of the project allows no annotation to suppress {rule}",
        "Do what the finding says, or ask for a waiver in the configuration.",
    ),
}


class FindingText(Struct, frozen=True):
    """The part of a finding that does not depend on its place."""

    rule: str
    name: str
    level: Level
    message: str
    fix: str
    stories: tuple[StoryLink, ...]


def rule_finding(rule: ManifestRule, manifest: Manifest, path: Path) -> Finding:
    text = FindingText(rule.ref, rule.name, rule.level, rule.message, rule.fix, rule.stories)
    finding = _finding(text, manifest, path, manifest.region(path))
    if not rule.once_per_namespace:
        return finding
    return structs.replace(finding, group=f"{rule.ref} {manifest.namespace}".rstrip())


def duplicate_key_finding(doubled: Doubled) -> Finding:
    manifest, fault = doubled.manifest, doubled.fault
    message = f"{fault.message}; the API server takes the last one, or refuses both."
    text = FindingText("", "duplicate-key", YAML_LEVEL, message, "Remove all but one.", ())
    line = fault.line or 1
    region = Region(line, fault.column or 1, (manifest.lines[line - 1].rstrip()[:LONGEST_LINE],))
    path = steps(fault.pointer.removeprefix(manifest.prefix))
    return _finding(text, manifest, path, region, apart=str(doubled.times))


def not_text_finding(manifest: Manifest, path: Path) -> Finding:
    """A finding about a number or a truth value where the API server wants text."""
    value = json.dumps(at(manifest.value, path))
    message = f"{value} is no text, so the API server refuses the object."
    text = FindingText("", "value-not-text", YAML_LEVEL, message, f'Put it in quotes: "{value}".', ())
    return _finding(text, manifest, path, manifest.region(path))


def suppression_finding(manifest: Manifest, found: Ineffective) -> Finding:
    """A finding about a part of the annotation that suppresses nothing."""
    why, fix = WHY_INEFFECTIVE[found.fault]
    message = f"“{found.part[:80]}” suppresses nothing: {why.format(rule=found.rule)}."
    text = FindingText("", found.fault, YAML_LEVEL, message, fix, ())
    return _finding(text, manifest, ANNOTATION, manifest.region(ANNOTATION), apart=found.part)


def _finding(
    text: FindingText, manifest: Manifest, path: Sequence[str | int], region: Region, *, apart: str = ""
) -> Finding:
    """`apart`: what tells it from others of its name at the same place."""
    identity = (
        *(text.rule or text.name, manifest.path, *manifest.identity, str(manifest.namesakes), apart),
        *naming.steps(manifest.value, path),
    )
    return Finding(
        rule=text.rule,
        name=text.name,
        level=text.level,
        message=text.message,
        fix=text.fix,
        stories=text.stories,
        path=manifest.path,
        line=region.line,
        column=region.column,
        pointer=_pointer(path),
        subject=manifest.subject,
        part=naming.part(manifest.value, path),
        namespace=manifest.namespace,
        snippet=region.snippet,
        fingerprint=sha256("\0".join(identity).encode()).hexdigest()[:32],
    )


def _pointer(path: Sequence[str | int]) -> str:
    pointer = ""
    for key in path:
        pointer = step(pointer, key)
    return pointer
