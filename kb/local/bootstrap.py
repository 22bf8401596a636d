"""What ./run and ./test do before anything is installed: the standard library only.

The first lines have to parse on old Pythons too, to tell them that they are.
"""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
import venv
from pathlib import Path

from kb.local import locks

OLDEST = (3, 11)


def prepare(root: Path, *, lock: str) -> Path:
    """The Python of the project's own environment, with everything the lock file names installed.

    Exits with one line for the person where that cannot be.
    """
    check_python(sys.version_info[:2])
    environment = root / ".venv"
    python = environment / "bin" / "python"
    with locks.exclusive(root / "var" / "install.lock"):
        if not _is_whole(environment):
            create(environment)
        wanted = hashlib.sha256((root / lock).read_bytes()).hexdigest()
        installed = environment / f"installed-{lock}"
        if not installed.exists() or installed.read_text() != wanted:
            _install(python, root / lock)
            installed.write_text(wanted)
    return python


def check_python(version: tuple[int, ...]) -> None:
    if version < OLDEST:
        sys.exit(f"Soundings needs Python {_dotted(OLDEST)} or newer; this is {_dotted(version)}.")


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
    print(f"Installing what {lock.name} names; the next start skips this.", flush=True)
    options = [
        "-qq",
        "--no-input",
        "--no-compile",
        "--disable-pip-version-check",
        "--root-user-action",
        "ignore",
    ]
    _run([str(python), "-m", "pip", "install", *options, "--require-hashes", "-r", str(lock)], "pip")
    # On all processors at once; every start is three times faster for it.
    subprocess.run(
        [str(python), "-m", "compileall", "-q", "-j", "0", str(python.parent.parent / "lib")], check=False
    )


def _run(command: list[str], name: str) -> None:
    code = subprocess.run(command, check=False).returncode
    if code != 0:
        sys.exit(f"{name} failed (exit {code}); its output is above. Nothing was started.")


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
