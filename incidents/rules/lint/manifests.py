"""Kubernetes objects in text, each with its places; what is none is told apart from what is broken."""

import re
from dataclasses import dataclass

import yaml

from incidents import yamlnodes, yamltree
from incidents.errors import Fault, Refused
from incidents.rules.cel.conditions import Object
from incidents.rules.deadline import Deadline, DeadlineExceeded, no_deadline
from incidents.rules.lint import documents, scalars, shapes, source_regions
from incidents.rules.lint.findings import Unjudged
from incidents.rules.lint.source_regions import Region
from incidents.yamltree import Builder, Plain

MAX_BYTES = yamltree.MAX_BYTES
MAX_DOCUMENTS = 10_000
LONGEST_KEY = 400
"""Characters; an annotation may have a prefix of 253 and a name of 63."""
LONGEST_NAME = 300
"""Characters that are told of it; a name has at most 253."""

HELM = re.compile(r"\{\{-?[^{}\n]*(?:\.(?:Values|Release|Chart|Capabilities)\b|\b(?:include|tpl|toYaml)\b)")
TOO_LONG = "the time for one linting was over before this was read; lint less at once"
OF_OBJECTS = "is a list of objects, which nothing applies; write “kind: List” with “items”, or documents"
TEMPLATE = re.compile(r"\{\{")
RENDER = "is a template, not a manifest; render it first (such as with helm template) and lint what comes out"
NUL = re.compile(r"\\(?:0|x00|u0000|U00000000)")
PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


@dataclass(frozen=True, eq=False)
class Manifest:
    """One object, and where it stands in the file."""

    value: Object
    path: str
    node: yaml.Node
    """Of the object itself, also inside of a list."""
    above: int
    """Lines of the file before the document."""
    lines: tuple[str, ...]
    """Of the file."""
    prefix: str = ""
    """JSON pointer of the object in its document."""

    @property
    def kind(self) -> str:
        return str(self.value["kind"])

    @property
    def group(self) -> str:
        """Of the API, without its version."""
        before, slash, _ = str(self.value["apiVersion"]).partition("/")
        return before if slash else ""

    @property
    def namespace(self) -> str:
        return self._metadata("namespace")

    @property
    def name(self) -> str:
        return self._metadata("name") or self._metadata("generateName")

    @property
    def subject(self) -> str:
        return (
            f"{self.kind} {self.namespace}/{self.name}"
            if self.namespace
            else f"{self.kind} {self.name}".rstrip()
        )

    def _metadata(self, field: str) -> str:
        metadata = self.value.get("metadata")
        found = metadata.get(field) if isinstance(metadata, dict) else None
        return "" if found is None else str(found)[:LONGEST_NAME]

    @property
    def place(self) -> yamlnodes.Place:
        """Where the object begins in its file."""
        return yamlnodes.place(self.node, self.above)

    def region(self, path: tuple[str | int, ...]) -> Region:
        return source_regions.find(self.node, path, self.above, self.lines)


@dataclass(frozen=True)
class Doubled:
    manifest: Manifest
    fault: Fault


@dataclass(frozen=True)
class Manifests:
    """Of one file. `aside`: what is YAML, but no object, such as the values of a chart."""

    objects: tuple[Manifest, ...] = ()
    doubled: tuple[Doubled, ...] = ()
    unjudged: tuple[Unjudged, ...] = ()
    aside: tuple[Unjudged, ...] = ()


def read(path: str, data: bytes, *, limit: int = MAX_BYTES, deadline: Deadline = no_deadline) -> Manifests:
    """Never raises: what cannot be read is unjudged, with its line. `limit`: of bytes."""
    try:
        deadline()
        text = yamltree.decoded(data, limit=limit)
    except Refused as refused:
        return Manifests(unjudged=_reasons(path, refused))
    except DeadlineExceeded:
        return Manifests(unjudged=(Unjudged(path, TOO_LONG),))
    if found := HELM.search(text):
        line, column = _place(text, found.start())
        return Manifests(unjudged=(Unjudged(path, RENDER, line, column),))
    file = _File(path, text)
    file.read(deadline)
    if not (file.objects or file.unjudged or file.aside):
        file.aside.append(Unjudged(path, "holds nothing to judge"))
    return Manifests(tuple(file.objects), tuple(file.doubled), tuple(file.unjudged), tuple(file.aside))


class _Builder(Builder):
    longest_key = LONGEST_KEY

    def scalar(self, text: str) -> Plain:
        return scalars.scalar(text)

    def _mapping(self, node: yaml.Node) -> dict[str, Plain]:
        made = super()._mapping(node)
        if "<<" in made:
            brought = made.pop("<<")
            for one in brought if isinstance(brought, list) else [brought]:
                made = {**one, **made} if isinstance(one, dict) else made
        if None in made.values():
            # To the API server a field that is null is a field that is not there.
            made = {key: value for key, value in made.items() if value is not None}
        return made


class _File:
    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = tuple(text.split("\n"))
        self.objects: list[Manifest] = []
        self.doubled: list[Doubled] = []
        self.unjudged: list[Unjudged] = []
        self.aside: list[Unjudged] = []

    def read(self, deadline: Deadline) -> None:
        for number, (above, document) in enumerate(documents.split(self.text)):
            if number == MAX_DOCUMENTS:
                reason = f"has more than {MAX_DOCUMENTS} documents; nothing from here on was judged"
                self.unjudged.append(Unjudged(self.path, reason, above + 1))
                return
            try:
                deadline()
                self._document(above, document)
            except Refused as refused:
                self.unjudged.extend(self._reasons(above, document, refused))
            except DeadlineExceeded:
                self.unjudged.append(Unjudged(self.path, f"{TOO_LONG}, and so is what follows", above + 1))
                return

    def _reasons(self, above: int, document: str, refused: Refused) -> tuple[Unjudged, ...]:
        if found := TEMPLATE.search(document):
            line, column = _place(document, found.start())
            return (Unjudged(self.path, RENDER, above + line, column),)
        return _reasons(self.path, refused)

    def _document(self, above: int, document: str) -> None:
        """Raises `Refused` where it cannot be read."""
        if document.lstrip()[:1] in {"{", "["}:
            document = PAIR.sub(_together, document)  # JSON writes one character as two
        node = yamlnodes.composed(document, above=above)
        if node is None:
            return
        builder = _Builder(above)
        value = builder.build(node)
        if builder.faults:
            raise yamlnodes.unreadable(*builder.faults)
        if NUL.search(document) and _holds_nul(value):
            # The text would end there for whoever evaluates conditions.
            raise yamlnodes.unreadable(Fault("", "holds the character U+0000; remove it", above + 1))
        first = len(self.objects)
        self._value(value, node, above, "")
        for fault in builder.doubled:
            owner = next((one for one in self.objects[first:] if fault.pointer.startswith(one.prefix)), None)
            if owner is None:
                self.unjudged.append(Unjudged(self.path, fault.message, fault.line, fault.column))
            else:
                self.doubled.append(Doubled(owner, fault))

    def _value(self, value: Plain, node: yaml.Node, above: int, prefix: str) -> None:
        place = yamlnodes.place(node, above)
        if shapes.is_list(value):
            self._list(value, node, above, prefix)
        elif shapes.is_object(value):
            manifest = Manifest(value, self.path, node, above, self.lines, prefix)
            if objection := shapes.objection(value):
                region = manifest.region(objection.path)
                reason = f"{objection.reason}; no rule judged it"
                self.unjudged.append(
                    Unjudged(self.path, reason, region.line, region.column, subject=manifest.subject)
                )
            else:
                self.objects.append(manifest)
        elif prefix or shapes.resembles_object(value):
            reason = shapes.NO_OBJECT if isinstance(value, dict) else "is an item of a list, but no object"
            self.unjudged.append(Unjudged(self.path, reason, *place))
        elif isinstance(value, list) and any(map(shapes.resembles_object, value)):
            self.unjudged.append(Unjudged(self.path, OF_OBJECTS, *place))
        elif value is not None:
            self.aside.append(Unjudged(self.path, "holds no Kubernetes object", *place))

    def _list(self, value: Object, node: yaml.Node, above: int, prefix: str) -> None:
        items = value.get("items")
        inside = source_regions.inside(node, "items")
        if inside is None or items is None:
            return
        if not isinstance(items, list):
            self.unjudged.append(
                Unjudged(self.path, "items has to be a list", *yamlnodes.place(inside, above))
            )
            return
        given = shapes.of_items(value)
        for index, (item, item_node) in enumerate(zip(items, inside.value, strict=True)):
            complete = {**given, **item} if isinstance(item, dict) else item
            self._value(complete, item_node, above, f"{prefix}/items/{index}")


def _reasons(path: str, refused: Refused) -> tuple[Unjudged, ...]:
    return tuple(Unjudged(path, fault.message, fault.line, fault.column) for fault in refused.faults)


def _holds_nul(value: Plain) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_nul, value.values())) or any("\0" in key for key in value)
    if isinstance(value, list):
        return any(map(_holds_nul, value))
    return isinstance(value, str) and "\0" in value


def _place(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _together(found: re.Match[str]) -> str:
    return (
        (chr(int(found[1], 16)) + chr(int(found[2], 16))).encode("utf-16", "surrogatepass").decode("utf-16")
    )
