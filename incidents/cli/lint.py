"""`soundings lint`: manifests against the rules."""

import argparse
from collections.abc import Callable
from importlib import import_module

from incidents.cli import files, shipped
from incidents.cli.outcome import ALL_CLEAR, COULD_NOT, FOUND, CommandFailed, in_colour, written
from incidents.rules.bundle import LintBundle
from incidents.rules.lint.findings import Report
from incidents.rules.lint.linter import File, Linter
from incidents.rules.record import ManifestRule

MODULES = {"json": "plain"}
LIMIT = 100 * 2**20
"""Bytes of one file: more than any manifest, and still bounded."""
COMPARISONS = 5_000_000
"""At one object beside another: a repository may hold thousands in one namespace, and nobody else waits."""


def run(asked: argparse.Namespace) -> int:
    bundle = shipped.for_linting(asked.bundle)
    if asked.rules_from:
        bundle = shipped.with_rules(bundle, asked.rules_from)
    linter = Linter(_chosen(bundle, asked.rule, asked.without), bundle.compiled)
    if not linter.rules:
        raise CommandFailed("no rule is left to check anything; without rules, nothing is all clear")
    report = linter.lint(
        _files(asked.paths),
        level=asked.level,
        before=_files(asked.before),
        limit=LIMIT,
        comparisons=COMPARISONS,
    )
    written(_writer(asked)(report, bundle), asked.output)
    return _status(report)


def _status(report: Report) -> int:
    if report.unchecked:
        return COULD_NOT
    return FOUND if report.findings else ALL_CLEAR


def _files(names: list[str]) -> list[File]:
    return [File(name, data) for name, data in files.manifests(names)]


def _writer(asked: argparse.Namespace) -> Callable[[Report, LintBundle], str]:
    module = import_module(f"incidents.rules.reports.{MODULES.get(asked.format, asked.format)}")
    if asked.format == "text":
        return lambda report, bundle: module.write(report, bundle, colour=in_colour(asked.output))
    write: Callable[[Report, LintBundle], str] = module.write
    return write


def _chosen(bundle: LintBundle, only: list[str], without: list[str]) -> list[ManifestRule]:
    known = {rule.ref: rule for rule in bundle.manifest_rules}
    names = {rule.name: rule.ref for rule in bundle.manifest_rules}
    refs = {name: names.get(name, name.upper()) for name in (*only, *without)}
    for name, ref in refs.items():
        if ref not in known:
            near = import_module("difflib").get_close_matches(name, [*known, *names], n=1)
            hint = f"; did you mean {near[0]}?" if near else "; `soundings rules list` tells which there are"
            raise CommandFailed(f"there is no rule {name} over manifests{hint}")
    wanted = {refs[name] for name in only} or set(known)
    left = {refs[name] for name in without}
    return [rule for ref, rule in known.items() if ref in wanted - left]
