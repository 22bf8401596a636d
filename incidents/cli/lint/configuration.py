"""The configuration of a project, `.soundings.yaml`: where it is and what it says."""

import os
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from msgspec import Struct, structs

from incidents.cli.files import shown
from incidents.cli.outcome import CommandFailed
from incidents.errors import Refused
from incidents.rules.configuration import settings
from incidents.rules.configuration.settings import NAME, Configuration
from incidents.rules.lint.findings import Report
from incidents.rules.record import Level, ManifestRule

OTHER_ENDING = ".soundings.yml"


class Project(Struct, frozen=True):
    configuration: Configuration = Configuration()
    file: str = ""
    """The file as reports call it; empty without one."""
    folder: str = ""
    """The working directory, as seen from the folder of the file."""


def read(named: Path | None, rules: Collection[ManifestRule]) -> Project:
    """What the named file says, or the nearest one. Raises `CommandFailed` with every fault and its line."""
    path = named or _nearest()
    if path is None:
        return Project()
    file = shown(str(named or os.path.relpath(path)))
    try:
        found = settings.read(path.read_bytes(), rules)
    except OSError as error:
        raise CommandFailed(f"the configuration {file} cannot be read: {error.strerror}") from None
    except Refused as refused:
        raise CommandFailed(in_file(file, refused)) from None
    below = os.path.relpath(Path.cwd(), path.parent)
    # Globs of a file that is kept elsewhere, for many projects, start where the command runs.
    return Project(found, file, "" if below.startswith("..") else below)


def applied(report: Report, project: Project, *, level: Level) -> Report:
    """The report with what the configuration waives, and with the rules that it turns off."""
    off = tuple(sorted(project.configuration.off, key=lambda ref: int(ref[2:])))
    if not project.configuration.waivers:
        return structs.replace(report, off=off) if off else report
    report = import_module("incidents.rules.configuration.waivers").applied(
        report,
        project.configuration.waivers,
        today=datetime.now(UTC).date(),
        file=project.file,
        folder=project.folder,
        level=level,
    )
    return structs.replace(report, off=off)


def in_file(file: str, refused: Refused) -> str:
    """Every fault of a file, each on a line with its place."""
    of_file = import_module("incidents.rules.folder").in_file
    return "\n".join([f"{file}: {refused.message}", *(str(of_file(file, one)) for one in refused.faults)])


def _nearest() -> Path | None:
    """The file in the working directory or above, no farther than the repository goes."""
    for folder in _upwards():
        if (folder / NAME).is_file():
            return folder / NAME
        if (folder / OTHER_ENDING).exists():
            raise CommandFailed(
                f"{shown(os.path.relpath(folder / OTHER_ENDING))} is not read; call it {NAME}"
            )
    return None


def _upwards() -> Iterator[Path]:
    here = Path.cwd()
    for folder in (here, *here.parents):
        yield folder
        if (folder / ".git").exists():
            return
