"""Measures the blame check: precision and recall over labelled sentences, and the time for 10,000 words."""

import os
import time
from statistics import median

from benchmarks import labelled
from benchmarks.results import HEAD, Result
from incidents.stories.blame import KINDS, check_text

LEAST_PRECISION, LEAST_RECALL, MOST_MILLISECONDS = 0.9, 0.8, 50
WORDS = 10_000
ROUNDS = 15
IN_PARAGRAPH = 4


def main() -> None:
    print(f"load {os.getloadavg()[0]:.1f}\n\n{HEAD}")
    for path in sorted(labelled.SETS.glob("*.tsv")):
        sentences = labelled.read(path)
        for kind in (None, *KINDS):
            measured = labelled.agreement(sentences, kind)
            name = f"{path.stem}, {kind or 'blameful or not'}"
            note = f"{measured.found} found, {measured.missed} missed, {measured.wrong} wrong"
            print(Result(f"{name}: precision", measured.precision, LEAST_PRECISION, is_least=True, note=note))
            print(Result(f"{name}: recall", measured.recall, LEAST_RECALL, is_least=True))
    print(_time(_text()))


def _text() -> str:
    """10,000 words of the labelled sentences: half of them have findings, which is more than any text has."""
    sentences = [one.text for path in sorted(labelled.SETS.glob("*.tsv")) for one in labelled.read(path)]
    parts: list[str] = []
    words = 0
    while words < WORDS:
        text = sentences[len(parts) % len(sentences)]
        words += len(text.split())
        parts.append(text + (" " if len(parts) % IN_PARAGRAPH else "\n\n"))
    return "".join(parts)


def _time(text: str) -> Result:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        check_text(text)
        times.append((time.perf_counter() - start) * 1_000)
    note = f"the slowest of {ROUNDS} {max(times):.0f} ms"
    return Result("10,000 words, median", median(times), MOST_MILLISECONDS, unit="ms", note=note)


if __name__ == "__main__":
    main()
