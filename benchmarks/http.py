"""What a client sees: the API, the pages, the start; each beside what it has to be."""

import os
from collections.abc import Iterable

from django.conf import settings

from benchmarks import answers, judging, pages, site, start
from benchmarks.results import HEAD, Result


def main(*parts: str) -> None:
    """Of `answers`, `judging`, `pages` and `start`; all by default."""
    asked = parts or ("answers", "judging", "pages", "start")
    print(f"Load of the machine before: {os.getloadavg()[0]:.1f}\n\n{HEAD}", flush=True)
    with site.served() as served:
        if "answers" in asked:
            show(answers.measured(served))
        if "judging" in asked:
            show(judging.measured(served))
        if "pages" in asked:
            show(pages.measured(served))
        show(start.weighed(served))
    if "start" in asked:
        show(start.measured(settings.VAR_DIR))
    print(f"\nLoad after: {os.getloadavg()[0]:.1f}")


def show(results: Iterable[Result]) -> None:
    for result in results:
        print(result, flush=True)
