"""Relevance: how often the right story is among the first that an answer shows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from benchmarks.questions import Question

DEPTHS = (1, 3, 5)
HEAD = (
    "| asked | how | questions | first | in 3 | in 5 | nothing shown | closest, median | ms, median |\n"
    "|---|---|---|---|---|---|---|---|---|"
)
QUIET_HEAD = (
    "| asked | how | questions | found with certainty | closest shown | said to be healthy |\n"
    "|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Shown:
    """What an answer shows; stories by their references, the best first."""

    stories: tuple[str, ...]
    """Found with certainty: seen before, or with every word."""
    closest: tuple[str, ...]
    is_healthy: bool = False
    """Whether it says that no line tells of a failure."""

    @property
    def refs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.stories, *self.closest]))


Ask = Callable[[str], Shown]


@dataclass(frozen=True)
class Answered:
    question: Question
    shown: Shown
    milliseconds: float

    def is_right(self, depth: int) -> bool:
        return not self.question.expected.isdisjoint(self.shown.refs[:depth])


def answered(questions: Sequence[Question], ask: Ask) -> list[Answered]:
    for question in questions[:1]:
        ask(question.text)  # what is loaded for the first is not measured
    return [_answered(question, ask) for question in questions]


def _answered(question: Question, ask: Ask) -> Answered:
    start = perf_counter()
    shown = ask(question.text)
    return Answered(question, shown, (perf_counter() - start) * 1e3)


def row(asked: str, how: str, answers: Sequence[Answered]) -> str:
    cells = [
        asked,
        how,
        len(answers),
        *(sum(one.is_right(depth) for one in answers) for depth in DEPTHS),
        sum(not one.shown.refs for one in answers),
        f"{median(len(one.shown.closest) for one in answers):.0f}",
        f"{median(one.milliseconds for one in answers):.0f}",
    ]
    return f"| {' | '.join(map(str, cells))} |"


def quiet_row(asked: str, how: str, answers: Sequence[Answered]) -> str:
    """For questions to which no story is right."""
    cells = [
        asked,
        how,
        len(answers),
        sum(bool(one.shown.stories) for one in answers),
        sum(bool(one.shown.closest) for one in answers),
        sum(one.shown.is_healthy for one in answers),
    ]
    return f"| {' | '.join(map(str, cells))} |"


def misses(answers: Iterable[Answered]) -> Iterator[str]:
    """The questions whose right story is not among the first three."""
    for one in answers:
        if not one.is_right(3):
            first = ", ".join(one.shown.refs[:3]) or "nothing"
            yield f"- {one.question.name} ({', '.join(sorted(one.question.expected))}): {first}"


def differences(answers: Sequence[Answered], others: Sequence[Answered], how: str) -> Iterator[str]:
    """The questions that are answered otherwise in another way to ask."""
    for one, other in zip(answers, others, strict=True):
        if one.shown != other.shown:
            yield f"- {one.question.name}: {how} answers {', '.join(other.shown.refs) or 'nothing'}"
