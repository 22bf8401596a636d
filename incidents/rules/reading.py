"""Reads a rule from plain values, JSON or YAML; invalid ones are refused with all faults."""

from typing import Any

import msgspec

from incidents import jsontree, structs, yamltree
from incidents.decoding import decoder
from incidents.errors import Fault, Refused
from incidents.refs import RULE_PATTERN, STORY_PATTERN
from incidents.rules import checks, record
from incidents.rules.record import KINDS, Rule
from incidents.structs import Wording
from incidents.yamltree import Plain, Tree

REFUSED = "The rule is not accepted as it stands."

EXPLAINED = {
    RULE_PATTERN: "write a reference such as M-2, A-3 or S-6",
    STORY_PATTERN: "write the reference of a story, such as KF-15",
    record.TARGET_PATTERN: "write the anchor of a factor or symptom, such as f1 or s1",
    record.NAME_PATTERN: "use small letters, digits and single hyphens",
    record.ALERT_PATTERN: "use letters, digits and “_”",
    record.DURATION_PATTERN: "write a duration such as 30s, 15m or 1h30m",
    record.ADMISSION_PATTERN: "write yes, or “no: ” and the reason",
    record.VERSION_PATTERN: "write a version such as 1.30, in quotes",
    r"^[^\n\r]*$": "write it on one line",
}

WORDING = Wording(REFUSED, EXPLAINED)

LETTERS = {"pattern": "S", "alert": "A", "kinds": "M", "admission": "M"}
"""Fields that only one kind of rule has, with the letter of that kind."""


class _Named(msgspec.Struct):
    ref: str


def from_yaml(data: bytes | str) -> Rule:
    return from_tree(yamltree.read(data))


def from_json(data: bytes | str) -> Rule:
    return from_tree(jsontree.read(data))


def from_tree(tree: Tree) -> Rule:
    """Reads a rule. Raises `Refused` with every fault, in the order of the lines."""
    if not isinstance(tree.value, dict):
        raise Refused(REFUSED, [tree.fault("", f"has to hold fields: {_known()}")])
    letter = _letter(tree.value)
    if letter is None:
        message = "has to start with M- (a condition over objects), A- (an alert) or S- (a signature)"
        raise Refused(REFUSED, [tree.fault("/ref", message)])
    found = [tree.fault(*fault) for fault in checks.objections(letter, tree.value)]
    try:
        rule = structs.from_tree(tree, KINDS[letter], words=WORDING)
    except Refused as refused:
        raise Refused(REFUSED, _in_order([*refused.faults, *found])) from None
    if found:
        raise Refused(REFUSED, _in_order(found))
    return structs.lean(rule)


def _known() -> str:
    return ", ".join(field.name for field in msgspec.structs.fields(record.Signature))


def _letter(value: dict[str, Plain]) -> str | None:
    """The letter of the kind: by the fields if they belong to one kind, else by the reference."""
    letters = {letter for field, letter in LETTERS.items() if field in value}
    if len(letters) == 1:
        return letters.pop()
    ref = value.get("ref")
    return ref[0] if isinstance(ref, str) and ref[:1] in KINDS else None


def _in_order(faults: list[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: (fault.line or 0, fault.column or 0))


def plain(rule: Rule) -> dict[str, Any]:
    """The rule as JSON values, without fields that hold their default."""
    value: dict[str, Any] = msgspec.json.decode(to_json(rule))
    return value


def to_json(rule: Rule) -> bytes:
    return msgspec.json.encode(rule)


def trusted(data: bytes | str) -> Rule:
    """Decodes a stored rule, which was checked before it was stored."""
    kind = KINDS[decoder(_Named).decode(data).ref[0]]
    return decoder(kind).decode(data)
