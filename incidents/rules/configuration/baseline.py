"""A baseline: findings that somebody has written down, so that a run reports new ones alone."""

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Literal

import msgspec
from msgspec import Struct

from incidents import yamltree
from incidents.decoding import decoder
from incidents.errors import Fault, Refused
from incidents.rules.lint.findings import BaselineEntry, Finding, Report

FORMAT = 1
"""Of the file and of the fingerprints in it."""
REFUSED = "The baseline cannot be read."
AGAIN = "`soundings lint --write-baseline` writes it again"


class Baseline(Struct, frozen=True, forbid_unknown_fields=True):
    format: Literal[1]
    findings: tuple[BaselineEntry, ...]


def entry(finding: Finding) -> BaselineEntry:
    return BaselineEntry(
        path=finding.path,
        rule=finding.rule or finding.name,
        level=finding.level,
        subject=", ".join(filter(None, [finding.subject, finding.part])),
        fingerprint=finding.fingerprint,
    )


def written(entries: Iterable[BaselineEntry]) -> str:
    """The baseline as JSON with a line for each finding; the same text for the same findings."""
    every = sorted({one.fingerprint: one for one in entries}.values(), key=msgspec.structs.astuple)
    lines = ",\n".join(f"    {msgspec.json.encode(one).decode()}" for one in every)
    listed = f"[\n{lines}\n  ]" if every else "[]"
    return f'{{\n  "format": {FORMAT},\n  "findings": {listed}\n}}\n'


def read(data: bytes) -> tuple[BaselineEntry, ...]:
    """Raises `Refused` with every fault and its line."""
    try:
        return decoder(Baseline).decode(data).findings
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        faults = _faults(data) or [Fault("", f"{error}; {AGAIN}")]
        raise Refused(REFUSED, faults) from None


def _faults(data: bytes) -> Sequence[Fault]:
    """The faults with their lines, which the reader of YAML knows; JSON is YAML."""
    if len(data) > yamltree.MAX_BYTES:
        return ()
    try:
        tree = yamltree.read(data)
        written = tree.value.get("format") if isinstance(tree.value, dict) else None
        if isinstance(written, int) and written != FORMAT:
            return [tree.fault("/format", f"is {written}, and {FORMAT} is known here; {AGAIN}")]
        # Imported only for a file with faults: it takes longer to load than the file to read.
        reader = import_module("incidents.structs")
        reader.from_tree(tree, Baseline, words=reader.Wording(REFUSED, {}, verbatim=True))
    except Refused as refused:
        return refused.faults
    return ()


def compared(
    report: Report, entries: Sequence[BaselineEntry], *, was_sought: Callable[[BaselineEntry], bool]
) -> Report:
    """The report without the findings of a baseline, and with what is gone of it.

    `was_sought`: whether the run would have found it again. Of a file that it did not read, nothing is gone.
    """
    known = {one.fingerprint for one in entries}
    new = tuple(one for one in report.findings if one.fingerprint not in known)
    here = {one.fingerprint for one in report.findings}
    here |= {one.finding.fingerprint for one in report.suppressed}
    gone = sorted(
        (one for one in entries if one.fingerprint not in here and was_sought(one)),
        key=msgspec.structs.astuple,
    )
    return msgspec.structs.replace(
        report, findings=new, known=len(report.findings) - len(new), gone=tuple(gone)
    )
