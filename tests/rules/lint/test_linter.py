from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.rules import folder
from incidents.rules.deadline import Deadline, DeadlineExceeded
from incidents.rules.lint import linter, manifests
from incidents.rules.lint.linter import File, Linter
from tests.rules.lint.pods import LATEST, NAMED, ignoring, lint, pod
from tests.rules.rules import rule

SAMPLES = Path(__file__).parents[1] / "samples"
MISPLACED = rule(
    "['concurrencyPolicy', 'successfulJobsHistoryLimit'].exists(f, f in variables.podSpec)",
    ref="M-2",
    level="critical",
    kinds=("CronJob",),
    at="spec.jobTemplate.spec.template.spec",
)
SCALED = rule(
    "has(object.spec.replicas) && objects.exists(h, h.spec.scaleTargetRef.name == object.metadata.name)",
    ref="M-24",
    kinds=("Deployment",),
    context=("HorizontalPodAutoscaler",),
    at="spec.replicas",
)
DROPPED = rule(
    "has(oldObject.spec.replicas) && !has(object.spec.replicas)",
    ref="M-30",
    kinds=("Deployment",),
    compares=True,
    at="spec.replicas",
)


def sample(name: str) -> str:
    return (SAMPLES / name).read_text()


def test_the_manifest_of_an_outage_gives_the_exact_line() -> None:
    (finding,) = lint(MISPLACED, sample("misplaced.yaml")).findings

    assert (finding.rule, finding.level, finding.line, finding.column) == ("M-2", "critical", 12, 11)
    assert finding.snippet == ("          concurrencyPolicy: Forbid",)
    assert finding.pointer == "/spec/jobTemplate/spec/template/spec/concurrencyPolicy"
    assert finding.subject == "CronJob foobar"
    assert finding.stories == MISPLACED.stories


def test_files_objects_and_rules_are_counted() -> None:
    report = lint([LATEST, SCALED], sample("shop.yaml"), "a: 1\n", "a: [")

    assert (report.files, report.objects, report.rules) == (3, 3, 2)
    assert [one.path for one in report.aside] == ["f1.yaml"]
    assert [one.path for one in report.unchecked] == ["f2.yaml"]


def test_the_most_severe_findings_come_first() -> None:
    worse = rule("true", ref="M-8", level="high", kinds=("Pod",))
    report = lint([NAMED, LATEST, worse], pod("a"), pod("b"), level="low")

    assert [(one.level, one.path, one.rule) for one in report.findings] == [
        ("high", "f0.yaml", "M-8"),
        ("high", "f1.yaml", "M-8"),
        ("medium", "f0.yaml", "M-15"),
        ("medium", "f1.yaml", "M-15"),
        ("low", "f0.yaml", "M-9"),
        ("low", "f1.yaml", "M-9"),
    ]
    assert report.levels == {"critical": 0, "high": 2, "medium": 2, "low": 2, "info": 0}


def test_findings_of_one_level_come_in_the_order_of_files_and_lines() -> None:
    report = lint([SCALED, LATEST], sample("shop.yaml"), pod())

    assert [(one.path, one.line, one.rule) for one in report.findings] == [
        ("f0.yaml", 8, "M-24"),
        ("f0.yaml", 13, "M-15"),
        ("f1.yaml", 8, "M-15"),
    ]


def test_the_context_is_the_namespace() -> None:
    (finding,) = lint(SCALED, sample("shop.yaml")).findings

    assert finding.subject == "Deployment shop/web"


def test_an_object_is_not_in_its_own_context() -> None:
    alone = rule("objects.size() == 0", kinds=("Pod",), context=("Pod",))

    assert len(lint(alone, pod()).findings) == 1
    assert lint(alone, pod(), pod("b")).findings == ()
    assert len(lint(alone, pod(), pod("b", namespace="other")).findings) == 2


def test_objects_of_the_cluster_see_and_are_seen_by_every_namespace() -> None:
    role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\n"
    space = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
    sees = rule(
        "objects.size() > 0", kinds=("Pod", "ClusterRole", "Namespace"), context=("ClusterRole", "Pod")
    )

    report = lint(sees, pod(namespace="shop"), role, space)

    assert [one.subject for one in report.findings] == ["Pod shop/a", "ClusterRole r", "Namespace shop"]
    assert (
        lint(rule("objects.size() > 0", kinds=("Namespace",), context=("Pod",)), space, pod()).findings == ()
    )


def test_comparing_rules_run_against_the_object_before_the_change() -> None:
    old = File("old/shop.yaml", sample("shop.yaml").encode())
    new = sample("shop.yaml").replace("      replicas: 3\n", "")

    (finding,) = lint(DROPPED, new, before=[old]).findings

    assert finding.subject == "Deployment shop/web"
    assert (finding.line, finding.snippet) == (7, ("    spec:",))
    assert lint(DROPPED, new).findings == ()


def test_unreadable_files_from_before_the_change_are_unchecked() -> None:
    report = lint(DROPPED, sample("shop.yaml"), before=[File("old.yaml", b"a: [")])

    assert report.unchecked[0].reason.startswith("before the change: ")


def test_findings_below_the_level_are_hidden_and_counted() -> None:
    report = lint([NAMED, LATEST], pod())

    assert [one.rule for one in report.findings] == ["M-15"]
    assert report.hidden == 1
    assert lint([NAMED, LATEST], pod(), level="high").hidden == 2
    assert lint([NAMED, LATEST], pod(), level="info").hidden == 0


def test_a_suppression_with_a_reason_is_applied_and_counted() -> None:
    report = lint([LATEST, NAMED], ignoring('"M-15: built from source; M-9: named so"'), level="info")

    assert report.findings == ()
    assert [(one.finding.rule, one.reason) for one in report.suppressed] == [
        ("M-15", "built from source"),
        ("M-9", "named so"),
    ]


@pytest.mark.parametrize("written", ['"M-15"', '"M-15:"', '"M-15:  ; "', '"latest: no"', '"true"', "[M-15]"])
def test_a_suppression_without_a_reason_is_a_finding(written: str) -> None:
    report = lint(LATEST, ignoring(written))

    assert [one.name for one in report.findings] == ["suppression-without-reason", "made-up"]
    assert report.findings[0].line == 5


@pytest.mark.parametrize("ref", ["M-999", "S-15"])
def test_a_suppression_of_a_rule_that_there_is_not_is_a_finding(ref: str) -> None:
    report = lint(LATEST, ignoring(f'"{ref}: x"'))

    assert [one.name for one in report.findings] == ["suppression-of-unknown-rule", "made-up"]
    assert f"“{ref}: x” suppresses nothing: there is no rule {ref}" in report.findings[0].message


def test_a_suppression_of_a_rule_that_does_not_run_is_none() -> None:
    linted = Linter([LATEST], known=["M-7"]).lint([File("f", ignoring('"M-7: x"').encode())])

    assert [one.name for one in linted.findings] == ["made-up"]


def test_a_suppression_that_is_not_allowed_is_a_finding() -> None:
    report = Linter([LATEST], enforced=["M-15"]).lint([File("f", ignoring('"M-15: x"').encode())])

    assert [one.name for one in report.findings] == ["suppression-not-allowed", "made-up"]


def test_suppressions_between_commas_have_a_reason_each() -> None:
    report = lint([LATEST, NAMED], ignoring('"M-15: one, or so, M-9: two"'), level="info")

    assert [one.reason for one in report.suppressed] == ["one, or so", "two"]


def test_suppressions_may_be_on_several_lines() -> None:
    text = pod().replace(
        "  name: a\n",
        "  name: a\n  annotations:\n    soundings/ignore: |\n      M-15: one\n      M-9: two\n",
        1,
    )

    assert len(lint([LATEST, NAMED], text, level="info").suppressed) == 2


def test_a_duplicate_key_is_a_finding_without_a_rule() -> None:
    (finding,) = lint(NAMED, pod().replace("  name: a\n", "  name: a\n  name: b\n")).findings

    assert (finding.rule, finding.name, finding.level) == ("", "duplicate-key", "medium")
    assert (finding.line, finding.snippet, finding.pointer) == (5, ("  name: b",), "/metadata/name")


def test_a_duplicate_key_in_a_list_has_a_pointer_into_its_object() -> None:
    text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: X\n  a: 1\n  a: 2\n"

    assert [one.pointer for one in lint(NAMED, text).findings] == ["/a"]


@pytest.mark.parametrize(
    ("expr", "reason"),
    [
        ("object.spec.missing > 1", "the rule needs the field “missing”, which is not there"),
        ("object.", "does not compile"),
        ("object.metadata.name", "neither true nor false"),
        ("range(1)", "does not compile"),
    ],
)
def test_what_a_rule_cannot_check_is_listed_with_the_rule(expr: str, reason: str) -> None:
    report = lint([rule(expr, ref="M-7"), LATEST], pod())

    (unchecked,) = report.unchecked
    assert (unchecked.rule, unchecked.subject, unchecked.line) == ("M-7", "Pod a", 1)
    assert reason in unchecked.reason
    assert [one.rule for one in report.findings] == ["M-15"]


def test_deprecated_rules_do_not_run() -> None:
    report = lint(rule("true", status="deprecated"), pod())

    assert (report.findings, report.rules) == ((), 0)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=60), min_size=1, max_size=3), st.booleans())
def test_nothing_that_is_unreadable_is_all_clear(contents: list[bytes], named: bool) -> None:
    files = [File(f"f{number}", content) for number, content in enumerate(contents)]
    report = Linter([NAMED] if named else []).lint(files, level="info")

    assert report.files == len(files)
    assert report.objects or {one.path for one in (*report.unchecked, *report.aside)} == {
        one.path for one in files
    }


def test_the_rules_of_the_catalogue_check_every_manifest_in_the_stories() -> None:
    root = Path(__file__).parents[3] / "fixtures"
    files = [File(path.name, path.read_bytes()) for path in sorted(root.glob("stories/*/evidence/*.yaml"))]

    report = Linter(folder.read(root / "rules").manifest_rules).lint(files, level="info")

    assert report.unchecked == ()
    misplaced = [one for one in report.findings if one.rule == "M-2"]
    assert [(one.path, one.line) for one in misplaced] == [("KF-15-cronjob-misplaced-fields.yaml", 12)]
    assert misplaced[0].snippet == ("          concurrencyPolicy: Forbid",)


def test_yaml_faults_beyond_the_limit_are_no_all_clear() -> None:
    doubled = "apiVersion: v1\nkind: X\n" + "a: 1\n" * 90
    report = lint([], "---\n".join([doubled] * 20))

    assert len(report.findings) == linter.MAX_YAML_FINDINGS
    (unchecked,) = report.unchecked
    assert "more than 1,000 such faults: duplicate-key" in unchecked.reason
    assert unchecked.line > report.findings[-1].line


def test_a_suppression_beyond_the_longest_annotation_does_not_apply() -> None:
    report = lint(LATEST, ignoring(f"'{'x' * 20_000};M-15: too late'"))

    assert [one.name for one in report.findings] == ["suppression-without-reason", "made-up"]


def test_unchecked_entries_beyond_the_limit_are_counted() -> None:
    items = "apiVersion: v1\nkind: List\nitems: [" + "1," * (linter.MAX_UNCHECKED + 5) + "]"
    report = lint([], items)

    assert len(report.unchecked) == linter.MAX_UNCHECKED + 1
    assert report.unchecked[-1].reason.startswith("and 5 more like these")


def test_a_long_name_is_shortened() -> None:
    report = lint(NAMED, pod("n" * 5000), level="info")

    assert report.findings[0].subject == "Pod " + "n" * manifests.LONGEST_NAME


def deadline_after(steps: int) -> Deadline:
    """A deadline that passes after so many pieces of work."""
    left = iter(range(steps))

    def check() -> None:
        if next(left, None) is None:
            raise DeadlineExceeded

    return check


def test_files_not_read_before_the_deadline_are_unchecked() -> None:
    report = lint(NAMED, pod(), pod(), level="info", deadline=deadline_after(2))

    assert [(one.path, one.line, one.subject) for one in report.unchecked] == [
        ("f0.yaml", 1, "Pod a"),
        ("f1.yaml", None, ""),
    ]
    assert all("the time for one lint run was over" in one.reason for one in report.unchecked)
    assert (report.findings, report.files) == ((), 2)


def test_documents_not_read_before_the_deadline_are_unchecked_from_their_line_on() -> None:
    report = lint([], f"{pod()}---\n{pod('b')}---\n{pod('c')}", deadline=deadline_after(2))

    (unchecked,) = report.unchecked
    assert unchecked.line == 9
    assert "and so is what follows" in unchecked.reason
    assert report.objects == 1


def test_files_from_before_the_change_not_read_in_time_are_no_all_clear() -> None:
    report = lint(DROPPED, pod(), before=[File("old.yaml", pod().encode())], deadline=deadline_after(2))

    assert [one.path for one in report.unchecked] == ["old.yaml"]
    assert report.unchecked[0].reason.startswith("before the change: ")


def test_objects_not_checked_before_the_deadline_are_listed_one_by_one() -> None:
    report = lint([LATEST, NAMED], f"{pod()}---\n{pod('b')}", level="info", deadline=deadline_after(4))

    assert [(one.rule, one.subject) for one in report.findings] == [("M-15", "Pod a")]
    assert [(one.subject, one.rule, one.line) for one in report.unchecked] == [
        ("Pod a", "", 1),
        ("Pod b", "", 10),
    ]
    assert "before every rule had checked this" in report.unchecked[0].reason


def test_a_finding_not_located_before_the_deadline_has_a_rough_place() -> None:
    two = pod().replace("    - name: c\n", "    - name: b\n      image: x:1\n    - name: c\n")
    (exact,) = lint(LATEST, two).findings
    rough = lint(LATEST, two, deadline=deadline_after(3))

    assert exact.pointer == "/spec/containers/1/image"
    assert [one.pointer for one in rough.findings] == ["/spec/image"]
    assert rough.unchecked == ()


@given(st.integers(0, 40))
def test_whenever_the_deadline_passes_every_object_is_checked_or_reported(steps: int) -> None:
    report = lint(NAMED, *(pod(name) for name in "abc"), level="info", deadline=deadline_after(steps))

    reported = {one.subject for one in (*report.findings, *report.unchecked) if one.subject}
    unread = [one for one in report.unchecked if not one.subject]
    assert len(reported) + len(unread) == 3
