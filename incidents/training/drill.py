"""A drill: what is made of one story. Texts are Markdown; those for before the resolution hold no spoiler."""

from dataclasses import dataclass
from typing import Literal

Result = Literal["helped", "helped_partly", "changed_nothing", "made_it_worse", "not_known"]


@dataclass(frozen=True)
class Alarm:
    """What the pager says: a symptom, and verbatim what is on the screen."""

    text: str
    seen: str = ""


@dataclass(frozen=True)
class Clue:
    """What one may look at; `label` is shown before it is opened, by `key`, its anchor."""

    key: str
    label: str
    text: str
    command: str = ""
    seen: str = ""


@dataclass(frozen=True)
class Inject:
    """What happens meanwhile; `when` is blank where the story does not say it."""

    text: str
    when: str = ""


@dataclass(frozen=True)
class Move:
    """What one may do about it, and what came of it in the story."""

    key: str
    text: str
    result: Result


@dataclass(frozen=True)
class Hypothesis:
    """A mechanism that might be behind it. `ref` is the story in which it was, this one or another."""

    key: str
    """Says nothing of which story it is from, and stays the same as long as that story is on the board."""
    text: str
    ref: str
    title: str


@dataclass(frozen=True)
class DebriefQuestion:
    """What to talk about, and what the story says to it."""

    text: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleOfDrill:
    """A rule that would have shown it."""

    ref: str
    message: str
    relation: str


@dataclass(frozen=True)
class Resolution:
    """What is told at the end, in the words of the story."""

    title: str
    summary: str
    factors: tuple[str, ...]
    moves: tuple[Move, ...]
    questions: tuple[DebriefQuestion, ...]
    rules: tuple[RuleOfDrill, ...]


@dataclass(frozen=True)
class Drill:
    ref: str
    opening: tuple[Alarm, ...]
    locker: tuple[Clue, ...]
    injects: tuple[Inject, ...]
    moves: tuple[Move, ...]
    board: tuple[Hypothesis, ...]
    hints: tuple[str, ...]
    resolution: Resolution

    def is_right(self, hypothesis: Hypothesis) -> bool:
        return hypothesis.ref == self.ref
