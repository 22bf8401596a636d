"""How far somebody is in a drill, and what may be shown to her: nothing else is handed to pages."""

from collections.abc import Iterator
from dataclasses import dataclass

from incidents.training.drill import Alarm, Clue, Drill, Hypothesis, Inject, Move, Resolution

WAIT, HINT, BOARD, RESOLVE = "w", "h", "b", "r"
GUESS = "g"
"""Before the key of a hypothesis."""
SEPARATOR = "."
MOST_STEPS = 400


@dataclass(frozen=True)
class Guess:
    hypothesis: Hypothesis
    is_right: bool


@dataclass(frozen=True)
class Progress:
    """The steps in their order, each possible at that moment."""

    drill: Drill
    steps: tuple[str, ...] = ()

    @classmethod
    def read(cls, drill: Drill, text: str) -> "Progress":
        """Steps that the drill does not know, since its story has changed, are left out."""
        progress = cls(drill)
        for step in text.split(SEPARATOR)[:MOST_STEPS]:
            progress = progress.after(step)
        return progress

    def after(self, step: str) -> "Progress":
        """The same where the step is not possible."""
        return Progress(self.drill, (*self.steps, step)) if self.allows(step) else self

    def allows(self, step: str) -> bool:
        if self.is_resolved:
            return False
        if step == WAIT:
            return len(self.injects) < len(self.drill.injects)
        if step == HINT:
            return len(self.hints) < len(self.drill.hints)
        if step in self.steps:
            return False
        if step.startswith(GUESS):
            return BOARD in self.steps and step[1:] in {one.key for one in self.drill.board}
        keys = {one.key for some in (self.drill.locker, self.drill.moves) for one in some}
        return step in {BOARD, RESOLVE} or step in keys

    @property
    def text(self) -> str:
        return SEPARATOR.join(self.steps)

    @property
    def opening(self) -> tuple[Alarm, ...]:
        return self.drill.opening

    @property
    def opened(self) -> tuple[Clue, ...]:
        """In the order in which they were asked for."""
        exhibits = {one.key: one for one in self.drill.locker}
        return tuple(exhibits[step] for step in self.steps if step in exhibits)

    @property
    def closed(self) -> tuple[tuple[str, str], ...]:
        """Key and label of what has not been asked for."""
        return tuple((one.key, one.label) for one in self.drill.locker if one.key not in self.steps)

    @property
    def tried(self) -> tuple[Move, ...]:
        moves = {one.key: one for one in self.drill.moves}
        return tuple(moves[step] for step in self.steps if step in moves)

    @property
    def untried(self) -> tuple[tuple[str, str], ...]:
        """Key and text of what has not been tried."""
        return tuple((one.key, one.text) for one in self.drill.moves if one.key not in self.steps)

    @property
    def injects(self) -> tuple[Inject, ...]:
        """One for each time that somebody waited or tried something: time passes with both."""
        return self.drill.injects[: self.steps.count(WAIT) + len(self.tried)]

    @property
    def hints(self) -> tuple[str, ...]:
        return self.drill.hints[: self.steps.count(HINT)]

    @property
    def hints_in_all(self) -> int:
        return len(self.drill.hints)

    @property
    def guesses(self) -> tuple[Guess, ...]:
        return tuple(self._guesses())

    def _guesses(self) -> Iterator[Guess]:
        board = {GUESS + one.key: one for one in self.drill.board}
        for step in self.steps:
            if step in board:
                yield Guess(board[step], self.drill.is_right(board[step]))

    @property
    def board(self) -> tuple[tuple[str, str], ...]:
        """Key and text of the hypotheses that are not ruled out, once the board is open."""
        if BOARD not in self.steps:
            return ()
        dropped = {guess.hypothesis.key for guess in self.guesses}
        return tuple((one.key, one.text) for one in self.drill.board if one.key not in dropped)

    @property
    def is_solved(self) -> bool:
        return any(guess.is_right for guess in self.guesses)

    @property
    def is_resolved(self) -> bool:
        return self.is_solved or RESOLVE in self.steps

    @property
    def resolution(self) -> Resolution | None:
        return self.drill.resolution if self.is_resolved else None
