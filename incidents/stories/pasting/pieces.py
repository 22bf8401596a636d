"""Pieces of a paste while it is read: lines that become one event or one note."""

from dataclasses import dataclass, field

from incidents.stories.pasting import speakers
from incidents.stories.pasting.clock import Placed
from incidents.stories.pasting.proposal import NoteReason


@dataclass(slots=True)
class Piece:
    """`lines`: as pasted. `text`: of the first line, behind its time. `reason`: of a note, else None."""

    first: int
    lines: list[str]
    text: str = ""
    placed: Placed | None = None
    reason: NoteReason | None = None
    speaker: str | None = None
    is_program: bool = False
    is_bracketed: bool = False
    is_headed: bool = False
    skipped: int = field(default=1)
    """The lines at the beginning that `text` stands for."""

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1

    @property
    def pasted(self) -> str:
        return "\n".join(self.lines).strip("\n")

    def words(self) -> str:
        """The text of the event, with the lines that joined it."""
        joined = "\n".join(line.rstrip() for line in self.lines[self.skipped :]).strip("\n")
        if self.is_bracketed and joined and speakers.is_whole_name(self.text):
            self.speaker, self.text = self.text, ""
        return f"{self.text}\n{joined}".strip()

    def without_last_line(self) -> str:
        """Takes the last line away, which belongs to the piece behind."""
        return self.lines.pop()
