"""Rules kept as YAML files: one rule a file, the checks of a tool in `mappings/`, and `no-detection.yaml`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from incidents import structs, yamltree
from incidents.errors import Fault, Refused
from incidents.refs import STORY_PATTERN
from incidents.rules import reading
from incidents.rules.record import (
    AlertRule,
    Line,
    ManifestRule,
    Mapping,
    NoDetectionReason,
    Relation,
    Rule,
    Signature,
    Url,
)
from incidents.yamltree import Tree

MAPPINGS = "mappings"
NO_DETECTION = "no-detection.yaml"


class FileFault(Fault, frozen=True):
    path: str = ""
    """The path relative to the folder."""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.pointer + ': ' if self.pointer else ''}{self.message}"


class RecordedCheck(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One check of a tool."""

    check: Line
    story: Annotated[str, Meta(pattern=STORY_PATTERN)]
    relation: Relation
    note: Line | None = None


class ToolFile(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A file of `mappings/`. `tool` is the name of the tool in its own documentation."""

    tool: Line
    checks: tuple[RecordedCheck, ...]
    title: Line | None = None
    url: Url | None = None


class WithoutDetection(Struct, frozen=True, forbid_unknown_fields=True):
    stories: tuple[NoDetectionReason, ...]


@dataclass
class Catalogue:
    """The content of a folder; rules are in the order of their numbers."""

    manifest_rules: tuple[ManifestRule, ...] = ()
    alert_rules: tuple[AlertRule, ...] = ()
    signatures: tuple[Signature, ...] = ()
    tools: tuple[ToolFile, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    no_detection: tuple[NoDetectionReason, ...] = ()
    places: dict[str, tuple[str, Tree]] = field(default_factory=dict)
    """The file and the tree of every rule, by its reference."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        return (*self.manifest_rules, *self.alert_rules, *self.signatures)

    def fault(self, ref: str, fault: Fault) -> FileFault:
        """A fault of a rule, with its file and line."""
        path, tree = self.places[ref]
        line, column = tree.place(fault.pointer) or (None, None)
        return FileFault(fault.pointer, fault.message, line, column, path=path)


class _Reader:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[FileFault] = []
        self.rules: dict[str, Rule] = {}
        self.places: dict[str, tuple[str, Tree]] = {}
        self.tools: list[ToolFile] = []
        self.no_detection: list[NoDetectionReason] = []

    def read(self, path: Path) -> None:
        name = path.relative_to(self.root).as_posix()
        if not path.resolve().is_relative_to(self.root.resolve()):
            self.faults.append(FileFault("", "is a symbolic link that leads out of the folder", path=name))
            return
        try:
            tree = yamltree.read(path.read_bytes())
            self._add(path, name, tree)
        except OSError as error:
            self.faults.append(FileFault("", f"cannot be read: {error.strerror}", path=name))
        except Refused as refused:
            self.faults += [in_file(name, fault) for fault in refused.faults]

    def _add(self, path: Path, name: str, tree: Tree) -> None:
        if path.parent.name == MAPPINGS:
            tool = structs.from_tree(tree, ToolFile, words=reading.WORDING)
            self.tools.append(tool)
            self.faults += _duplicates(
                name, tree, "checks", [(check.check, check.story) for check in tool.checks]
            )
        elif path.name == NO_DETECTION:
            listed = structs.from_tree(tree, WithoutDetection, words=reading.WORDING).stories
            self.no_detection += listed
            self.faults += _duplicates(name, tree, "stories", [story.story for story in listed])
        else:
            self._add_rule(name, tree, reading.from_tree(tree))

    def _add_rule(self, name: str, tree: Tree, rule: Rule) -> None:
        if rule.ref in self.rules:
            message = f"{rule.ref} is also in {self.places[rule.ref][0]}; give one of them another number"
            self.faults.append(in_file(name, tree.fault("/ref", message)))
            return
        self.rules[rule.ref] = rule
        self.places[rule.ref] = (name, tree)

    def missing_replacements(self) -> Iterator[FileFault]:
        for ref, rule in self.rules.items():
            if rule.replaced_by is not None and rule.replaced_by not in self.rules:
                name, tree = self.places[ref]
                yield in_file(name, tree.fault("/replaced_by", f"there is no rule {rule.replaced_by} here"))


def read(root: Path) -> Catalogue:
    """Reads every `.yaml` file below the folder. Raises `Refused` with a `FileFault` for each fault."""
    if not root.is_dir():
        raise Refused(f"There is no folder {root}.", [Fault("", "has to be a folder of rules")])
    reader = _Reader(root)
    for path in sorted(root.rglob("*.yaml")):
        reader.read(path)
    faults = [*reader.faults, *reader.missing_replacements()]
    if faults:
        raise Refused("The rules are not accepted as they stand.", faults)
    rules = sorted(reader.rules.values(), key=lambda rule: int(rule.ref[2:]))
    return Catalogue(
        manifest_rules=tuple(rule for rule in rules if isinstance(rule, ManifestRule)),
        alert_rules=tuple(rule for rule in rules if isinstance(rule, AlertRule)),
        signatures=tuple(rule for rule in rules if isinstance(rule, Signature)),
        tools=tuple(reader.tools),
        mappings=tuple(_mappings(reader.tools)),
        no_detection=tuple(reader.no_detection),
        places=reader.places,
    )


def _mappings(tools: Sequence[ToolFile]) -> Iterator[Mapping]:
    for tool in tools:
        for check in tool.checks:
            yield Mapping(tool.tool, check.check, check.story, check.relation, check.note)


def in_file(name: str, fault: Fault) -> FileFault:
    """The fault with the name of its file, as it is printed."""
    return FileFault(fault.pointer, fault.message, fault.line, fault.column, path=name)


def _duplicates(name: str, tree: Tree, field: str, keys: Sequence[object]) -> Iterator[FileFault]:
    seen: Counter[object] = Counter()
    for index, key in enumerate(keys):
        if seen[key]:
            yield in_file(name, tree.fault(f"/{field}/{index}", "appears twice; keep one"))
        seen[key] += 1
