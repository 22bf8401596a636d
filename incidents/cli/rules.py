"""`soundings rules`: lists the rules and runs their own tests."""

import argparse
from pathlib import Path

from incidents.cli import shipped
from incidents.cli.explain import all_rules
from incidents.cli.outcome import ALL_CLEAR, COULD_NOT, FOUND, CommandFailed, write_output
from incidents.errors import Refused
from incidents.rules import folder as rule_folder
from incidents.rules.proof import promtool, run
from incidents.rules.record import Signature
from incidents.rules.reports.phrasing import counted


def test(options: argparse.Namespace) -> int:
    if options.folder is None:
        return _shipped(options)
    return _own(options, options.folder)


def _own(options: argparse.Namespace, folder: Path) -> int:
    """Tests the rules of a folder; prints each fault with file and line."""
    try:
        own = rule_folder.read(folder)
    except Refused as refused:
        raise CommandFailed(str(refused)) from None
    if not own.rules:
        raise CommandFailed(f"{folder} holds no rule; each is a file of YAML in it, such as M-2-name.yaml")
    lines, unproven = [], 0
    for rule in own.rules:
        proof = run.prove(rule, alerts=promtool.prove)
        lines += [f"{folder}/{own.fault(rule.ref, fault)}" for fault in proof.faults]
        if proof.unproven:
            unproven += 1
            lines.append(f"{folder}/{own.places[rule.ref][0]}: not proven: {proof.unproven}")
    return _print_result(options, lines, len(own.rules), unproven)


def _shipped(options: argparse.Namespace) -> int:
    lines, unproven = [], 0
    rules = all_rules(shipped.load(options.bundle))
    for rule in rules:
        proof = run.prove(rule, alerts=promtool.prove)
        lines += [f"{rule.ref}: {fault}" for fault in proof.faults]
        if proof.unproven:
            unproven += 1
            lines.append(f"{rule.ref}: not proven: {proof.unproven}")
    return _print_result(options, lines, len(rules), unproven)


def _print_result(options: argparse.Namespace, lines: list[str], rules: int, unproven: int) -> int:
    failed = len(lines) - unproven
    summary = ", ".join(
        [counted(rules, "rule"), counted(failed, "fault"), *([f"{unproven} not proven"] if unproven else [])]
    )
    write_output("".join(f"{line}\n" for line in [*lines, summary]), options.output)
    if failed:
        return FOUND
    return COULD_NOT if unproven else ALL_CLEAR


def listed(options: argparse.Namespace) -> int:
    lines = []
    for rule in all_rules(shipped.load(options.bundle)):
        level = "" if isinstance(rule, Signature) else rule.level
        lines.append(f"{rule.ref:<6}{level:<10}{rule.name:<48}  {rule.message}\n")
    write_output("".join(lines), options.output)
    return ALL_CLEAR
