"""`soundings lint`: checks manifests against the rules."""

import argparse
from collections.abc import Callable, Collection
from importlib import import_module

from incidents.cli import files, shipped
from incidents.cli.files import Found
from incidents.cli.lint import baseline, configuration
from incidents.cli.lint.configuration import Project
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
    shipped_rules = shipped.for_linting(options.bundle)
    bundle = shipped.with_rules(shipped_rules, options.rules_from) if options.rules_from else shipped_rules
    every = {rule.ref: rule for rule in (*shipped_rules.manifest_rules, *bundle.manifest_rules)}
    project = configuration.read(options.config, every.values())
    old = baseline.read(options.baseline)
    linter = _linter(bundle, project, options, every)
    found, before = _files(options, project)
    report = linter.lint(
        found.files,
        level=options.level,
        before=before.files,
        missed=[*found.missed, *before.missed],
        left_out=found.left_out,
        excluded=found.excluded,
        limits=LIMITS,
    )
    report = configuration.applied(report, project, level=options.level)
    if options.baseline or options.write_baseline:
        ran = {rule.ref for rule in linter.rules if options.before or not rule.compares}
        skipped = {rule.ref for rule in bundle.manifest_rules} - ran
        seeking = baseline.seeking(found, report, level=options.level, skipped=skipped)
        report = baseline.applied(report, old, options.write_baseline, seeking)
    write_output(_writer(options)(report, bundle), options.output)
    return _status(report)


def _linter(
    bundle: LintBundle, project: Project, options: argparse.Namespace, known: Collection[str]
) -> Linter:
    chosen = project.configuration.applied(_chosen(bundle, options.rule, options.without))
    linter = Linter(chosen, bundle.compiled, known=known, enforced=project.configuration.enforced)
    if not linter.rules:
        raise CommandFailed("no rule is left to check anything; without rules, nothing is all clear")
    return linter


def _files(options: argparse.Namespace, project: Project) -> tuple[Found, Found]:
    """The manifests, and those before the change."""
    try:
        exclude = (Globs(options.exclude), Globs(project.configuration.exclude, folder=project.folder))
    except ValueError as refused:
        raise CommandFailed(f"--exclude: {refused}") from None
    # Files of the linter itself are no manifests, even below a folder that is linted.
    own = [files.shown(str(path)) for path in (options.baseline, options.write_baseline) if path]
    own += [project.file] if project.file else []
    found, before = (files.manifests(names, exclude, own) for names in (options.paths, options.before))
    return found, before


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
