"""What the exports of admission policies share: selection of rules, names, labels and messages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from incidents.rules.bundle import Bundle
from incidents.rules.exports import resources
from incidents.rules.exports.resources import Resource
from incidents.rules.record import ManifestRule

Json = dict[str, Any]

# The same variables as in our own conditions; admission policies define them under the same names.
POD = (
    "object.kind == 'CronJob' ? object.spec.jobTemplate.spec.template : "
    "object.kind == 'Pod' ? object : object.spec.template"
)
VARIABLES = {
    "pod": POD,
    "podSpec": "variables.pod.spec",
    "podMeta": "variables.pod.?metadata.orValue({})",
    "containers": "variables.podSpec.?containers.orValue([])",
    "allContainers": "variables.containers + variables.podSpec.?initContainers.orValue([])",
}
"""In the order of their dependencies."""
NEEDS = {
    "podSpec": ("pod",),
    "podMeta": ("pod",),
    "containers": ("pod", "podSpec"),
    "allContainers": ("pod", "podSpec", "containers"),
}
WORD = re.compile(r"\bvariables\.([A-Za-z]+)")


@dataclass(frozen=True)
class Policy:
    """A rule that a cluster can evaluate, with its stories."""

    rule: ManifestRule
    matched: tuple[tuple[str, Resource], ...]
    stories: tuple[str, ...]
    address: str

    @property
    def name(self) -> str:
        return f"soundings-{self.rule.ref.lower()}-{self.rule.name}"[:63].rstrip("-")

    @property
    def expression(self) -> str:
        """The negated condition: true for an object without the hazard."""
        return f"!({self.rule.expr.strip()})"

    @property
    def message(self) -> str:
        return f"{self.rule.message} {self.rule.fix} Why: {', '.join(self.stories)} ({self.link})"

    @property
    def link(self) -> str:
        return f"{self.address}/{self.stories[0]}"

    @property
    def minimum(self) -> str:
        return self.rule.minimum_kubernetes or "1.30"

    def variables(self) -> list[Json]:
        used = set(WORD.findall(self.rule.expr))
        needed = used.union(*(NEEDS.get(name, ()) for name in used)) & set(VARIABLES)
        return [{"name": name, "expression": text} for name, text in VARIABLES.items() if name in needed]

    def metadata(self, name: str | None = None) -> Json:
        return {
            "name": name or self.name,
            "labels": {
                "app.kubernetes.io/managed-by": "soundings",
                "soundings/rule": self.rule.ref,
                "soundings/story": self.stories[0],
            },
            "annotations": {
                "soundings/stories": ", ".join(self.stories),
                "soundings/link": self.link,
                "soundings/message": self.rule.message,
                "soundings/fix": self.rule.fix,
                "soundings/minimum-kubernetes-version": self.minimum,
            },
        }


def from_bundle(bundle: Bundle) -> list[Policy]:
    return [made for rule in bundle.manifest_rules if (made := _policy(rule, bundle)) is not None]


def left_out(bundle: Bundle) -> Iterator[tuple[str, str]]:
    """The references of the rules that are left out, each with the reason."""
    for rule in bundle.manifest_rules:
        if _policy(rule, bundle) is None:
            yield rule.ref, _reason(rule)


def _policy(rule: ManifestRule, bundle: Bundle) -> Policy | None:
    matched = tuple(resources.matched(rule.kinds))
    if (
        rule.admission != "yes"
        or rule.context
        or rule.compares
        or rule.confidence == "contested"
        or not matched
    ):
        return None
    refs = dict.fromkeys(link.ref for link in rule.stories if link.relation != "related")
    stories = tuple(refs) or tuple(dict.fromkeys(link.ref for link in rule.stories))
    return Policy(rule, matched, stories, bundle.address)


def _reason(rule: ManifestRule) -> str:
    if rule.admission != "yes":
        return rule.admission.removeprefix("no: ")
    if rule.context:
        return "also needs other objects"
    if rule.compares:
        return "compares with the object before the change"
    if rule.confidence == "contested":
        return "is contested, so it has to be added by hand"
    return "applies to kinds that no policy here matches"


def to_yaml(bundle: Bundle, title: str, documents: list[Json], without: Iterator[tuple[str, str]]) -> str:
    """The documents as YAML, under a comment that lists what is left out, with the reasons."""
    lines = [f"# {title}", f"# Stories and rules: {bundle.address}"]
    lines += [f"# Left out: {ref} ({why})" for ref, why in without]
    heading = "\n".join(" ".join(line.split()) for line in lines)
    return f"{heading}\n{_dumped(documents)}"


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def _dumped(documents: list[Json]) -> str:
    if not documents:
        return ""
    dumped: str = yaml.dump_all(
        documents, Dumper=_Dumper, sort_keys=False, width=1000, allow_unicode=True, explicit_start=True
    )
    return dumped
