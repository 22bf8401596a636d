"""The linter: evaluates rules over files of manifests and builds a report."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from msgspec import Struct, structs

from incidents.rules.cel.conditions import Condition, EvaluationFailed, NotEvaluated, Object, Path, Subject
from incidents.rules.deadline import Deadline, DeadlineExceeded, no_deadline
from incidents.rules.lint import evidence, locate, manifests, shapes, suppressions, wrong_types
from incidents.rules.lint.cluster_context import MAX_COMPARISONS, ClusterContext
from incidents.rules.lint.findings import Finding, Report, Suppressed, Unchecked, order
from incidents.rules.lint.manifests import MAX_BYTES, Manifest, Manifests
from incidents.rules.record import LEVELS, Level, ManifestRule

MAX_YAML_FINDINGS = 1_000
"""Findings per lint run about the YAML itself: a hostile text can hold one every few characters."""

MAX_UNCHECKED = 10_000
"""Entries listed one by one; the rest is only counted."""

TOO_LONG = "the time for one lint run was over before every rule had checked this; lint less at once"

CHART = "Chart.yaml"
UNRENDERED = (
    "is a chart without one manifest, so nothing of it was checked; render it first (with helm template)"
)


class File(Struct, frozen=True):
    path: str
    """The name of the file in the report."""
    content: bytes


class LintLimits(Struct, frozen=True):
    """What one lint run may take; the defaults are those of a server."""

    size: int = MAX_BYTES
    """Bytes of a file; a larger one is unchecked."""
    comparisons: int = MAX_COMPARISONS
    """Of an object with another; what is left is unchecked."""
    locating: int = 10_000
    """Evaluations for the exact places of findings; later findings have theirs by container."""


SERVER = LintLimits()


class Linter:
    """Evaluates rules over manifests. Compiles each rule once, when it first applies to an object."""

    def __init__(
        self,
        rules: Sequence[ManifestRule],
        compiled: Mapping[str, bytes] | None = None,
        *,
        known: Collection[str] = (),
        enforced: Collection[str] = (),
    ) -> None:
        """`compiled`: conditions that were compiled before, by their text.

        References of rules: `known` are those that do not run here, `enforced` those that no annotation
        suppresses.
        """
        self.known = frozenset([*known, *(rule.ref for rule in rules)])
        self.enforced = frozenset(enforced)
        self._compiled = compiled or {}
        self.rules = tuple(rule for rule in rules if rule.status != "deprecated")
        self._conditions: dict[str, Condition | NotEvaluated] = {}
        self._rules_by_kind: dict[tuple[str, bool, bool], tuple[ManifestRule, ...]] = {}

    def lint(
        self,
        files: Iterable[File],
        *,
        level: Level = "medium",
        before: Iterable[File] = (),
        missed: Iterable[Unchecked] = (),
        left_out: Mapping[str, int] | None = None,
        excluded: Mapping[str, int] | None = None,
        limits: LintLimits = SERVER,
        deadline: Deadline = no_deadline,
    ) -> Report:
        """`before`: the files as they were, for the rules that compare. `missed`: what the caller could not
        read. `left_out`: how many files the caller did not read, by their ending; `excluded`: by the glob.

        What exceeds the limits, or is left when the deadline passes, is listed in `Report.unchecked`.
        """
        read, old = (
            [manifests.read(file.path, file.content, limit=limits.size, deadline=deadline) for file in some]
            for some in (files, before)
        )
        run = _LintRun(self, read, old, level=level, limits=limits, deadline=deadline)
        run.unchecked += missed
        run.check()
        return structs.replace(
            run.report(),
            left_out=tuple(Counter(left_out or {}).most_common()),
            excluded=tuple(Counter(excluded or {}).most_common()),
        )

    def rules_for(self, manifest: Manifest) -> tuple[ManifestRule, ...]:
        """A kind of others with a pod template is judged by the rules over pods alone."""
        foreign = shapes.is_foreign(manifest.value)
        key = manifest.kind, foreign, foreign and shapes.has_pod_template(manifest.value)
        if key not in self._rules_by_kind:
            self._rules_by_kind[key] = tuple(rule for rule in self.rules if _applies(rule, *key))
        return self._rules_by_kind[key]

    def judges(self, manifest: Manifest) -> bool:
        """Whether a rule is about objects of this kind, and not about all objects."""
        return any(rule.kinds != ("*",) for rule in self.rules_for(manifest))

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
    """One lint run. Findings below the level are counted but not located."""

    def __init__(
        self,
        linter: Linter,
        read: Sequence[Manifests],
        old: Sequence[Manifests],
        *,
        level: Level,
        limits: LintLimits,
        deadline: Deadline,
    ) -> None:
        self.linter = linter
        self.level = level
        self.deadline = deadline
        self.read = read
        self.objects = [manifest for one in read for manifest in one.objects]
        self.context = ClusterContext(self.objects, comparisons=limits.comparisons)
        self.before = {manifest.identity: manifest.value for one in old for manifest in one.objects}
        self.evaluations_left = limits.locating
        self.yaml_findings_left = MAX_YAML_FINDINGS
        self.findings: list[Finding] = []
        self.hidden = 0
        self.suppressed: list[Suppressed] = []
        self.unchecked = list(chain.from_iterable(one.unchecked for one in read))
        for missed in chain.from_iterable(one.unchecked for one in old):
            self.unchecked.append(structs.replace(missed, reason=f"before the change: {missed.reason}"))

    def check(self) -> None:
        self._add_yaml_findings(
            evidence.duplicate_key_finding(doubled) for one in self.read for doubled in one.doubled
        )
        for manifest in self.objects:
            try:
                self._check(manifest)
            except DeadlineExceeded:
                self._add_unchecked(manifest, TOO_LONG)

    def _check(self, manifest: Manifest) -> None:
        self._add_yaml_findings(
            evidence.not_text_finding(manifest, path) for path in shapes.not_text(manifest.value)
        )
        suppressed = suppressions.parse(manifest.value, self.linter.known, self.linter.enforced)
        self._add_yaml_findings(evidence.suppression_finding(manifest, one) for one in suppressed.ineffective)
        for condition, subject in self._firing(manifest):
            rule = condition.rule
            if rule.ref in suppressed.reasons:
                reason = suppressed.reasons[rule.ref]
                self.suppressed += [
                    Suppressed(one, reason) for one in self._findings(manifest, condition, subject)
                ]
            elif _is_reported(rule.level, self.level):
                self.findings += self._findings(manifest, condition, subject)
            else:
                self.hidden += len(_places(condition, subject))

    def _add_yaml_findings(self, findings: Iterator[Finding]) -> None:
        reported = list(islice(findings, self.yaml_findings_left))
        self.yaml_findings_left -= len(reported)
        self.findings += reported
        if further := next(findings, None):
            reason = f"more than {MAX_YAML_FINDINGS:,} such faults: {further.name}; the rest is not listed"
            self.unchecked.append(Unchecked(further.path, reason, further.line, further.column))

    def _firing(self, manifest: Manifest) -> Iterator[tuple[Condition, Subject]]:
        others: dict[tuple[str, ...], list[Object]] = {}
        subject = Subject(manifest.value, self.before.get(manifest.identity), others, self.deadline)
        for rule in self.linter.rules_for(manifest):
            if rule.compares and subject.before is None:
                continue
            try:
                condition = self.linter.condition(rule)
                if rule.context and rule.context not in others:
                    others[rule.context] = self.context.around(manifest, rule.context)
                if self._fires(manifest, condition, subject):
                    yield condition, subject
            except NotEvaluated as refused:
                self._add_unchecked(manifest, str(refused), rule=rule.ref)

    def _fires(self, manifest: Manifest, condition: Condition, subject: Subject) -> bool:
        before = subject.evaluations.count
        try:
            return condition.fires(subject)
        except EvaluationFailed as failed:
            spent = self.evaluations_left <= 0
            reason, path = (
                (wrong_types.OTHER, ()) if spent else wrong_types.explained(condition, subject, failed)
            )
            self._add_unchecked(manifest, reason, path, rule=condition.rule.ref)
            self.evaluations_left -= subject.evaluations.count - before
            return False

    def _add_unchecked(self, manifest: Manifest, reason: str, path: Path = (), *, rule: str = "") -> None:
        region = manifest.region(path)
        self.unchecked.append(
            Unchecked(manifest.path, reason, region.line, region.column, rule, manifest.subject)
        )

    def _findings(self, manifest: Manifest, condition: Condition, subject: Subject) -> list[Finding]:
        paths = self._paths(condition, subject)
        return [evidence.rule_finding(condition.rule, manifest, path) for path in paths]

    def _paths(self, condition: Condition, subject: Subject) -> tuple[Path, ...]:
        found = _places(condition, subject)
        if self.evaluations_left <= 0:
            return found
        before = subject.evaluations.count
        try:
            return locate.narrowed(condition, subject, found)
        except DeadlineExceeded:
            return found
        finally:
            self.evaluations_left -= subject.evaluations.count - before

    def report(self) -> Report:
        findings = sorted(self.findings, key=order)
        shown = tuple(one for one in findings if _is_reported(one.level, self.level))
        return Report(
            findings=shown,
            hidden=len(findings) - len(shown) + self.hidden,
            suppressed=tuple(sorted(self.suppressed, key=lambda one: order(one.finding))),
            unchecked=_shortened(sorted(self.unchecked, key=lambda one: (one.path, one.line or 0, one.rule))),
            files=len(self.read),
            objects=len(self.objects),
            rules=len(self.linter.rules),
            aside=_shortened([self._aside(missed) for one in self.read for missed in one.aside]),
            not_judged=self._not_judged(),
        )

    def _not_judged(self) -> tuple[tuple[str, int], ...]:
        unknown = Counter(one.kind for one in self.objects if not self.linter.judges(one))
        return tuple(unknown.most_common())

    def _aside(self, missed: Unchecked) -> Unchecked:
        """Of a chart that is not rendered, the note says so: no rule has seen any of its objects."""
        folder, slash, name = missed.path.rpartition("/")
        if name != CHART or any(one.path.startswith(folder + slash) for one in self.objects):
            return missed
        return structs.replace(missed, reason=UNRENDERED)


def _applies(rule: ManifestRule, kind: str, foreign: bool, templated: bool) -> bool:
    # Of a Service of Knative, only the name is that of a kind of Kubernetes.
    named = rule.kinds == ("*",) if foreign and kind in shapes.NATIVE else rule.applies_to(kind)
    return named or (templated and rule.is_about_pods_alone())


def _shortened(missed: Sequence[Unchecked]) -> tuple[Unchecked, ...]:
    if len(missed) <= MAX_UNCHECKED:
        return tuple(missed)
    first = missed[MAX_UNCHECKED]
    more = Unchecked(
        first.path, f"and {len(missed) - MAX_UNCHECKED:,} more like these, from here on", first.line
    )
    return (*missed[:MAX_UNCHECKED], more)


def _is_reported(level: Level, least: Level) -> bool:
    return LEVELS.index(level) >= LEVELS.index(least)


def _places(condition: Condition, subject: Subject) -> tuple[Path, ...]:
    try:
        return locate.places(condition, subject)
    except DeadlineExceeded:
        return (locate.rough_path(condition, subject),)
