"""Rules over files of manifests: what they find, what they cannot judge, what was left aside on purpose."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice

from msgspec import Struct

from incidents.rules.cel.conditions import Condition, NotEvaluated, Object, Path, Subject
from incidents.rules.deadline import Deadline, DeadlineExceeded, no_deadline
from incidents.rules.lint import evidence, locate, manifests, suppressions
from incidents.rules.lint.cluster_context import MOST_LOOKS, Surroundings
from incidents.rules.lint.findings import Finding, Report, Suppressed, Unjudged
from incidents.rules.lint.manifests import MAX_BYTES, Manifest, Manifests
from incidents.rules.record import LEVELS, Level, ManifestRule

MOST_QUESTIONS = 10_000
"""Of one linting, for exact places; findings after that have rough ones."""

MOST_OF_YAML = 1_000
"""Findings of one linting that are about the YAML itself; a text can hold one with every few letters."""

MOST_UNJUDGED = 10_000
"""Told one by one; of more the number."""

TOO_LONG = "the time for one linting was over before every rule had judged this; lint less at once"

Identity = tuple[str, str, str, str]
Group = tuple[str, str]
"""Rule and namespace, of findings that are told once for all of them."""


class File(Struct, frozen=True):
    path: str
    """As the report names it."""
    content: bytes


class Linter:
    """Compiles each rule once, when the first object that it judges comes by."""

    def __init__(self, rules: Sequence[ManifestRule], compiled: Mapping[str, bytes] | None = None) -> None:
        """`compiled`: conditions by their text, as far as somebody has compiled them before."""
        self._compiled = compiled or {}
        self.rules = tuple(rule for rule in rules if rule.status != "deprecated")
        self._conditions: dict[str, Condition | NotEvaluated] = {}
        self._judging: dict[str, tuple[ManifestRule, ...]] = {}

    def lint(
        self,
        files: Iterable[File],
        *,
        level: Level = "medium",
        before: Iterable[File] = (),
        limit: int = MAX_BYTES,
        looks: int = MOST_LOOKS,
        deadline: Deadline = no_deadline,
    ) -> Report:
        """`before`: the files as they were, for the rules that compare.

        `limit`: bytes of a file; `looks`: at one object beside another. More of either is unjudged, and so is
        what is left when `deadline` ends.
        """
        read, old = (
            [manifests.read(file.path, file.content, limit=limit, deadline=deadline) for file in some]
            for some in (files, before)
        )
        run = _LintRun(self, read, old, level=level, looks=looks, deadline=deadline)
        run.judge()
        return run.report()

    def judging(self, kind: str) -> tuple[ManifestRule, ...]:
        if kind not in self._judging:
            self._judging[kind] = tuple(rule for rule in self.rules if rule.judges(kind))
        return self._judging[kind]

    def condition(self, rule: ManifestRule) -> Condition:
        """Raises `NotEvaluated` where the rule does not compile."""
        if rule.ref not in self._conditions:
            try:
                self._conditions[rule.ref] = Condition(rule, self._compiled.get(rule.expr))
            except NotEvaluated as refused:
                self._conditions[rule.ref] = NotEvaluated(f"does not compile: {refused}")
        made = self._conditions[rule.ref]
        if isinstance(made, NotEvaluated):
            raise made
        return made


class _LintRun:
    """One linting, which gathers what it finds; what is below the level is counted, not looked at closer."""

    def __init__(
        self,
        linter: Linter,
        read: Sequence[Manifests],
        old: Sequence[Manifests],
        *,
        level: Level,
        looks: int,
        deadline: Deadline,
    ) -> None:
        self.linter = linter
        self.level = level
        self.deadline = deadline
        self.read = read
        self.objects = [manifest for one in read for manifest in one.objects]
        self.surroundings = Surroundings(self.objects, looks=looks)
        self.before = {_identity(manifest): manifest.value for one in old for manifest in one.objects}
        self.questions_left = MOST_QUESTIONS
        self.of_yaml_left = MOST_OF_YAML
        self.findings: list[Finding] = []
        self.hidden = 0
        self.groups: dict[Group, list[tuple[Manifest, ManifestRule, tuple[Path, ...]]]] = {}
        self.hidden_groups: set[Group] = set()
        self.suppressed: list[Suppressed] = []
        self.unjudged = list(chain.from_iterable(one.unjudged for one in read))
        for missed in chain.from_iterable(one.unjudged for one in old):
            self.unjudged.append(replace(missed, reason=f"before the change: {missed.reason}"))

    def judge(self) -> None:
        self._of_yaml(evidence.of_doubled_key(doubled) for one in self.read for doubled in one.doubled)
        for manifest in self.objects:
            try:
                self._judge(manifest)
            except DeadlineExceeded:
                self._leave(manifest, TOO_LONG)

    def _judge(self, manifest: Manifest) -> None:
        said = suppressions.of(manifest.value)
        self._of_yaml(evidence.of_suppression(manifest, part) for part in said.faulty)
        for condition, subject in self._true_of(manifest):
            rule = condition.rule
            if rule.ref in said.reasons:
                reason = said.reasons[rule.ref]
                self.suppressed += [
                    Suppressed(one, reason) for one in self._findings(manifest, condition, subject)
                ]
            elif not rule.once_per_namespace and _is_told(rule.level, self.level):
                self.findings += self._findings(manifest, condition, subject)
            elif _is_told(rule.level, self.level):
                group = self.groups.setdefault((rule.ref, manifest.namespace), [])
                group.append((manifest, rule, self._paths(condition, subject)))
            elif rule.once_per_namespace:
                self.hidden_groups.add((rule.ref, manifest.namespace))
            else:
                self.hidden += len(self._paths(condition, subject))

    def _of_yaml(self, findings: Iterator[Finding]) -> None:
        told = list(islice(findings, self.of_yaml_left))
        self.of_yaml_left -= len(told)
        self.findings += told
        if further := next(findings, None):
            reason = f"more than {MOST_OF_YAML:,} such faults: {further.name}; the rest of them is not told"
            self.unjudged.append(Unjudged(further.path, reason, further.line, further.column))

    def _true_of(self, manifest: Manifest) -> Iterator[tuple[Condition, Subject]]:
        others: dict[tuple[str, ...], list[Object]] = {}
        subject = Subject(manifest.value, self.before.get(_identity(manifest)), others, self.deadline)
        for rule in self.linter.judging(manifest.kind):
            if rule.compares and subject.before is None:
                continue
            try:
                condition = self.linter.condition(rule)
                if rule.context and rule.context not in others:
                    others[rule.context] = self.surroundings.of(manifest, rule.context)
                if condition.fires(subject):
                    yield condition, subject
            except NotEvaluated as refused:
                self._leave(manifest, str(refused), rule.ref)

    def _leave(self, manifest: Manifest, reason: str, rule: str = "") -> None:
        self.unjudged.append(Unjudged(manifest.path, reason, *manifest.place, rule, manifest.subject))

    def _findings(self, manifest: Manifest, condition: Condition, subject: Subject) -> list[Finding]:
        paths = self._paths(condition, subject)
        return [evidence.of_rule(condition.rule, manifest, path) for path in paths]

    def _paths(self, condition: Condition, subject: Subject) -> tuple[Path, ...]:
        if self.questions_left <= 0:
            return (locate.rough_path(condition, subject),)
        asked = condition.asked
        try:
            found = locate.paths(condition, subject)
        except DeadlineExceeded:
            return (locate.rough_path(condition, subject),)
        self.questions_left -= condition.asked - asked
        return found

    def _of_groups(self) -> Iterator[Finding]:
        """The first of each, which stands for the others."""
        for group in self.groups.values():
            manifest, rule, paths = min(group, key=lambda one: (one[0].path, *one[0].place))
            first = min((evidence.of_rule(rule, manifest, path) for path in paths), key=_order)
            yield replace(first, others=sum(len(found) for _, _, found in group) - 1)

    def report(self) -> Report:
        told = sorted([*self.findings, *self._of_groups()], key=_order)
        shown = tuple(one for one in told if _is_told(one.level, self.level))
        return Report(
            findings=shown,
            hidden=len(told) - len(shown) + self.hidden + len(self.hidden_groups),
            suppressed=tuple(sorted(self.suppressed, key=lambda one: _order(one.finding))),
            unjudged=_shortened(sorted(self.unjudged, key=lambda one: (one.path, one.line or 0, one.rule))),
            files=len(self.read),
            objects=len(self.objects),
            rules=len(self.linter.rules),
            aside=_shortened(list(chain.from_iterable(one.aside for one in self.read))),
        )


def _shortened(missed: Sequence[Unjudged]) -> tuple[Unjudged, ...]:
    if len(missed) <= MOST_UNJUDGED:
        return tuple(missed)
    first = missed[MOST_UNJUDGED]
    more = Unjudged(
        first.path, f"and {len(missed) - MOST_UNJUDGED:,} more like these, from here on", first.line
    )
    return (*missed[:MOST_UNJUDGED], more)


def _is_told(level: Level, least: Level) -> bool:
    return LEVELS.index(level) >= LEVELS.index(least)


def _order(finding: Finding) -> tuple[str, int, int, str]:
    return finding.path, finding.line, finding.column, finding.rule.rjust(10)


def _identity(manifest: Manifest) -> Identity:
    return manifest.group, manifest.kind, manifest.namespace, manifest.name
