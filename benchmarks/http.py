"""Measures what a client sees: the API, the pages, the start; compares each with its target."""

import os
from collections.abc import Iterable

from django.conf import settings

from benchmarks import answers, judging, pages, site, start
from benchmarks.results import HEAD, Result


def main(*parts: str) -> None:
    """Runs the named parts: `answers`, `judging`, `pages`, `start`; all by default."""
    chosen = parts or ("answers", "judging", "pages", "start")
    print(f"Load of the machine before: {os.getloadavg()[0]:.1f}\n\n{HEAD}", flush=True)
    with site.served() as served:
        if "answers" in chosen:
            show(answers.measured(served))
        if "judging" in chosen:
            show(judging.measured(served))
        if "pages" in chosen:
            show(pages.measured(served))
        show(start.weighed(served))
    if "start" in chosen:
        show(start.measured(settings.VAR_DIR))
    print(f"\nLoad after: {os.getloadavg()[0]:.1f}")


def show(results: Iterable[Result]) -> None:
    for result in results:
        print(result, flush=True)
