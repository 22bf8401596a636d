"""Decoding in threads that all meet a type for the first time, in processes of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

from incidents.stories import reading
from tests import factories

ROOT = Path(__file__).resolve().parents[1]
IN_THREADS = """
import sys, threading
from incidents.stories import reading

story = sys.stdin.buffer.read()
sys.setswitchinterval(1e-6)
start = threading.Barrier(8)
slugs = []


def read():
    start.wait()
    slugs.append(reading.trusted(story).slug)


threads = [threading.Thread(target=read) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(slugs))
"""


@pytest.mark.parametrize("attempt", range(5))
def test_threads_may_meet_a_type_at_once(attempt: int) -> None:
    """msgspec alone crashes in one of three attempts."""
    story = reading.to_json(factories.document())
    command = [sys.executable, "-c", IN_THREADS]
    done = subprocess.run(command, cwd=ROOT, input=story, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"8\n"), done.stderr.decode()
