"""One rule, shaped for its page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings

from incidents.models import Rule, RuleLink, ToolCheck
from incidents.rules.bundle import Bundle
from incidents.rules.exports import admission, gatekeeper, kube_linter, kyverno, policies, prometheus
from incidents.rules.record import AlertRule, ManifestRule, Reference, Signature
from incidents.rules.record import Rule as Document
from incidents.web.parts import addresses
from incidents.web.parts.badges import Badge, Link
from incidents.web.rules import wording
from incidents.web.rules.example_names import named
from incidents.web.rules.list_page import badges

EXPORTS: tuple[tuple[str, Callable[[Bundle], str]], ...] = (
    ("ValidatingAdmissionPolicy", admission.write),
    ("Kyverno", kyverno.write),
    ("Gatekeeper", gatekeeper.write),
)


@dataclass(frozen=True)
class RuleFact:
    label: str
    text: str


@dataclass(frozen=True)
class Justification:
    """A story that justifies the rule."""

    relation: Badge
    ref: str
    title: str
    url: str
    target: str
    note: str
    answer: str
    """To the question of the rule."""


@dataclass(frozen=True)
class Foreign:
    """A check of another tool for one of the stories."""

    tool: str
    tool_slug: str
    check: str
    relation: Badge
    contradicts: bool
    story: Link
    note: str
    is_related: bool = False
    """Whether it is about the same thing, and neither helps nor harms."""


@dataclass(frozen=True)
class RuleExample:
    """`bad` is whether the rule has to fire on it."""

    title: str
    text: str
    bad: bool

    @property
    def role(self) -> Badge:
        return Badge("it fires", "bad") if self.bad else Badge("it stays silent", "fixed")


@dataclass(frozen=True)
class Export:
    name: str
    text: str


@dataclass(frozen=True)
class RuleDetails:
    document: Document
    badges: tuple[Badge, ...]
    expression: str
    language: str
    facts: tuple[RuleFact, ...]
    why: tuple[Justification, ...]
    foreign: tuple[Foreign, ...]
    examples: tuple[RuleExample, ...]
    exports: tuple[Export, ...]
    not_exported: str
    references: tuple[Reference, ...]

    @property
    def contradicting(self) -> tuple[Foreign, ...]:
        return tuple(check for check in self.foreign if check.contradicts)


def build(
    *, head: Rule, rule: Document, links: Sequence[RuleLink], checks: Iterable[ToolCheck]
) -> RuleDetails:
    """`rule` as far as the reader may see it."""
    exported = tuple(_exports(rule))
    return RuleDetails(
        document=rule,
        badges=badges(head),
        expression=(rule.pattern if isinstance(rule, Signature) else rule.expr).strip(),
        language=_language(rule),
        facts=tuple(_facts(rule)),
        why=tuple(_justifications(rule, links)),
        foreign=tuple(foreign(check) for check in checks),
        examples=tuple(_examples(rule)),
        exports=exported,
        not_exported=_reason(rule),
        references=rule.references,
    )


def foreign(check: ToolCheck) -> Foreign:
    return Foreign(
        tool=check.tool.title,
        tool_slug=check.tool.slug,
        check=check.name,
        relation=wording.relation(check.relation),
        contradicts=check.relation == "contradicts",
        is_related=check.relation == "related",
        story=Link(check.incident.ref, addresses.part(check.incident.ref)),
        note=check.note,
    )


def _justifications(rule: Document, links: Iterable[RuleLink]) -> Iterator[Justification]:
    answers = {(one.ref, one.target or "", str(one.relation)): one.answer or "" for one in rule.stories}
    for link in links:
        incident = link.incident
        yield Justification(
            relation=wording.relation(link.relation),
            ref=incident.ref,
            title=incident.title,
            url=addresses.part(incident.ref, link.target),
            target=link.target,
            note=link.note,
            answer=answers.get((incident.ref, link.target, link.relation), ""),
        )


def _language(rule: Document) -> str:
    match rule:
        case ManifestRule():
            return "CEL"
        case AlertRule():
            return "PromQL"
    return "RE2"


def _facts(rule: Document) -> Iterator[RuleFact]:
    match rule:
        case ManifestRule():
            yield RuleFact("Applies to", ", ".join(rule.kinds))
            if rule.context:
                yield RuleFact("Looks at", ", ".join(rule.context))
            yield RuleFact("Points to", rule.at)
            if rule.compares:
                yield RuleFact("Compares", "the object with the one before")
            if rule.once_per_namespace:
                yield RuleFact("Reported", "once for a namespace, with the names of the others")
            if rule.minimum_kubernetes:
                yield RuleFact("Kubernetes", f"{rule.minimum_kubernetes} or newer")
        case AlertRule():
            yield RuleFact("Alert", rule.alert)
            yield RuleFact("Metrics of", rule.exporter)
            yield RuleFact("Has to hold for", rule.lasting or "a moment")
        case Signature():
            yield RuleFact("Found in", rule.source)
            yield RuleFact("Weight", f"{rule.weight} of 5")
            yield RuleFact("Takes", f"{rule.min} {'line' if rule.min == 1 else 'lines'} with a match")


def _examples(rule: Document) -> Iterator[RuleExample]:
    if isinstance(rule, AlertRule):
        for test in rule.tests:
            series = "\n".join(f"{name}  {values}" for name, values in test.series.items())
            yield RuleExample(f"A sample a minute, evaluated at {test.at}", series, bad=test.fires)
        return
    for text in rule.tests.bad:
        yield RuleExample(named(text), text.rstrip(), bad=True)
    for text in rule.tests.good:
        yield RuleExample(named(text), text.rstrip(), bad=False)


def _exports(rule: Document) -> Iterator[Export]:
    """As the whole export holds it."""
    if isinstance(rule, Signature):
        return
    if isinstance(rule, AlertRule):
        yield Export("Prometheus", prometheus.write(Bundle(settings.BASE_URL, alert_rules=(rule,))))
        return
    bundle = Bundle(settings.BASE_URL, manifest_rules=(rule,))
    if policies.from_bundle(bundle):
        for name, write in EXPORTS:
            yield Export(name, write(bundle))
    written = kube_linter.write(bundle)
    if "# Left out" not in written:
        yield Export("kube-linter", written)


def _reason(rule: Document) -> str:
    """Why the cluster cannot run the rule itself."""
    if not isinstance(rule, ManifestRule):
        return ""
    return dict(policies.left_out(Bundle(settings.BASE_URL, manifest_rules=(rule,)))).get(rule.ref, "")
