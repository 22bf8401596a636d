"""Sentences labelled by hand as blameful or not, and how well the check agrees with them."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from incidents.stories.blame import check_text

SETS = Path(__file__).resolve().parent / "sets" / "blame"
NONE = "-"
KINDS = {"action": "vague_action", "impact": "vague_impact"}
"""Labels that are shorter than the kind they mean."""


class Labelled(Struct, frozen=True):
    text: str
    kinds: frozenset[str]


class Agreement(Struct, frozen=True):
    """`found`: of those labelled, how many the check reports; `wrong`: reported and not labelled."""

    found: int
    missed: int
    wrong: int

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.wrong)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + self.missed)


def read(path: Path) -> list[Labelled]:
    """Each line has the kinds, `-` for none, a tab, and the sentence."""
    rows = (line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines() if line)
    return [Labelled(text, _kinds(labels)) for labels, text in rows]


def _kinds(labels: str) -> frozenset[str]:
    return frozenset(KINDS.get(label, label) for label in labels.split(",") if label != NONE)


def agreement(sentences: Iterable[Labelled], kind: str | None = None) -> Agreement:
    """Over whole sentences, blameful or not; or over one kind."""
    found = missed = wrong = 0
    for sentence in sentences:
        reported: set[str] = {finding.kind for finding in check_text(sentence.text)}
        is_labelled = kind in sentence.kinds if kind else bool(sentence.kinds)
        is_reported = kind in reported if kind else bool(reported)
        found += is_labelled and is_reported
        missed += is_labelled and not is_reported
        wrong += is_reported and not is_labelled
    return Agreement(found, missed, wrong)
