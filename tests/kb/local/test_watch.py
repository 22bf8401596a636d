import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.local.processes import Program
from kb.local.watch import ChildDiedError, StopRequestedError, Watch

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
FAIL = [sys.executable, "-c", "raise SystemExit(7)"]
# A program with a worker of its own, whose process id it prints.
PARENT = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid, flush=True)
time.sleep(600)
"""
SUPERVISED = """
import sys
from kb.local.processes import Program
from kb.local.watch import StopRequestedError, Watch
watch = Watch()
watch.listen()
watch.start(Program("sleeper", [sys.executable, "-c", "import time; time.sleep(600)"]))
print(watch.watched[0].child.process.pid, flush=True)
try:
    watch.forever()
except StopRequestedError:
    watch.stop()
    print("stopped", flush=True)
"""
PATIENCE = 30.0


class Recorded:
    """A child that runs nothing and writes down what it is told."""

    def __init__(self, name: str, log: list[str], *, essential: bool = True) -> None:
        self.name = name
        self.essential = essential
        self.log = log
        self.code: int | None = None

    def start(self) -> None:
        self.code = None
        self.log.append(f"start {self.name}")

    def exit_code(self) -> int | None:
        return self.code

    def stop(self) -> None:
        self.log.append(f"stop {self.name}")


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def runs(pid: int) -> bool:
    """A zombie has ended, even if nobody has asked after it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_children_stop_in_reverse_order() -> None:
    log: list[str] = []
    watch = Watch()
    for name in ("database", "web", "worker"):
        watch.start(Recorded(name, log))
    watch.stop()
    assert log[3:] == ["stop worker", "stop web", "stop database"]


def test_a_child_that_does_not_start_is_stopped_with_the_others() -> None:
    log: list[str] = []

    class Broken(Recorded):
        def start(self) -> None:
            raise RuntimeError("no")

    watch = Watch()
    watch.start(Recorded("database", log))
    with pytest.raises(RuntimeError):
        watch.start(Broken("web", log))
    watch.stop()
    assert log == ["start database", "stop web", "stop database"]


def test_the_end_of_an_essential_child_is_the_end_and_says_why() -> None:
    watch = Watch()
    web = Program("The web server", FAIL)
    watch.start(web)
    with pytest.raises(ChildDiedError, match=r"The web server ended unexpectedly \(exit code 7\)"):
        watch.forever()
    watch.stop()


def test_a_killed_child_is_reported_with_its_signal() -> None:
    watch = Watch()
    program = Program("The web server", SLEEP)
    watch.start(program)
    assert program.process is not None
    program.process.kill()
    with pytest.raises(ChildDiedError, match="killed by SIGKILL"):
        watch.forever()
    watch.stop()


def test_a_dead_worker_starts_again_later_and_later() -> None:
    log: list[str] = []
    said: list[str] = []
    worker = Recorded("worker", log, essential=False)
    watch = Watch(first_delay=0.001, say=said.append)
    watch.start(worker)
    for starts in (2, 3, 4):
        worker.code = 1
        while log.count("start worker") < starts:
            watch.check()
            time.sleep(0.001)
    assert said == [
        f"worker ended unexpectedly (exit code 1); starting it again in {delay} s."
        for delay in ("0.001", "0.002", "0.004")
    ]
    assert log == ["start worker", *["stop worker", "start worker"] * 3]


def test_a_worker_that_waits_for_its_restart_does_not_hold_up_the_end() -> None:
    log: list[str] = []
    worker = Recorded("worker", log, essential=False)
    watch = Watch(first_delay=60, say=lambda _: None)
    watch.start(worker)
    worker.code = 1
    watch.check()
    watch.request_stop()
    with pytest.raises(StopRequestedError):
        watch.forever()
    watch.stop()
    assert log.count("start worker") == 1


def test_what_has_to_finish_finishes() -> None:
    Watch().finish(Program("preparation", [sys.executable, "-c", ""]))


def test_what_has_to_finish_and_fails_says_so() -> None:
    with pytest.raises(ChildDiedError, match=r"preparation failed \(exit code 7\)"):
        Watch().finish(Program("preparation", FAIL))


def test_a_wish_to_stop_interrupts_what_has_to_finish() -> None:
    watch = Watch()
    watch.request_stop()
    program = Program("preparation", SLEEP)
    with pytest.raises(StopRequestedError):
        watch.finish(program)
    assert program.process is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", SUPERVISED], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        process.send_signal(number)
        assert process.stdout.read() == "stopped\n"
    assert not runs(child)


def test_the_children_of_a_killed_supervisor_end() -> None:
    with subprocess.Popen([sys.executable, "-c", SUPERVISED], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        process.kill()
    until(lambda: not runs(child))


def test_the_workers_of_a_killed_program_go_with_it(capfd: pytest.CaptureFixture[str]) -> None:
    program = Program("web", [sys.executable, "-c", PARENT])
    program.start()
    printed: list[str] = []
    until(lambda: bool(printed.append(capfd.readouterr().out) or "".join(printed).endswith("\n")))
    worker = int("".join(printed))
    assert runs(worker)
    assert program.process is not None
    os.kill(program.process.pid, signal.SIGKILL)
    program.stop()
    until(lambda: not runs(worker))


def test_a_program_that_ignores_the_wish_is_ended() -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    program = Program("deaf", [sys.executable, "-c", deaf], patience=0.2)
    program.start()
    assert program.process is not None
    pid = program.process.pid
    program.stop()
    assert not runs(pid)
    program.stop()
