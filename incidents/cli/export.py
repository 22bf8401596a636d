"""`soundings export`: writes the rules in the formats of other programs."""

import argparse
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from incidents.cli import shipped
from incidents.cli.outcome import ALL_CLEAR, CommandFailed, write_output
from incidents.rules import bundle
from incidents.rules.cel import compiling


def run(options: argparse.Namespace) -> int:
    if options.target == "bundle":
        whole = shipped.for_finding(options.bundle)
        write_output(bundle.packed(compiling.with_compiled_conditions(whole)).decode(), options.output)
        return ALL_CLEAR
    if options.target == "holmesgpt":
        _write_folder(_skills(options.bundle), options.output)
        return ALL_CLEAR
    whole = shipped.load(options.bundle)
    module = import_module(f"incidents.rules.exports.{options.target.replace('-', '_')}")
    write_output(module.write(whole), options.output)
    return ALL_CLEAR


def _skills(source: shipped.Source) -> dict[str, str]:
    knowledge = import_module("incidents.mcp.knowledge").Knowledge
    documents = shipped.documents if source is None else dict
    found: dict[str, str] = import_module("incidents.mcp.skills").folder(
        knowledge(shipped.load(source), documents=documents)
    )
    return found


def _write_folder(files: Mapping[str, str], folder: Path | None) -> None:
    """Writes files into a new or empty folder, so that none is left there of an earlier time."""
    if folder is None:
        raise CommandFailed("this one is a folder; name it with --output")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise CommandFailed(f"{folder} is not empty; name a new folder, or remove what is in it")
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise CommandFailed(f"{error.filename} cannot be written: {error.strerror}") from None
