"""Reads a folder of questions: sentences, pasted texts with a failure in them, and texts of healthy systems.

- `sentences.tsv`: the references of the expected stories, or `-` for none; a tab; the sentence.
- `texts/NAME.txt`, with the expected stories in the first line of `texts/NAME.expected`.
- `healthy/NAME.txt`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

OWN = Path(__file__).resolve().parent / "sets"
NOTHING = "-"


@dataclass(frozen=True)
class Question:
    name: str
    text: str
    expected: frozenset[str] = frozenset()
    """References of the stories that are right; empty if none is."""


@dataclass(frozen=True)
class QuestionSet:
    sentences: tuple[Question, ...]
    strange: tuple[Question, ...]
    """Sentences about which no story says anything."""
    texts: tuple[Question, ...]
    healthy: tuple[Question, ...]

    @classmethod
    def read(cls, folder: Path) -> Self:
        sentences = [_sentence(line) for line in _lines(folder / "sentences.tsv")]
        return cls(
            sentences=tuple(one for one in sentences if one.expected),
            strange=tuple(one for one in sentences if not one.expected),
            texts=tuple(_text(path) for path in sorted((folder / "texts").glob("*.txt"))),
            healthy=tuple(
                Question(path.name, path.read_text()) for path in sorted((folder / "healthy").glob("*.txt"))
            ),
        )


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line.strip()]


def _sentence(line: str) -> Question:
    expected, sentence, *_ = line.split("\t")
    return Question(sentence, sentence, _refs(expected))


def _text(path: Path) -> Question:
    first, *_ = _lines(path.with_suffix(".expected"))
    return Question(path.name, path.read_text(), _refs(first))


def _refs(cell: str) -> frozenset[str]:
    return frozenset(cell.split()) - {NOTHING}
