"""Every finding is reported, and each can be told from the others from one run to the next."""

import pytest

from incidents.rules.lint.linter import LintLimits
from incidents.rules.record import ManifestRule
from tests.rules.lint.pods import LATEST, OFTEN, containers, ignoring, lint, pod
from tests.rules.rules import rule


def fingerprints(*texts: str, rule: ManifestRule = LATEST) -> dict[str, str]:
    """By the part of the object; no two may share one."""
    found = lint(rule, *texts, level="info").findings
    assert len({one.fingerprint for one in found}) == len(found)
    return {f"{one.subject} {one.part}": one.fingerprint for one in found}


def test_a_rule_that_fires_often_folds_the_findings_of_a_namespace_and_hides_none() -> None:
    report = lint(OFTEN, pod("b"), pod("a"), pod("c", namespace="other"))

    assert [(one.subject, one.group) for one in report.findings] == [
        ("Pod b", "M-32"),
        ("Pod a", "M-32"),
        ("Pod other/c", "M-32 other"),
    ]
    assert [(one.first.subject, [more.subject for more in one.more]) for one in report.folds] == [
        ("Pod b", ["Pod a"]),
        ("Pod other/c", []),
    ]


def test_findings_of_other_rules_are_not_folded() -> None:
    report = lint(LATEST, pod("a"), pod("b"))

    assert [(one.first.subject, one.more) for one in report.folds] == [("Pod a", ()), ("Pod b", ())]


@pytest.mark.parametrize("often", [True, False])
def test_as_many_findings_are_hidden_as_a_lower_level_reports(often: bool) -> None:
    noisy = rule(LATEST.expr, ref="M-32", kinds=("Pod",), level="low", at="image", once_per_namespace=often)
    texts = [pod("a"), containers("web", "side"), pod("c", namespace="other")]

    assert lint(noisy, *texts).hidden == len(lint(noisy, *texts, level="low").findings) == 4


def test_containers_are_told_apart_when_there_is_no_time_left_for_exact_places() -> None:
    report = lint(LATEST, containers("web", "side"), limits=LintLimits(locating=0))

    assert [one.part for one in report.findings] == ["container web", "container side"]


def test_the_fingerprint_survives_moved_lines() -> None:
    (one,) = lint(LATEST, pod()).findings
    (moved,) = lint(LATEST, "# a comment\n" + pod()).findings
    (other,) = lint(LATEST, pod("b")).findings

    assert (one.fingerprint, one.line + 1) == (moved.fingerprint, moved.line)
    assert one.fingerprint != other.fingerprint


def test_fingerprints_go_with_the_container() -> None:
    before = fingerprints(containers("web", "side"))

    assert fingerprints(containers("new", "side", "web")).items() >= before.items()
    assert fingerprints(containers("side")).items() <= before.items()


def test_the_others_of_a_group_keep_their_fingerprints_when_the_first_is_mended() -> None:
    before = fingerprints(pod("a"), pod("b"), pod("c"), rule=OFTEN)
    (finding, *_) = lint(OFTEN, "kind: Service\napiVersion: v1\n", pod("b"), pod("c")).findings

    assert finding.fingerprint == before["Pod b "]
    assert len(before) == 3


def test_objects_of_one_name_in_a_file_have_fingerprints_of_their_own() -> None:
    both = lint(LATEST, f"{pod()}---\n{pod()}").findings
    (second,) = lint(LATEST, f"{pod(image='x:1')}---\n{pod()}").findings

    assert both[0].fingerprint != both[1].fingerprint
    assert second.fingerprint == both[1].fingerprint


def test_containers_of_one_name_have_fingerprints_of_their_own() -> None:
    assert len({one.fingerprint for one in lint(LATEST, containers("web", "web")).findings}) == 2


def test_faults_of_the_yaml_have_fingerprints_of_their_own() -> None:
    tripled = lint([], pod().replace("  name: a\n", "  name: a\n" * 3)).findings
    ignored = lint([], ignoring('"M-1; M-2; M-1"')).findings

    assert [len({one.fingerprint for one in found}) for found in (tripled, ignored)] == [2, 2]
    assert [len(tripled), len(ignored)] == [2, 2]


def test_a_duplicate_key_belongs_to_its_own_item_of_a_list() -> None:
    item = "- {apiVersion: v1, kind: X, metadata: {name: n%d}%s}\n"
    items = "".join(item % (number, ", a: 1, a: 2" if number == 10 else "") for number in range(12))

    (finding,) = lint([], f"apiVersion: v1\nkind: List\nitems:\n{items}").findings
    assert (finding.subject, finding.pointer) == ("X n10", "/a")
