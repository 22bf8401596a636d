"""A report as JSON, the same from the command line and from the API."""

from typing import Any

import msgspec

from incidents.rules.bundle import LintBundle
from incidents.rules.lint.findings import Finding, Report, Unchecked
from incidents.rules.reports.sources import Stories


def as_json(report: Report, bundle: LintBundle) -> dict[str, Any]:
    stories = Stories(bundle)
    return {
        "summary": {
            "files": report.files,
            "objects": report.objects,
            "rules": report.rules,
            "findings": len(report.findings),
            "levels": report.levels,
            "hidden": report.hidden,
            "suppressed": len(report.suppressed),
            "unchecked": len(report.unchecked),
            "aside": len(report.aside),
            "judged": report.judged,
            "not_judged": dict(report.not_judged),
            "left_out": dict(report.left_out),
            "off": list(report.off),
            "excluded": dict(report.excluded),
            "known": report.known,
            "gone": len(report.gone),
        },
        "findings": [_finding(finding, stories) for finding in report.findings],
        "suppressed": [
            {**_finding(one.finding, stories), "reason": one.reason, "until": one.until}
            for one in report.suppressed
        ],
        "unchecked": [_unchecked(one) for one in report.unchecked],
        "aside": [_unchecked(one) for one in report.aside],
        "gone": [msgspec.to_builtins(one) for one in report.gone],
    }


def write(report: Report, bundle: LintBundle) -> str:
    return f"{msgspec.json.format(msgspec.json.encode(as_json(report, bundle)), indent=2).decode()}\n"


def _finding(finding: Finding, stories: Stories) -> dict[str, Any]:
    return {
        "rule": finding.rule or None,
        "name": finding.name,
        "level": finding.level,
        "message": finding.message,
        "fix": finding.fix,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "pointer": finding.pointer,
        "subject": finding.subject,
        "part": finding.part,
        "namespace": finding.namespace,
        "snippet": list(finding.snippet),
        "group": finding.group or None,
        "fingerprint": finding.fingerprint,
        "stories": [
            {
                "ref": story.ref,
                "title": story.title,
                "url": story.url,
                "relation": story.relation,
                "targets": list(story.targets),
            }
            for story in stories.linked(finding.stories)
        ],
    }


def _unchecked(one: Unchecked) -> dict[str, Any]:
    return {
        "path": one.path,
        "line": one.line,
        "column": one.column,
        "rule": one.rule or None,
        "subject": one.subject,
        "reason": one.reason,
    }
