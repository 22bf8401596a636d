"""Findings with their exact place, the lines that show them and a print that outlives moved lines."""

from hashlib import sha256

from msgspec import Struct

from incidents.rules.cel.conditions import Path
from incidents.rules.lint import suppressions
from incidents.rules.lint.findings import Finding
from incidents.rules.lint.manifests import Doubled, Manifest
from incidents.rules.lint.source_regions import LONGEST_LINE, Region
from incidents.rules.record import Level, ManifestRule, StoryLink
from incidents.yamltree import step

OF_YAML: Level = "medium"
"""Of faults that no rule is about."""
ANNOTATION: Path = ("metadata", "annotations", suppressions.ANNOTATION)


class FindingText(Struct, frozen=True):
    """What a finding says, wherever it is."""

    rule: str
    name: str
    level: Level
    message: str
    fix: str
    stories: tuple[StoryLink, ...]


def of_rule(rule: ManifestRule, manifest: Manifest, path: Path) -> Finding:
    told = FindingText(rule.ref, rule.name, rule.level, rule.message, rule.fix, rule.stories)
    return _finding(told, manifest, _pointer(path), manifest.region(path))


def of_doubled_key(doubled: Doubled) -> Finding:
    manifest, fault = doubled.manifest, doubled.fault
    message = f"{fault.message}; the API server takes the last one, or refuses both."
    told = FindingText("", "doubled-key", OF_YAML, message, "Remove all but one.", ())
    line = fault.line or 1
    region = Region(line, fault.column or 1, (manifest.lines[line - 1].rstrip()[:LONGEST_LINE],))
    return _finding(told, manifest, fault.pointer.removeprefix(manifest.prefix), region)


def of_suppression(manifest: Manifest, part: str) -> Finding:
    """Of a part of the annotation that suppresses nothing."""
    message = f"“{part[:80]}” suppresses nothing: it is not a rule, a colon and a reason."
    fix = 'Write the reason behind the rule, such as "M-32: node-local cache in place".'
    told = FindingText("", "suppression-without-reason", OF_YAML, message, fix, ())
    return _finding(told, manifest, _pointer(ANNOTATION), manifest.region(ANNOTATION))


def _finding(told: FindingText, manifest: Manifest, pointer: str, region: Region) -> Finding:
    identity = (told.rule or told.name, manifest.path, manifest.subject, pointer)
    return Finding(
        rule=told.rule,
        name=told.name,
        level=told.level,
        message=told.message,
        fix=told.fix,
        stories=told.stories,
        path=manifest.path,
        line=region.line,
        column=region.column,
        pointer=pointer,
        subject=manifest.subject,
        namespace=manifest.namespace,
        snippet=region.snippet,
        fingerprint=sha256("\0".join(identity).encode()).hexdigest()[:32],
    )


def _pointer(path: Path) -> str:
    pointer = ""
    for key in path:
        pointer = step(pointer, key)
    return pointer
