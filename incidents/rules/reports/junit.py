"""A report as JUnit XML: a finding is a failure, an input that could not be checked is an error."""

import re
from xml.etree import ElementTree as ET

from incidents.rules.bundle import LintBundle
from incidents.rules.lint.findings import Finding, Report, Suppressed, Unchecked
from incidents.rules.reports import phrasing
from incidents.rules.reports.sources import Stories

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""


def write(report: Report, bundle: LintBundle) -> str:
    stories = Stories(bundle)
    suite = ET.Element(
        "testsuite",
        name="soundings lint",
        tests=str(max(1, len(report.findings) + len(report.unchecked) + len(report.suppressed))),
        failures=str(len(report.findings)),
        errors=str(len(report.unchecked)),
        skipped=str(len(report.suppressed)),
    )
    for finding in report.findings:
        _failure(suite, finding, stories)
    for unchecked in report.unchecked:
        _error(suite, unchecked)
    for suppressed in report.suppressed:
        _skipped(suite, suppressed)
    if not len(suite):
        ET.SubElement(suite, "testcase", classname="soundings", name=f"{report.objects} objects")
    if told := phrasing.of_baseline(report):
        ET.SubElement(suite, "system-out").text = f"{told}."
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(suite: ET.Element, path: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=_clean(path), name=_clean(name))


def _name(finding: Finding) -> str:
    return " ".join(
        filter(None, [finding.rule, finding.name, phrasing.subject_of(finding), f"line {finding.line}"])
    )


def _failure(suite: ET.Element, finding: Finding, stories: Stories) -> None:
    case = _case(suite, finding.path, _name(finding))
    failure = ET.SubElement(case, "failure", message=_clean(finding.message), type=finding.level)
    linked = stories.linked(finding.stories)
    why = dict.fromkeys(f"{story.ref} {story.title} {story.url}" for story in linked)
    place = f"{finding.path}:{finding.line}:{finding.column}"
    failure.text = _clean("\n".join([place, *finding.snippet, finding.fix, *why]))


def _error(suite: ET.Element, one: Unchecked) -> None:
    place = f"line {one.line}" if one.line else ""
    case = _case(suite, one.path, " ".join(filter(None, ["not checked", one.rule, one.subject, place])))
    ET.SubElement(case, "error", message=_clean(one.reason), type="unchecked")


def _skipped(suite: ET.Element, one: Suppressed) -> None:
    case = _case(suite, one.finding.path, _name(one.finding))
    ET.SubElement(case, "skipped", message=_clean(phrasing.reason_of(one)))


def _clean(text: str) -> str:
    return NOT_XML.sub("\ufffd", text)
