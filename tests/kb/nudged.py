"""Celery's application with tasks that leave traces in a file, for workers of the tests."""

import time
from pathlib import Path

from kb.celery import app

VISIBILITY_TIMEOUT = 2  # seconds, so that what a killed worker held comes back while a test waits

app.conf.broker_transport_options = app.conf.broker_transport_options | {
    "visibility_timeout": VISIBILITY_TIMEOUT,
    "unacked_restore_interval": 1,  # Redis looks for such messages at this interval
    "unacked_restore_throttle": 1,
}


@app.task
def trace(path: str) -> None:
    """Writes `begun`, stays for as long as a file `hold` lies beside it, writes `ended`."""
    write(path, "begun")
    while Path(path).with_name("hold").exists():
        time.sleep(0.02)
    write(path, "ended")


def write(path: str, word: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{word}\n")
