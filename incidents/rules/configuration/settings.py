"""The file `.soundings.yaml`: what a project excludes, rules at other levels, and waivers that expire."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from importlib import import_module
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, structs

from incidents import yamltree
from incidents.decoding import convert
from incidents.errors import Fault, Refused
from incidents.rules.configuration import globs
from incidents.rules.record import Level, ManifestRule
from incidents.rules.schema import DIALECT
from incidents.yamltree import Plain, Tree, step

NAME = ".soundings.yaml"
IDENTIFIER = "urn:soundings:configuration"
REFUSED = "The configuration is not accepted as it stands."
REASON_PATTERN = r"^[^\n\r]*[^\s][^\n\r]*$"
DAY_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
EXPLAINED = {
    REASON_PATTERN: "write the reason on one line",
    DAY_PATTERN: "write a day such as 2027-01-31",
}

Reason = Annotated[str, Meta(pattern=REASON_PATTERN, max_length=500)]
RuleName = Annotated[str, Meta(min_length=1, max_length=80)]
Glob = Annotated[str, Meta(min_length=1, max_length=globs.LONGEST)]
Day = Annotated[str, Meta(pattern=DAY_PATTERN)]


class RuleSetting(Struct, frozen=True, forbid_unknown_fields=True):
    """The level of a rule in this project, and why it differs."""

    level: Literal["off", "info", "low", "medium", "high", "critical"]
    reason: Reason


class Waiver(Struct, frozen=True, forbid_unknown_fields=True):
    """Findings that are left aside until a day, that day included."""

    rule: RuleName
    """The reference of a rule, or its name."""
    until: Day
    reason: Reason
    path: Glob | None = None
    """Only in these files."""
    subject: Annotated[str, Meta(min_length=1, max_length=700)] | None = None
    """Only of this object, as findings name it, such as `Deployment shop/web`."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """Rules are named by their reference, such as `M-2`, or by their name."""

    exclude: tuple[Glob, ...] = ()
    """Globs of files and folders that are not linted, from the folder of this file."""
    rules: dict[str, RuleSetting] = {}
    enforced: tuple[RuleName, ...] = ()
    """Rules that no annotation suppresses."""
    waivers: tuple[Waiver, ...] = ()


class PlacedWaiver(Struct, frozen=True):
    """A waiver by the reference of its rule, with its place in the file."""

    waiver: Waiver
    line: int
    column: int
    text: str
    """The line."""


class Configuration(Struct, frozen=True):
    """The settings of a project, with the references of the rules that exist."""

    exclude: tuple[str, ...] = ()
    levels: dict[str, Level] = {}
    off: frozenset[str] = frozenset()
    enforced: frozenset[str] = frozenset()
    waivers: tuple[PlacedWaiver, ...] = ()

    def applied(self, rules: Collection[ManifestRule]) -> list[ManifestRule]:
        """The rules that are not off, at their levels here."""
        return [
            structs.replace(rule, level=self.levels.get(rule.ref, rule.level))
            for rule in rules
            if rule.ref not in self.off
        ]


def read(data: bytes, rules: Collection[ManifestRule]) -> Configuration:
    """Reads the file; an empty one is possible. Raises `Refused` with every fault and its line."""
    tree = yamltree.read(data)
    if tree.value is None:
        return Configuration()
    refs = {rule.name: rule.ref for rule in rules} | {rule.ref: rule.ref for rule in rules}
    found = [tree.fault(*fault) for fault in _objections(tree.value, refs)]
    try:
        settings = convert(tree.value, Settings)
    except msgspec.ValidationError as error:
        settings = Settings()
        found += _faults(tree) or [tree.fault("", str(error))]
    if found:
        raise Refused(REFUSED, sorted(found, key=lambda fault: (fault.line or 0, fault.column or 0)))
    lines = yamltree.decoded(data).split("\n")
    levels = {refs[name]: one.level for name, one in settings.rules.items()}
    return Configuration(
        exclude=settings.exclude,
        levels={ref: level for ref, level in levels.items() if level != "off"},
        off=frozenset(ref for ref, level in levels.items() if level == "off"),
        enforced=frozenset(refs[name] for name in settings.enforced),
        waivers=tuple(
            PlacedWaiver(structs.replace(waiver, rule=refs[waiver.rule]), line, column, lines[line - 1])
            for index, waiver in enumerate(settings.waivers)
            for line, column in [tree.place(f"/waivers/{index}") or (1, 1)]
        ),
    )


def _faults(tree: Tree) -> list[Fault]:
    # Imported only for a file with faults: it takes longer to load than the file to read.
    reader = import_module("incidents.structs")
    try:
        reader.from_tree(tree, Settings, words=reader.Wording(REFUSED, EXPLAINED))
    except Refused as refused:
        return list(refused.faults)
    return []


def _objections(value: Plain, refs: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong although every field has the right type; other values are left to the reader."""
    if not isinstance(value, dict):
        return
    listed = value.get("rules")
    if isinstance(listed, dict):
        yield from _rules(listed, refs)
    for field, check in (("exclude", globs.objection), ("enforced", lambda name: _unknown(name, refs))):
        for index, item in enumerate(_list(value.get(field))):
            if isinstance(item, str) and item and (reason := check(item)):
                yield f"/{field}/{index}", reason
    seen = set()
    for index, item in enumerate(_list(value.get("waivers"))):
        if isinstance(item, dict):
            yield from _waiver(f"/waivers/{index}", item, refs)
            concerns = repr([refs.get(str(item.get("rule"))), item.get("path"), item.get("subject")])
            if concerns in seen:
                yield f"/waivers/{index}", "waives the same as one above; keep one"
            seen.add(concerns)


def _rules(listed: dict[str, Plain], refs: dict[str, str]) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for name in listed:
        if reason := _unknown(name, refs):
            yield step("/rules", name), reason
        elif refs[name] in seen:
            yield step("/rules", name), f"is {refs[name]}, which stands above as {seen[refs[name]]}; keep one"
        seen.setdefault(refs.get(name, name), name)


def _waiver(pointer: str, item: dict[str, Plain], refs: dict[str, str]) -> Iterator[tuple[str, str]]:
    rule, path, until = (item.get(name) for name in ("rule", "path", "until"))
    if isinstance(rule, str) and rule and (reason := _unknown(rule, refs)):
        yield f"{pointer}/rule", reason
    if isinstance(path, str) and path and (reason := globs.objection(path)):
        yield f"{pointer}/path", reason
    if isinstance(until, str) and (reason := _impossible(until)):
        yield f"{pointer}/until", reason


def _unknown(name: str, refs: dict[str, str]) -> str | None:
    if name in refs:
        return None
    near = import_module("difflib").get_close_matches(name, refs, n=1) if len(name) <= 80 else []
    hint = f"did you mean {near[0]}?" if near else "`soundings rules list` lists them"
    return f"there is no rule {name[:80]} over manifests; {hint}"


def _impossible(until: str) -> str | None:
    """Why a text with the form of a day is none."""
    if not re.fullmatch(DAY_PATTERN, until):
        return None
    try:
        date.fromisoformat(until)
    except ValueError as error:
        return f"“{until}” is no day: {error}"
    return None


def _list(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else []


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the file, for editors. It does not know which rules there are."""
    (kind,), definitions = msgspec.json.schema_components([Settings], ref_template="#/$defs/{name}")
    return {"$schema": DIALECT, "$id": IDENTIFIER, "title": NAME, **kind, "$defs": definitions}
