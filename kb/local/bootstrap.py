"""What ./run and ./test do before anything is installed: the standard library only.

The first lines have to parse on old Pythons too, to tell them that they are.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

from kb.local import locks, privileges

OLDEST = (3, 11)
COMMAND = """#!/bin/sh
# The command line, from the checkout that this environment belongs to.
here=$(dirname "$(readlink -f "$0")")
PYTHONPATH="$here/../..${PYTHONPATH:+:$PYTHONPATH}" exec "$here/python" -P -m incidents.cli "$@"
"""
PINNED = re.compile(r"^[A-Za-z0-9][^ ]*==", re.MULTILINE)
STEP = 10  # packages between two lines of progress


def prepare(root: Path, *, lock: str) -> Path:
    """The Python of the project's own environment, with everything the lock file names installed.

    Exits with one line for the person where that cannot be.
    """
    check_python(sys.version_info[:2])
    environment = root / ".venv"
    python = environment / "bin" / "python"
    wanted = hashlib.sha256((root / lock).read_bytes()).hexdigest()
    installed = environment / f"installed-{lock}"
    with locks.exclusive(root / "var" / "install.lock"):
        is_whole = _is_whole(environment)
        if not is_whole or not installed.exists() or installed.read_text() != wanted:
            tell_root(root)
            if not is_whole:
                create(environment)
            _install(python, root / lock)
            installed.write_text(wanted)
        _put_command_beside(python)
    return python


def check_python(version: tuple[int, ...]) -> None:
    if version < OLDEST:
        sys.exit(f"Soundings needs Python {_dotted(OLDEST)} or newer; this is {_dotted(version)}.")


def tell_root(root: Path) -> None:
    """Says as whom PostgreSQL will run, which refuses the administrator; exits where that account may not."""
    if os.geteuid() != 0 or os.environ.get("DATABASE_URL"):
        return
    folder = Path(os.environ.get("SOUNDINGS_VAR") or root / "var").absolute() / "postgresql"
    account = privileges.account_for(folder)
    who = f"as user id {account.owner[0]}" if account.owner else "in a user namespace, where it is not root"
    print(
        f"You are root, as whom PostgreSQL refuses to run: it will run {who}, and everything else as root. "
        "An ordinary user needs none of this.",
        flush=True,
    )
    for needed in (root, *(parent for parent in folder.parents if parent.exists())):
        if account.owner and subprocess.run([*account.prefix, "test", "-x", needed], check=False).returncode:
            sys.exit(
                f"User id {account.owner[0]} may not enter {needed}. Run as an ordinary user, or move the "
                "project out of root's own folders. Nothing was installed."
            )


def _put_command_beside(python: Path) -> None:
    command = python.with_name("soundings")
    if not command.exists():  # one that pip has put there works as well
        command.write_text(COMMAND)
        command.chmod(0o755)


def _is_whole(environment: Path) -> bool:
    packages = environment / "lib" / f"python{_dotted(sys.version_info[:2])}" / "site-packages"
    return (environment / "bin" / "python").exists() and (packages / "pip").exists()


def create(environment: Path, *, installer: str = "ensurepip") -> None:
    """Anew, whatever is there. Debian keeps the module that brings pip in a package of its own."""
    if importlib.util.find_spec(installer) is None:
        sys.exit(f"Python's {installer} is missing. On Debian: apt install python3-venv, then start again.")
    print(f"Creating {environment}", flush=True)
    venv.create(environment, clear=True, with_pip=True)


def _install(python: Path, lock: Path) -> None:
    number = len(PINNED.findall(lock.read_text()))
    print(f"Installing {number} packages of {lock.name}; the next start skips this.", flush=True)
    options = [
        "--no-input",
        "--progress-bar",
        "off",
        "--no-compile",
        "--disable-pip-version-check",
        "--root-user-action",
        "ignore",
    ]
    install = [str(python), "-m", "pip", "install", *options, "--require-hashes", "-r", str(lock)]
    _show_progress(install, number)
    print("  compiling", flush=True)
    # On all processors at once; every start is three times faster for it.
    subprocess.run(
        [str(python), "-m", "compileall", "-q", "-j", "0", str(python.parent.parent / "lib")], check=False
    )


def _show_progress(install: list[str], number: int) -> None:
    """Runs pip and prints a line for every few packages; all of what it says only where it fails."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    said, found = [], 0
    with subprocess.Popen(
        install, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, text=True
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            if line.startswith("Collecting "):
                found += 1
                if found % STEP == 0:
                    print(f"  {found} of {number}", flush=True)
            elif line.startswith("Installing collected packages"):
                print("  unpacking", flush=True)
    if process.returncode != 0:
        print("".join(said), end="", file=sys.stderr)
        sys.exit(f"pip failed (exit {process.returncode}); what it said stands above. Nothing was started.")


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
