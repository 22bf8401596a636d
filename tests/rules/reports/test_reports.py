import json
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs

from incidents.rules.lint.findings import Report
from incidents.rules.reports import github, junit, plain, sarif, text
from tests.rules.reports.samples import BUNDLE, CLEAR, COMPARED, REPORT

WRITERS = [text.write, plain.write, sarif.write, junit.write, github.write]


@pytest.mark.parametrize("write", WRITERS)
def test_a_report_is_written_the_same_each_time(write) -> None:
    assert write(REPORT, BUNDLE) == write(REPORT, BUNDLE)


class TestText:
    def test_text_shows_place_reason_and_fix(self) -> None:
        assert text.write(REPORT, BUNDLE).startswith(
            "3 findings (2 critical, 1 medium); 2 could not be checked.\n\n"
            "shop/jobs, nightly.yaml\n\n"
            "  12:9  critical  M-2 cronjob-field-misplaced  CronJob shop/foobar, container job\n"
            "    12 │     concurrencyPolicy: Forbid\n"
        )

    def test_the_mark_is_under_the_column(self) -> None:
        lines = text.write(REPORT, BUNDLE).splitlines()
        at = next(index for index, line in enumerate(lines) if "concurrencyPolicy" in line)
        assert lines[at + 1].endswith("^")

    def test_stories_are_listed_once_by_relation(self) -> None:
        why = [line.split()[1] for line in text.write(REPORT, BUNDLE).splitlines() if "Why:" in line]
        assert why == ["KF-15", "KF-1"]

    def test_the_summary_has_all_counts(self) -> None:
        assert text.write(REPORT, BUNDLE).endswith(
            "3 findings (2 critical, 1 medium) in 9 objects of 4 files, checked by 66 rules; "
            "4 below the level; 1 suppressed; 2 could not be checked.\n"
        )

    def test_the_others_of_a_group_are_counted_and_named_below_the_first(self) -> None:
        written = text.write(REPORT, BUNDLE)
        assert (
            "    And 1 more in namespace shop:\n      shop/more.yaml:7:9  CronJob shop/other\ufffd\n"
            in written
        )
        assert written.count("A field stands at a level where it is ignored.") == 1

    def test_a_group_without_a_namespace_says_so(self) -> None:
        findings = tuple(structs.replace(one, namespace="", group="M-2") for one in REPORT.findings[:2])
        written = text.write(structs.replace(REPORT, findings=findings), BUNDLE)
        assert "    And 1 more without a namespace:\n" in written

    def test_a_report_without_findings_is_one_line(self) -> None:
        assert text.write(CLEAR, BUNDLE) == "0 findings in 1 object of 1 file, checked by 66 rules.\n"

    def test_control_characters_of_a_file_do_not_reach_the_terminal(self) -> None:
        assert "\x1b" not in text.write(REPORT, BUNDLE)

    def test_colours_are_off_by_default(self) -> None:
        assert "\x1b[1;31mcritical\x1b[0m" in text.write(REPORT, BUNDLE, colour=True)


class TestBaseline:
    """What is left to a baseline, in every format."""

    def test_the_text_names_what_is_gone(self) -> None:
        written = text.write(COMPARED, BUNDLE)
        assert "Gone from the baseline\n\n  old.yaml  M-32  Pod b\ufffd, container c\n\n" in written
        assert "; 12 known from the baseline, 1 of it gone; 1 suppressed;" in written
        assert written.endswith("; 3 excluded (vendor 2, *.tpl.yaml 1).\n")

    def test_json_counts_it_and_lists_what_is_gone(self) -> None:
        value = json.loads(plain.write(COMPARED, BUNDLE))
        assert (value["summary"]["known"], value["summary"]["gone"]) == (12, 1)
        assert value["summary"]["excluded"] == {"vendor": 2, "*.tpl.yaml": 1}
        (gone,) = value["gone"]
        assert (gone["path"], gone["rule"], gone["fingerprint"]) == ("old.yaml", "M-32", "jkl012")

    @pytest.mark.parametrize("write", [sarif.write, junit.write, github.write])
    def test_other_formats_count_it(self, write) -> None:
        assert "12 known from the baseline, 1 of it gone." in write(COMPARED, BUNDLE)
        assert "baseline" not in write(REPORT, BUNDLE)

    @pytest.mark.parametrize(
        ("known", "gone", "told"),
        [(12, (), "12 known from the baseline."), (0, COMPARED.gone, "1 of the baseline gone.")],
    )
    def test_what_is_not_there_is_not_told(self, known: int, gone: tuple, told: str) -> None:
        report = structs.replace(CLEAR, known=known, gone=gone)
        assert f"::notice title=soundings lint::{told}\n" == github.write(report, BUNDLE)


class TestPlain:
    def test_json_holds_everything(self) -> None:
        value = json.loads(plain.write(REPORT, BUNDLE))
        assert value["summary"] == {
            "files": 4,
            "objects": 9,
            "rules": 66,
            "findings": 3,
            "levels": {"critical": 2, "high": 0, "medium": 1, "low": 0, "info": 0},
            "hidden": 4,
            "suppressed": 1,
            "unchecked": 2,
            "aside": 0,
            "judged": 9,
            "not_judged": {},
            "left_out": {},
            "off": [],
            "excluded": {},
            "known": 0,
            "gone": 0,
        }
        first, folded, last = value["findings"]
        assert (first["rule"], first["line"], first["column"]) == ("M-2", 12, 9)
        assert (first["part"], first["group"], folded["group"]) == ("container job", "M-2 shop", "M-2 shop")
        assert (folded["path"], folded["line"], folded["fingerprint"]) == ("shop/more.yaml", 7, "abc124")
        assert first["stories"][0] == {
            "ref": "KF-15",
            "title": "A CronJob floods the cluster",
            "url": "https://soundings.example.org/KF-15",
            "relation": "detects",
            "targets": ["f1", "f6"],
        }
        assert (last["rule"], last["group"]) == (None, None)
        assert value["suppressed"][0]["reason"] == "a node-local cache is in place"
        assert [one["rule"] for one in value["unchecked"]] == [None, "M-1"]


class TestGithub:
    def test_each_finding_is_a_command_on_a_line_of_its_own(self) -> None:
        lines = github.write(REPORT, BUNDLE).splitlines()
        assert len(lines) == 5
        assert lines[0].startswith("::error file=shop/jobs%2C nightly.yaml,line=12,col=9,title=M-2 cronjob")
        assert "100%25 of it: up.%0AWhy: KF-15" in lines[0]
        assert lines[0].count("/KF-15") == 1
        assert lines[2].startswith("::warning file=zz.yaml,line=3,col=1,title=duplicate-key::")

    def test_what_was_not_checked_is_an_error(self) -> None:
        assert "::error file=b.yaml,title=Not checked by M-1::no such key: spec\n" in github.write(
            REPORT, BUNDLE
        )


class TestJunit:
    def test_findings_fail_and_what_was_not_checked_is_an_error(self) -> None:
        suite = ET.fromstring(junit.write(REPORT, BUNDLE)).find("testsuite")
        assert suite is not None
        assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
            "tests": "6",
            "failures": "3",
            "errors": "2",
            "skipped": "1",
        }
        failure = suite.find("testcase/failure")
        assert failure is not None
        assert failure.text is not None
        assert failure.text.count("https://soundings.example.org/KF-15") == 1

    def test_a_report_without_findings_is_a_passed_test(self) -> None:
        suite = ET.fromstring(junit.write(CLEAR, BUNDLE)).find("testsuite")
        assert suite is not None
        assert [len(case) for case in suite] == [0]

    def test_characters_that_xml_cannot_hold_are_replaced(self) -> None:
        error = ET.fromstring(junit.write(REPORT, BUNDLE)).find("testsuite/testcase/error")
        assert error is not None
        assert error.get("message") == "could not find expected ':'\ufffd[31m"


def run(report: Report) -> dict:
    (only,) = json.loads(sarif.write(report, BUNDLE))["runs"]
    return only


class TestSarif:
    def test_the_stories_are_a_taxonomy_that_rules_and_results_refer_to(self) -> None:
        made = run(REPORT)
        (taxonomy,) = made["taxonomies"]
        taxa = [taxon["id"] for taxon in taxonomy["taxa"]]
        assert taxa == ["KF-1", "KF-15", "KF-16"]
        rules = made["tool"]["driver"]["rules"]
        assert [rule["id"] for rule in rules] == ["M-2", "M-32", "duplicate-key"]
        for result in made["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            for taxon in result.get("taxa", []):
                assert taxa[taxon["index"]] == taxon["id"]

    def test_a_result_has_the_exact_location(self) -> None:
        location = run(REPORT)["results"][0]["locations"][0]["physicalLocation"]
        assert location["artifactLocation"]["uri"] == "shop/jobs%2C%20nightly.yaml"
        assert (location["region"]["startLine"], location["region"]["startColumn"]) == (12, 9)

    def test_every_finding_of_a_group_is_a_result(self) -> None:
        first, folded, *_ = run(REPORT)["results"]
        assert first["message"]["text"].startswith("CronJob shop/foobar, container job: A field")
        assert [one["partialFingerprints"] for one in (first, folded)] == [
            {"soundings/v2": "abc123"},
            {"soundings/v2": "abc124"},
        ]

    def test_the_help_of_a_rule_lists_stories_and_false_positives(self) -> None:
        markdown = run(REPORT)["tool"]["driver"]["rules"][0]["help"]["markdown"]
        assert "[KF-15](https://soundings.example.org/KF-15)" in markdown
        assert "- none known" in markdown

    def test_a_suppressed_result_has_its_justification(self) -> None:
        suppressed = run(REPORT)["results"][-1]["suppressions"]
        assert suppressed == [{"kind": "inSource", "justification": "a node-local cache is in place"}]

    def test_unchecked_inputs_make_the_run_a_failure(self) -> None:
        (invocation,) = run(REPORT)["invocations"]
        assert invocation["executionSuccessful"] is False
        assert len(invocation["toolExecutionNotifications"]) == 2
        assert run(CLEAR)["invocations"][0]["executionSuccessful"] is True
