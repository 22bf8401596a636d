"""`soundings lint`: checks manifests against the rules."""

import argparse
from collections.abc import Callable
from importlib import import_module

from incidents.cli import files, shipped
from incidents.cli.outcome import ALL_CLEAR, COULD_NOT, FOUND, CommandFailed, in_colour, write_output
from incidents.rules.bundle import LintBundle
from incidents.rules.configuration.globs import Globs
from incidents.rules.lint.findings import Report
from incidents.rules.lint.linter import Linter, LintLimits
from incidents.rules.record import ManifestRule

MODULES = {"json": "plain"}
LIMITS = LintLimits(size=100 * 2**20, comparisons=5_000_000, locating=1_000_000)
"""Higher than on a server: a repository may hold thousands of objects, and no other user waits."""


def run(options: argparse.Namespace) -> int:
    bundle = shipped.for_linting(options.bundle)
    if options.rules_from:
        bundle = shipped.with_rules(bundle, options.rules_from)
    rules = _chosen(bundle, options.rule, options.without)
    linter = Linter(rules, bundle.compiled)
    if not linter.rules:
        raise CommandFailed("no rule is left to check anything; without rules, nothing is all clear")
    # Imported only where it is needed, as it takes a twentieth of the time of a run.
    baseline = import_module("incidents.cli.baseline") if options.baseline or options.write_baseline else None
    old = baseline.read(options.baseline) if baseline else ()
    exclude, own = _globs(options.exclude), _own(options)
    found, before = (
        files.manifests(options.paths, exclude, own),
        files.manifests(options.before, exclude, own),
    )
    report = linter.lint(
        found.files,
        level=options.level,
        before=before.files,
        missed=[*found.missed, *before.missed],
        left_out=found.left_out,
        excluded=found.excluded,
        limits=LIMITS,
    )
    if baseline:
        skipped = {rule.ref for rule in bundle.manifest_rules} - {
            rule.ref for rule in linter.rules if options.before or not rule.compares
        }
        seeking = baseline.seeking(found, report, level=options.level, skipped=skipped)
        report = baseline.applied(report, old, options.write_baseline, seeking)
    write_output(_writer(options)(report, bundle), options.output)
    return _status(report)


def _globs(given: list[str]) -> Globs:
    try:
        return Globs(given)
    except ValueError as refused:
        raise CommandFailed(f"--exclude: {refused}") from None


def _own(options: argparse.Namespace) -> list[str]:
    """Files that are not manifests, even below a folder that is linted."""
    return [files.shown(str(path)) for path in (options.baseline, options.write_baseline) if path]


def _status(report: Report) -> int:
    if report.unchecked:
        return COULD_NOT
    return FOUND if report.findings else ALL_CLEAR


def _writer(options: argparse.Namespace) -> Callable[[Report, LintBundle], str]:
    module = import_module(f"incidents.rules.reports.{MODULES.get(options.format, options.format)}")
    if options.format == "text":
        return lambda report, bundle: module.write(report, bundle, colour=in_colour(options.output))
    write: Callable[[Report, LintBundle], str] = module.write
    return write


def _chosen(bundle: LintBundle, only: list[str], without: list[str]) -> list[ManifestRule]:
    known = {rule.ref: rule for rule in bundle.manifest_rules}
    names = {rule.name: rule.ref for rule in bundle.manifest_rules}
    refs = {name: names.get(name, name.upper()) for name in (*only, *without)}
    for name, ref in refs.items():
        if ref not in known:
            near = import_module("difflib").get_close_matches(name, [*known, *names], n=1)
            hint = f"; did you mean {near[0]}?" if near else "; `soundings rules list` lists them"
            raise CommandFailed(f"there is no rule {name} over manifests{hint}")
    wanted = {refs[name] for name in only} or set(known)
    left = {refs[name] for name in without}
    return [rule for ref, rule in known.items() if ref in wanted - left]
