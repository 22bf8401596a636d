"""`soundings check`: blame and shallow causes in postmortems, as text, Markdown or story documents."""

import argparse
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import Struct

from incidents import jsontree, yamltree
from incidents.cli import files
from incidents.cli.outcome import ALL_CLEAR, FOUND, CommandFailed, write_output
from incidents.errors import Refused
from incidents.rules.reports.github import workflow_command
from incidents.stories import reading
from incidents.stories.blame import TITLES, BlameFinding, check_story, check_text

LIMIT = 2**20
"""Bytes of a file: some 160,000 words."""
SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
READERS = {".yaml": yamltree.read, ".yml": yamltree.read, ".json": jsontree.read}


class PlacedFinding(Struct, frozen=True):
    """A finding with its file. In a story document, `line` and `column` are those of the field."""

    path: str
    line: int
    column: int
    finding: BlameFinding


def run(options: argparse.Namespace) -> int:
    found = [one for name in options.paths for one in _checked(name)]
    write_output(WRITERS[options.format](found), options.output)
    return FOUND if found and options.fail else ALL_CLEAR


def _checked(name: str) -> Iterator[PlacedFinding]:
    data = files.content(name)
    path = "<stdin>" if name == files.STANDARD_INPUT else files.printable(name)
    if len(data) > LIMIT:
        raise CommandFailed(f"{path} is larger than {LIMIT // 2**20} MiB; check a part of it")
    if read := READERS.get(Path(name).suffix.lower()):
        try:
            tree = read(data)
            story = reading.from_tree(tree, vocabulary=None)
        except Refused as refused:
            raise CommandFailed(f"{path} is no story document: {refused}") from None
        for finding in check_story(story):
            place = tree.fault(finding.pointer, "")
            yield PlacedFinding(path, place.line or 1, place.column or 1, finding)
    else:
        for finding in check_text(data.decode("utf-8", "replace")):
            yield PlacedFinding(path, finding.line, finding.column, finding)


def _text(found: Iterable[PlacedFinding]) -> str:
    blocks = [
        f"{one.path}:{one.line}:{one.column}: {one.finding.title}: “{_on_one_line(one.finding.quote)}”\n"
        f"    {one.finding.why}\n    Ask: {one.finding.question}\n"
        for one in found
    ]
    return "\n".join(blocks) or "Nothing found.\n"


def _on_one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _json(found: Iterable[PlacedFinding]) -> str:
    findings = [
        msgspec.to_builtins(one.finding) | {"path": one.path, "line": one.line, "column": one.column}
        for one in found
    ]
    return f"{msgspec.json.format(msgspec.json.encode({'findings': findings}), indent=2).decode()}\n"


def _github(found: Iterable[PlacedFinding]) -> str:
    lines = [
        workflow_command(
            "warning",
            {"file": one.path, "line": one.line, "col": one.column, "title": one.finding.title},
            f"“{one.finding.quote}” {one.finding.why} {one.finding.question}",
        )
        for one in found
    ]
    return "".join(f"{line}\n" for line in lines)


def _sarif(found: Iterable[PlacedFinding]) -> str:
    rules = [{"id": kind, "shortDescription": {"text": title}} for kind, title in TITLES.items()]
    log = {
        "$schema": SARIF,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "Soundings", "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(one) for one in found],
            }
        ],
    }
    return f"{msgspec.json.format(msgspec.json.encode(log), indent=2).decode()}\n"


def _sarif_result(one: PlacedFinding) -> dict[str, Any]:
    finding = one.finding
    region = {"startLine": one.line, "startColumn": one.column, "snippet": {"text": finding.quote}}
    return {
        "ruleId": finding.kind,
        "ruleIndex": list(TITLES).index(finding.kind),
        "level": "note",
        "message": {"text": f"{finding.why} {finding.question}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(one.path, safe="/", errors="replace")},
                    "region": region,
                }
            }
        ],
    }


WRITERS: dict[str, Callable[[Iterable[PlacedFinding]], str]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
}
