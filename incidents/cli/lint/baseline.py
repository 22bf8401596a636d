"""The options `--baseline` and `--write-baseline` of `soundings lint`."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from incidents.cli.files import Found
from incidents.cli.lint.configuration import in_file
from incidents.cli.outcome import CommandFailed
from incidents.errors import Refused
from incidents.rules.configuration import baseline
from incidents.rules.lint.findings import BaselineEntry, Report
from incidents.rules.record import LEVELS, Level

Entries = tuple[BaselineEntry, ...]


def read(path: Path | None) -> Entries:
    """The entries of a file; none without one. Raises `CommandFailed` with every fault and its line."""
    if path is None:
        return ()
    try:
        return baseline.read(path.read_bytes())
    except OSError as error:
        hint = "; --write-baseline writes it" if isinstance(error, FileNotFoundError) else ""
        raise CommandFailed(f"the baseline {path} cannot be read: {error.strerror}{hint}") from None
    except Refused as refused:
        raise CommandFailed(in_file(str(path), refused)) from None


def applied(
    report: Report, old: Entries, write: Path | None, was_sought: Callable[[BaselineEntry], bool]
) -> Report:
    """The report against the baseline `old`, and against the one that is written where `write` says.

    What this run did not look for stays in the file.
    """
    if write is None:
        return baseline.compared(report, old, was_sought=was_sought)
    here = tuple(baseline.entry(one) for one in report.findings)
    _replace(write, baseline.written([*here, *(one for one in old if not was_sought(one))]))
    return baseline.compared(report, (*here, *old), was_sought=was_sought)


def seeking(
    found: Found, report: Report, *, level: Level, skipped: Iterable[str]
) -> Callable[[BaselineEntry], bool]:
    """Whether the run of that report would have found an entry again, had it still been there.

    `skipped`: rules that did not run.
    """
    read = {one.path for one in found.files}
    folders = tuple("" if folder == "." else f"{folder}/" for folder in found.folders)
    unchecked = {one.path for one in report.unchecked}
    inside = tuple(f"{path}/" for path in unchecked)
    levels, rules = set(LEVELS[LEVELS.index(level) :]), set(skipped)

    def was_sought(entry: BaselineEntry) -> bool:
        if entry.rule in rules or entry.level not in levels:
            return False
        if entry.path in unchecked or entry.path.startswith(inside) or found.matching(entry.path):
            return False
        return entry.path in read or entry.path.startswith(folders)

    return was_sought


def _replace(path: Path, text: str) -> None:
    """Writes a file that is there as a whole, or as it was before."""
    target = Path(os.path.realpath(path))
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise CommandFailed(f"the baseline {path} cannot be written: {error.strerror}") from None
