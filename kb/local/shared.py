"""One embedded server for all the processes that use it: it starts with the first, stops with the last."""

import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Thread
from typing import TextIO

import kb
from kb.local import cluster, embedded, keeper, locks
from kb.local.cluster import EmbeddedError

UNKNOWN_END = 1


@contextmanager
def available(folder: Path) -> Iterator[None]:
    """The server of `folder`, for as long as the block takes. Raises EmbeddedError if it cannot start."""
    server = SharedServer(folder)
    try:
        server.attach()
        yield
    finally:
        server.detach()


class SharedServer:
    """The server of one data folder, used by this process among others; `kb.local.keeper` runs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._hold: TextIO | None = None
        self._keeper: subprocess.Popen[str] | None = None

    def attach(self) -> None:
        """Returns once the server answers, started if need be. Safe to repeat after the server has died."""
        if self._hold is None:
            self._hold = locks.open_for_locking(embedded.users_of(self.folder))
            locks.wait_for_shared(self._hold)  # while a keeper stops the server, nobody else may start it
        if not cluster.is_ready(self.folder):
            self._start()

    def exit_code(self) -> int | None:
        """None while the server runs. How one ended that another process started is not known."""
        if self._keeper is None:
            return None if cluster.is_ready(self.folder) else UNKNOWN_END
        code = self._keeper.poll()
        return keeper.SIGNALLED - code if code is not None and code > keeper.SIGNALLED else code

    def detach(self) -> None:
        """Returns once the server has stopped, or at once where others use it. Safe to repeat."""
        if self._hold is None:
            return
        with self._hold as hold:
            if locks.try_exclusive(hold):
                embedded.stop_running(self.folder)
            elif not locks.try_shared(hold):  # the keeper was faster, and stops it
                locks.wait_for_shared(hold)
        self._hold = None

    def _start(self) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", keeper.__name__, str(self.folder)],
            cwd=Path(kb.__path__[0]).parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for the users, the last of which stops the server
        )
        Thread(target=process.wait, daemon=True).start()  # it may end long after this object
        with process.stdout or nullcontext(io.StringIO()) as output:
            said = output.read().strip()
        self._keeper = process if said == keeper.STARTED else None
        if said not in {keeper.STARTED, keeper.RUNNING}:
            raise EmbeddedError(said or f"What keeps the database in {self.folder} ended at once.")
