"""Under which account PostgreSQL runs: it refuses the administrator, who may well have started us."""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = 0
UNPRIVILEGED = "nobody"
IF_PARENT_LIVES = '[ "$PPID" -eq "$0" ] && exec "$@"'
OWN_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@dataclass(frozen=True)
class Account:
    """What to put before a command, and who must own the files it works on (`None`: whoever does)."""

    prefix: tuple[str, ...] = ()
    owner: tuple[int, int] | None = None

    def give(self, path: Path) -> None:
        if self.owner is not None:
            os.chown(path, *self.owner)


def account_for(folder: Path, *, namespaces: bool = True) -> Account:
    """The account for a data folder: that of its owner, or for a new one the first that works.

    A user namespace needs no second account and no change of owner; where the kernel forbids it,
    `nobody` is left.
    """
    if os.geteuid() != ROOT:
        return Account()
    if folder.exists():
        status = folder.stat()
        return _namespace() if status.st_uid == ROOT else _as_user(status.st_uid, status.st_gid)
    if namespaces and _works(OWN_NAMESPACE):
        return _namespace()
    nobody = pwd.getpwnam(UNPRIVILEGED)
    return _as_user(nobody.pw_uid, nobody.pw_gid)


def ending_with_parent(signal_name: str) -> tuple[str, ...]:
    """What to put before a command so that it gets this signal when this process, its parent, dies."""
    if sys.platform != "linux":
        return ()
    # A parent that died before the wish was told to the kernel is not reported any more: look once.
    return ("setpriv", "--pdeathsig", signal_name, "--", "sh", "-c", IF_PARENT_LIVES, str(os.getpid()))


def _namespace() -> Account:
    return Account(prefix=OWN_NAMESPACE)


def _as_user(uid: int, gid: int) -> Account:
    return Account(
        prefix=("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--"),
        owner=(uid, gid),
    )


def _works(prefix: tuple[str, ...]) -> bool:
    if shutil.which(prefix[0]) is None:
        return False
    return subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
