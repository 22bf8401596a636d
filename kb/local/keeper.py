"""Keeps the embedded server of a folder running while anybody uses it: `python -m kb.local.keeper FOLDER`.

A process of its own, because the server must outlive the command that happened to need it first, and must
not outlive the last of its users, however that one ends. Each user holds a shared lock, which the kernel
releases for a killed one too; the keeper waits for the exclusive one.
"""

import os
import sys
from pathlib import Path
from threading import Thread

from kb.local import cluster, embedded, locks

STARTED = "started"
"""The line that says that the server answers and is kept by this process."""
RUNNING = "running"
"""The line that says that another process keeps it."""
SIGNALLED = 128
"""Added to the number of the signal that ended the server, as shells do."""


def main(folder: Path) -> int:
    server = embedded.Server(folder)
    try:
        is_ours = server.start_unless_running()
    except cluster.EmbeddedError as error:
        print(error, flush=True)
        return 1
    print(STARTED if is_ours else RUNNING, flush=True)
    if server.process is None:
        return 0
    _let_go_of_output()
    Thread(target=_stop_after_the_last_user, args=[server], daemon=True).start()
    code = server.process.wait()
    return code if code >= 0 else SIGNALLED - code


def _stop_after_the_last_user(server: embedded.Server) -> None:
    with locks.exclusive(server.users):
        server.stop()


def _let_go_of_output() -> None:
    """Whoever waits for the end of what this process says need not wait for its own end."""
    with Path(os.devnull).open("w") as nowhere:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere.fileno(), stream.fileno())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
