"""One report with everything that a report can hold."""

from msgspec import structs

from incidents.rules.bundle import Bundle, StoryDigest
from incidents.rules.lint.findings import BaselineEntry, Finding, Report, Suppressed, Unchecked
from incidents.rules.record import StoryLink
from tests import rule_factories

LINKS = (
    StoryLink("KF-1", "related"),
    StoryLink("KF-15", "detects", "f1"),
    StoryLink("KF-15", "detects", "f6"),
    StoryLink("KF-15", "prevents", "f1"),
)
FINDING = Finding(
    rule="M-2",
    name="cronjob-field-misplaced",
    level="critical",
    message="A field stands at a level where it is ignored.",
    fix="Move it, 100% of it: up.",
    stories=LINKS,
    path="shop/jobs, nightly.yaml",
    line=12,
    column=9,
    pointer="/spec/jobTemplate/spec/template/spec/concurrencyPolicy",
    subject="CronJob shop/foobar",
    part="container job",
    namespace="shop",
    snippet=("\t\tconcurrencyPolicy: Forbid", "        restartPolicy: Never"),
    fingerprint="abc123",
    group="M-2 shop",
)
FOLDED = structs.replace(
    FINDING, path="shop/more.yaml", line=7, subject="CronJob shop/other\x1b", part="", fingerprint="abc124"
)
DOUBLED = Finding(
    rule="",
    name="duplicate-key",
    level="medium",
    message="“name” appears twice.",
    fix="Keep one.",
    stories=(),
    path="zz.yaml",
    line=3,
    column=1,
    pointer="/name",
    subject="",
    part="",
    namespace="",
    snippet=("name: b",),
    fingerprint="def456",
)
SUPPRESSED = Suppressed(
    Finding(
        rule="M-32",
        name="dns-ndots-default",
        level="low",
        message="Names are looked up along the search list.",
        fix="Set ndots.",
        stories=(StoryLink("KF-16", "detects", "f3"),),
        path="a.yaml",
        line=1,
        column=1,
        pointer="",
        subject="Pod a",
        part="",
        namespace="",
        snippet=("kind: Pod",),
        fingerprint="ghi789",
    ),
    "a node-local cache is in place",
)
UNCHECKED = Unchecked("broken.yaml", "could not find expected ':'\x1b[31m", line=7, column=3)
UNCHECKED_BY_RULE = Unchecked("b.yaml", "no such key: spec", rule="M-1", subject="CronJob b")
REPORT = Report(
    findings=(FINDING, FOLDED, DOUBLED),
    hidden=4,
    suppressed=(SUPPRESSED,),
    unchecked=(UNCHECKED, UNCHECKED_BY_RULE),
    files=4,
    objects=9,
    rules=66,
)
COMPARED = structs.replace(
    REPORT,
    known=12,
    gone=(BaselineEntry("old.yaml", "M-32", "low", "Pod b\x1b, container c", "jkl012"),),
    excluded=(("vendor", 2), ("*.tpl.yaml", 1)),
)
"""The same, with a baseline and globs that exclude."""
CLEAR = Report(findings=(), hidden=0, suppressed=(), unchecked=(), files=1, objects=1, rules=66)
BUNDLE = Bundle(
    "https://soundings.example.org",
    manifest_rules=(rule_factories.manifest_rule("M-2"),),
    stories=(StoryDigest("KF-15", "A CronJob floods the cluster", "So it was."),),
)
