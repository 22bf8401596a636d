import threading
from collections.abc import Callable

from django.db import connection


def at_once(*jobs: Callable[[], object]) -> None:
    """Runs every job in a thread with a database connection of its own; all begin in the same moment."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> None:
        start.wait()
        try:
            job()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
