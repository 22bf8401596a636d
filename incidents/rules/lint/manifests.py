"""Reads the Kubernetes objects of a file, with the source position of every field."""

import re
from collections import Counter

import yaml
from msgspec import Struct, structs

from incidents import yamlnodes, yamltree
from incidents.errors import Fault, Refused
from incidents.rules.cel.conditions import Object
from incidents.rules.deadline import Deadline, DeadlineExceeded, no_deadline
from incidents.rules.lint import documents, scalars, shapes, source_regions
from incidents.rules.lint.findings import Unchecked
from incidents.rules.lint.source_regions import Region
from incidents.yamltree import Builder, Plain

MAX_BYTES = yamltree.MAX_BYTES
MAX_DOCUMENTS = 10_000
LONGEST_KEY = 400
"""In characters; an annotation may have a prefix of 253 and a name of 63."""
LONGEST_NAME = 300
"""Characters of a name that reports show; a valid name has at most 253."""

HELM = re.compile(r"\{\{-?[^{}\n]*(?:\.(?:Values|Release|Chart|Capabilities)\b|\b(?:include|tpl|toYaml)\b)")
TOO_LONG = "the time for one lint run was over before this was read; lint less at once"
LIST_OF_OBJECTS = "is a list of objects, which nothing applies; write “kind: List” with “items”, or documents"
TEMPLATE = re.compile(r"\{\{")
RENDER = (
    "is a template, not a manifest; render it first (for example with helm template) and lint what comes out"
)
NUL = re.compile(r"\\(?:0|x00|u0000|U00000000)")
PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


Identity = tuple[str, str, str, str]
"""API group, kind, namespace and name."""


class Manifest(Struct, frozen=True, eq=False):
    """One object and its position in the file."""

    value: Object
    path: str
    node: yaml.Node
    """The node of the object itself, also inside a `List`."""
    above: int
    """Number of lines of the file before the document."""
    lines: tuple[str, ...]
    """All lines of the file."""
    prefix: str = ""
    """JSON pointer of the object in its document."""
    namesakes: int = 0
    """How many objects of the same kind and name stand above it in the file."""

    @property
    def kind(self) -> str:
        return str(self.value["kind"])

    @property
    def group(self) -> str:
        """The API group, without the version."""
        before, slash, _ = str(self.value["apiVersion"]).partition("/")
        return before if slash else ""

    @property
    def namespace(self) -> str:
        return self._metadata("namespace")

    @property
    def name(self) -> str:
        return self._metadata("name") or self._metadata("generateName")

    @property
    def identity(self) -> Identity:
        return self.group, self.kind, self.namespace, self.name

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
        """Line and column at which the object begins."""
        return yamlnodes.place(self.node, self.above)

    def region(self, path: tuple[str | int, ...]) -> Region:
        return source_regions.find(self.node, path, self.above, self.lines)


class Doubled(Struct, frozen=True):
    manifest: Manifest
    fault: Fault
    times: int
    """How often the same key was doubled above."""


class Manifests(Struct, frozen=True):
    """The objects of one file. `aside`: YAML without an object, such as the values of a chart."""

    objects: tuple[Manifest, ...] = ()
    doubled: tuple[Doubled, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    aside: tuple[Unchecked, ...] = ()


def read(path: str, data: bytes, *, limit: int = MAX_BYTES, deadline: Deadline = no_deadline) -> Manifests:
    """Reads one file of at most `limit` bytes. Never raises: what cannot be read is in `unchecked`."""
    try:
        deadline()
        text = yamltree.decoded(data, limit=limit)
    except Refused as refused:
        return Manifests(unchecked=_reasons(path, refused))
    except DeadlineExceeded:
        return Manifests(unchecked=(Unchecked(path, TOO_LONG),))
    if found := HELM.search(text):
        line, column = _place(text, found.start())
        return Manifests(unchecked=(Unchecked(path, RENDER, line, column),))
    file = _File(path, text)
    file.read(deadline)
    if not (file.objects or file.unchecked or file.aside):
        file.aside.append(Unchecked(path, "holds nothing to check"))
    return Manifests(tuple(file.objects), tuple(file.doubled), tuple(file.unchecked), tuple(file.aside))


class _Builder(Builder):
    longest_key = LONGEST_KEY

    def scalar(self, text: str) -> Plain:
        return scalars.scalar(text)

    def _mapping(self, node: yaml.Node) -> dict[str, Plain]:
        made = super()._mapping(node)
        if "<<" in made:
            merged = made.pop("<<")
            for one in merged if isinstance(merged, list) else [merged]:
                made = {**one, **made} if isinstance(one, dict) else made
        if None in made.values():
            # The API server treats a null field as a missing one.
            made = {key: value for key, value in made.items() if value is not None}
        return made


class _File:
    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = tuple(text.split("\n"))
        self.objects: list[Manifest] = []
        self.doubled: list[Doubled] = []
        self.unchecked: list[Unchecked] = []
        self.aside: list[Unchecked] = []
        self.named: Counter[Identity] = Counter()

    def read(self, deadline: Deadline) -> None:
        for number, (above, document) in enumerate(documents.split(self.text)):
            if number == MAX_DOCUMENTS:
                reason = f"has more than {MAX_DOCUMENTS} documents; nothing from here on was checked"
                self.unchecked.append(Unchecked(self.path, reason, above + 1))
                return
            try:
                deadline()
                self._document(above, document)
            except Refused as refused:
                self.unchecked.extend(self._reasons(above, document, refused))
            except DeadlineExceeded:
                self.unchecked.append(Unchecked(self.path, f"{TOO_LONG}, and so is what follows", above + 1))
                return

    def _reasons(self, above: int, document: str, refused: Refused) -> tuple[Unchecked, ...]:
        if found := TEMPLATE.search(document):
            line, column = _place(document, found.start())
            return (Unchecked(self.path, RENDER, above + line, column),)
        return _reasons(self.path, refused)

    def _document(self, above: int, document: str) -> None:
        """Raises `Refused` for a document that cannot be read."""
        if document.lstrip()[:1] in {"{", "["}:
            document = PAIR.sub(_joined_pair, document)  # JSON escapes one character as a surrogate pair
        node = yamlnodes.composed(document, above=above)
        if node is None:
            return
        builder = _Builder(above)
        value = builder.build(node)
        if builder.faults:
            raise yamlnodes.unreadable(*builder.faults)
        if NUL.search(document) and _holds_nul(value):
            # The CEL library would end the text at that character.
            raise yamlnodes.unreadable(Fault("", "holds the character U+0000; remove it", above + 1))
        first = len(self.objects)
        self._value(value, node, above, "")
        times: Counter[str] = Counter()
        for fault in builder.doubled:
            owner = next((one for one in self.objects[first:] if _is_inside(fault, one)), None)
            if owner is None:
                self.unchecked.append(Unchecked(self.path, fault.message, fault.line, fault.column))
            else:
                self.doubled.append(Doubled(owner, fault, times[fault.pointer]))
                times[fault.pointer] += 1

    def _value(self, value: Plain, node: yaml.Node, above: int, prefix: str) -> None:
        place = yamlnodes.place(node, above)
        if shapes.is_list(value):
            self._list(value, node, above, prefix)
        elif shapes.is_object(value):
            manifest = Manifest(value, self.path, node, above, self.lines, prefix)
            if namesakes := self.named[manifest.identity]:
                manifest = structs.replace(manifest, namesakes=namesakes)
            self.named[manifest.identity] += 1
            if objection := shapes.objection(value):
                region = manifest.region(objection.path)
                reason = f"{objection.reason}; no rule checked it"
                self.unchecked.append(
                    Unchecked(self.path, reason, region.line, region.column, subject=manifest.subject)
                )
            else:
                self.objects.append(manifest)
        elif prefix or shapes.resembles_object(value):
            reason = shapes.NO_OBJECT if isinstance(value, dict) else "is an item of a list, but no object"
            self.unchecked.append(Unchecked(self.path, reason, *place))
        elif isinstance(value, list) and any(map(shapes.resembles_object, value)):
            self.unchecked.append(Unchecked(self.path, LIST_OF_OBJECTS, *place))
        elif value is not None:
            self.aside.append(Unchecked(self.path, "holds no Kubernetes object", *place))

    def _list(self, value: Object, node: yaml.Node, above: int, prefix: str) -> None:
        items = value.get("items")
        list_node = source_regions.field_value(node, "items")
        if list_node is None or items is None:
            return
        if not isinstance(items, list):
            self.unchecked.append(
                Unchecked(self.path, "items has to be a list", *yamlnodes.place(list_node, above))
            )
            return
        inherited = shapes.item_defaults(value)
        for index, (item, item_node) in enumerate(zip(items, list_node.value, strict=True)):
            complete = {**inherited, **item} if isinstance(item, dict) else item
            self._value(complete, item_node, above, f"{prefix}/items/{index}")


def _reasons(path: str, refused: Refused) -> tuple[Unchecked, ...]:
    return tuple(Unchecked(path, fault.message, fault.line, fault.column) for fault in refused.faults)


def _is_inside(fault: Fault, manifest: Manifest) -> bool:
    return fault.pointer.startswith(f"{manifest.prefix}/")


def _holds_nul(value: Plain) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_nul, value.values())) or any("\0" in key for key in value)
    if isinstance(value, list):
        return any(map(_holds_nul, value))
    return isinstance(value, str) and "\0" in value


def _place(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _joined_pair(found: re.Match[str]) -> str:
    return (
        (chr(int(found[1], 16)) + chr(int(found[2], 16))).encode("utf-16", "surrogatepass").decode("utf-16")
    )
