"""A report as SARIF 2.1.0 (OASIS). The stories are a taxonomy that rules and results refer to."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import msgspec

from incidents.rules.bundle import LintBundle
from incidents.rules.lint.findings import Finding, Report, Suppressed, Unchecked
from incidents.rules.record import Level, ManifestRule
from incidents.rules.reports import phrasing
from incidents.rules.reports.sources import Stories

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
TAXONOMY = "soundings-stories"
TAG = "failure-story"
LEVELS: dict[Level, str] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "note",
    "info": "note",
}
Json = dict[str, Any]


def write(report: Report, bundle: LintBundle) -> str:
    return f"{msgspec.json.format(msgspec.json.encode(as_json(report, bundle)), indent=2).decode()}\n"


def as_json(report: Report, bundle: LintBundle) -> Json:
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [_SarifRun(report, bundle).json()]}


def taxonomy(stories: Stories, taxa: list[Json]) -> Json:
    return {
        "name": TAXONOMY,
        "organization": "Soundings",
        "shortDescription": {"text": "Failure stories"},
        "informationUri": stories.address,
        "taxa": taxa,
    }


def taxon(ref: str, stories: Stories) -> Json:
    title = stories.title(ref)
    taxon: Json = {"id": ref, "helpUri": stories.url(ref)}
    return taxon | {"shortDescription": {"text": title}} if title else taxon


class _SarifRun:
    def __init__(self, report: Report, bundle: LintBundle) -> None:
        self.report = report
        self.stories = Stories(bundle)
        findings = [*report.findings, *(one.finding for one in report.suppressed)]
        self.first = {finding.rule or finding.name: finding for finding in reversed(findings)}
        self.rules = sorted(self.first)
        self.known = {rule.ref: rule for rule in bundle.manifest_rules}
        self.refs = sorted({link.ref for finding in findings for link in finding.stories})

    def json(self) -> Json:
        return {
            "tool": {
                "driver": {
                    "name": "Soundings",
                    "informationUri": self.stories.address,
                    "rules": [self._rule(name) for name in self.rules],
                    "supportedTaxonomies": [{"name": TAXONOMY, "index": 0}],
                }
            },
            "taxonomies": [taxonomy(self.stories, [taxon(ref, self.stories) for ref in self.refs])],
            "invocations": [
                {
                    "executionSuccessful": not self.report.unchecked,
                    "toolExecutionNotifications": [
                        *(_notification(one) for one in self.report.unchecked),
                        *self._of_baseline(),
                    ],
                }
            ],
            "columnKind": "unicodeCodePoints",
            "results": [
                *(self._result(finding) for finding in self.report.findings),
                *(self._suppressed(one) for one in self.report.suppressed),
            ],
        }

    def _rule(self, name: str) -> Json:
        finding = self.first[name]
        rule: Json = {
            "id": name,
            "name": finding.name,
            "shortDescription": {"text": finding.message},
            "defaultConfiguration": {"level": LEVELS[finding.level]},
            "help": {"text": finding.fix, "markdown": self._help(finding)},
            "relationships": [
                {"target": self._reference(ref), "kinds": ["relevant"]}
                for ref in _once(link.ref for link in finding.stories)
            ],
            "properties": {"tags": [TAG]},
        }
        if finding.rule:
            rule["helpUri"] = self.stories.rule_url(finding.rule)
        return rule

    def _help(self, finding: Finding) -> str:
        why = [
            f"- [{story.ref}]({story.url}) {story.title} ({story.relation})"
            for story in self.stories.linked(finding.stories)
        ]
        rule = self.known.get(finding.rule)
        fires = [f"- {one}" for one in rule.false_positives] if isinstance(rule, ManifestRule) else []
        parts = [
            finding.fix,
            *(["**Why:**", "\n".join(why)] if why else []),
            *(["**Known false positives:**", "\n".join(fires)] if fires else []),
        ]
        return "\n\n".join(parts)

    def _reference(self, ref: str) -> Json:
        return {
            "id": ref,
            "index": self.refs.index(ref),
            "toolComponent": {"name": TAXONOMY, "index": 0},
        }

    def _result(self, finding: Finding) -> Json:
        name = finding.rule or finding.name
        result: Json = {
            "ruleId": name,
            "ruleIndex": self.rules.index(name),
            "level": LEVELS[finding.level],
            "message": {"text": f"{phrasing.subject_of(finding)}: {finding.message}"},
            "locations": [_location(finding.path, finding.line, finding.column, finding.snippet)],
            "partialFingerprints": {"soundings/v2": finding.fingerprint},
        }
        if finding.stories:
            result["taxa"] = [self._reference(ref) for ref in _once(link.ref for link in finding.stories)]
        return result

    def _of_baseline(self) -> list[Json]:
        told = phrasing.of_baseline(self.report)
        return [{"level": "note", "message": {"text": f"{told}."}}] if told else []

    def _suppressed(self, one: Suppressed) -> Json:
        # In the terms of SARIF, an annotation is in the source and the configuration is not.
        kind = "external" if one.until else "inSource"
        suppression = {"kind": kind, "justification": phrasing.reason_of(one)}
        return self._result(one.finding) | {"suppressions": [suppression]}


def _once(refs: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(refs))


def _notification(one: Unchecked) -> Json:
    text = ": ".join(filter(None, [one.rule, one.subject, one.reason]))
    return {
        "level": "error",
        "message": {"text": text},
        "locations": [_location(one.path, one.line, one.column, ())],
    }


def _location(path: str, line: int | None, column: int | None, snippet: tuple[str, ...]) -> Json:
    physical: Json = {"artifactLocation": {"uri": quote(path, safe="/", errors="replace")}}
    if line:
        region: Json = {"startLine": line}
        if column:
            region["startColumn"] = column
        if snippet:
            region["snippet"] = {"text": "\n".join(snippet)}
        physical["region"] = region
    return {"physicalLocation": physical}
