"""`soundings rules`: which there are, and whether they pass their own tests."""

import argparse
from pathlib import Path

from incidents.cli import shipped
from incidents.cli.explain import all_rules
from incidents.cli.outcome import ALL_CLEAR, COULD_NOT, FOUND, CommandFailed, written
from incidents.errors import Refused
from incidents.rules import folder as rule_folder
from incidents.rules.proof import promtool, run
from incidents.rules.record import Signature
from incidents.rules.reports.text import counted


def test(asked: argparse.Namespace) -> int:
    if asked.folder is None:
        return _shipped(asked)
    return _own(asked, asked.folder)


def _own(asked: argparse.Namespace, folder: Path) -> int:
    """Each fault with its file and line."""
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
    return _told(asked, lines, len(own.rules), unproven)


def _shipped(asked: argparse.Namespace) -> int:
    lines, unproven = [], 0
    rules = all_rules(shipped.load(asked.bundle))
    for rule in rules:
        proof = run.prove(rule, alerts=promtool.prove)
        lines += [f"{rule.ref}: {fault}" for fault in proof.faults]
        if proof.unproven:
            unproven += 1
            lines.append(f"{rule.ref}: not proven: {proof.unproven}")
    return _told(asked, lines, len(rules), unproven)


def _told(asked: argparse.Namespace, lines: list[str], rules: int, unproven: int) -> int:
    failed = len(lines) - unproven
    summary = ", ".join(
        [counted(rules, "rule"), counted(failed, "fault"), *([f"{unproven} not proven"] if unproven else [])]
    )
    written("".join(f"{line}\n" for line in [*lines, summary]), asked.output)
    if failed:
        return FOUND
    return COULD_NOT if unproven else ALL_CLEAR


def listed(asked: argparse.Namespace) -> int:
    lines = []
    for rule in all_rules(shipped.load(asked.bundle)):
        level = "" if isinstance(rule, Signature) else rule.level
        lines.append(f"{rule.ref:<6}{level:<10}{rule.name:<48}  {rule.message}\n")
    written("".join(lines), asked.output)
    return ALL_CLEAR
