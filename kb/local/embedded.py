"""PostgreSQL from the binaries of a wheel: one cluster in one folder, over a UNIX socket only."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from kb.local import cluster, locks
from kb.local.cluster import EmbeddedError
from kb.local.privileges import Account, account_for, ending_with_parent

LOG_BYTES = 10 * 2**20
START_SECONDS = 60.0  # recovery after a crash included
STOP_SECONDS = 60.0
IN_USE_SECONDS = 10.0
PAUSE = 0.01

ALWAYS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "io_method=sync",
    "shared_buffers=384MB",  # taken only as it is used: what a search among a million stories reads
)
NOT_DURABLE = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
)


class InUseError(EmbeddedError):
    """Another process holds the server of this folder."""


def url(folder: Path) -> str:
    return f"postgresql://{cluster.USER}@/{cluster.DATABASE}?host={cluster.socket_folder(folder)}"


def users_of(folder: Path) -> Path:
    """The file on which every process that uses the server of `folder` holds a shared lock."""
    return folder.with_name(f"{folder.name}.users")


def stop_running(folder: Path) -> None:
    """Stops the server of `folder`, whoever started it, and returns once all is on disk.

    Only for the holder of the exclusive lock of its users.
    """
    pid = cluster.recorded_pid(folder)
    if pid is None or not cluster.is_ready(folder):
        return
    with locks.open_for_locking(lock_of(folder)) as lock:
        for number in (signal.SIGINT, signal.SIGQUIT):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            deadline = time.monotonic() + STOP_SECONDS
            while time.monotonic() < deadline:
                if locks.try_exclusive(lock):
                    return
                time.sleep(PAUSE)


def lock_of(folder: Path) -> Path:
    """The file whose exclusive lock the processes of a running server hold."""
    return folder.with_name(f"{folder.name}.lock")


class Server:
    """The PostgreSQL server of one data folder, as a child of this process.

    Linux ends it with the thread that started it: start it from one that lives as long as the process.
    """

    def __init__(self, folder: Path, *, durable: bool = True, account: Account | None = None) -> None:
        self.folder = folder.absolute()
        self.durable = durable
        self.account = account or account_for(self.folder)
        self.log = self.folder.with_name(f"{self.folder.name}.log")
        self.users = users_of(self.folder)
        self.process: subprocess.Popen[bytes] | None = None
        self._hold: TextIO | None = None

    def start(self, *, patience: float = IN_USE_SECONDS) -> None:
        """Returns once the server answers, which then stays until `stop`.

        Raises InUseError where another process has it running.
        """
        self._hold = self._hold or locks.open_for_locking(self.users)
        locks.wait_for_shared(self._hold)
        try:
            is_ours = self.start_unless_running(patience=patience)
        except EmbeddedError:
            self._let_go()
            raise
        if not is_ours:
            self._let_go()
            raise InUseError(
                f"The database in {self.folder} is in use (process {cluster.recorded_pid(self.folder)}). "
                "Stop what uses it first."
            )

    def start_unless_running(self, *, patience: float = IN_USE_SECONDS) -> bool:
        """Starts the server and says True, or says False because another process has it running.

        Raises InUseError if another process is neither done nor ready after `patience` seconds.
        """
        with locks.open_for_locking(lock_of(self.folder)) as lock:
            deadline = time.monotonic() + patience
            while not locks.try_exclusive(lock):
                if cluster.is_ready(self.folder):
                    return False
                if time.monotonic() >= deadline:
                    raise InUseError(
                        f"Another process is starting or stopping the database in {self.folder} "
                        f"for more than {patience:g} seconds. Try again, or see {self.log}."
                    )
                time.sleep(PAUSE)
            cluster.prepare(self.folder, self.account, durable=self.durable)
            self._launch(lock)
        return True

    def stop(self) -> None:
        """Disconnects everybody and returns once all is on disk."""
        self._let_go()
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)  # at once; the next start recovers
            self.process.wait()
        self.process = None

    def _let_go(self) -> None:
        if self._hold is not None:
            self._hold.close()
            self._hold = None

    def _launch(self, lock: TextIO) -> None:
        self._rotate_log()
        with self.log.open("ab") as log:
            said_before = log.tell()
            process = subprocess.Popen(
                [*self.account.prefix, *ending_with_parent("INT"), *self._command()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=os.sep,
                pass_fds=[lock.fileno()],  # so the lock is free only when the last server process is gone
                start_new_session=True,  # Ctrl-C in the terminal is for whoever started us and stops us last
            )
        if not self._becomes_ready(process):
            process.kill()
            process.wait()
            said = self.log.read_bytes()[said_before:].decode(errors="replace").strip()
            raise EmbeddedError(f"PostgreSQL did not start in {self.folder}. It said:\n{said}")
        self.process = process

    def _command(self) -> list[str]:
        sockets = f"unix_socket_directories={cluster.socket_folder(self.folder)}"
        options = (*ALWAYS, sockets, f"port={cluster.PORT}", *(() if self.durable else NOT_DURABLE))
        command = [str(cluster.binaries() / "postgres"), "-D", str(self.folder)]
        for option in options:
            command += ["-c", option]
        return command

    def _becomes_ready(self, process: subprocess.Popen[bytes]) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while not cluster.is_ready(self.folder, pid=process.pid):
            if process.poll() is not None or time.monotonic() >= deadline:
                return False
            time.sleep(PAUSE)
        return True

    def _rotate_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.old"))
