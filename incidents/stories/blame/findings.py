"""What the check finds, with its reason and a question that leads further."""

from typing import Literal, get_args

from msgspec import Struct

Kind = Literal[
    "blame", "counterfactual", "single_cause", "human_cause", "name", "vague_action", "vague_impact", "care"
]
KINDS: tuple[Kind, ...] = get_args(Kind)

TITLES: dict[Kind, str] = {
    "blame": "Blame",
    "counterfactual": "What did not happen",
    "single_cause": "A single cause",
    "human_cause": "A person as the cause",
    "name": "A person by name",
    "vague_action": "A vague action",
    "vague_impact": "Impact without a number",
    "care": "A call for more care",
}
ADVICE: dict[Kind, tuple[str, str]] = {
    "blame": (
        "This judges people, and who is judged tells less next time.",
        "What did they see at that moment, and what made this the sensible thing to do?",
    ),
    "counterfactual": (
        "This tells what did not happen, as seen from the end, and explains nothing that did.",
        "What happened instead, and how did it make sense at the time?",
    ),
    "single_cause": (
        "A failure has several contributing factors, and the search stops at the one that is named.",
        "What else had to be the case for this to happen, spread and last?",
    ),
    "human_cause": (
        "A person's act is where the analysis begins: the next person will meet the same conditions.",
        "What made the act possible and easy, and what could have stopped its effect?",
    ),
    "name": (
        "A name makes this about one person; the role is what readers need.",
        "What was this person's role, and what did the role let her see and do?",
    ),
    "vague_action": (
        "Nobody can tell when this is done.",
        "What will be different, how is it measured, who owns it and by when?",
    ),
    "vague_impact": (
        "Without a number nobody can tell how bad it was, or compare it.",
        "How many were affected, for how long, and how do you know?",
    ),
    "care": (
        "People are careful already, and attention does not hold under load.",
        "What could the system do so that less care is needed?",
    ),
}


class Hit(Struct, frozen=True, gc=False):
    """A rule's finding in a sentence: its first and last word."""

    kind: Kind
    first: int
    last: int
    why: str = ""
    """Instead of the reason of the kind."""


class BlameFinding(Struct, frozen=True, kw_only=True):
    """A span of a text. `pointer` and `anchor` name field and part of a document; of a text they are empty.

    `start` and `end` count characters from the beginning of the field, `line` and `column` from 1.
    """

    kind: Kind
    quote: str
    why: str
    question: str
    start: int
    end: int
    line: int
    column: int
    pointer: str = ""
    anchor: str = ""

    @property
    def title(self) -> str:
        return TITLES[self.kind]


class BlameReport(Struct, frozen=True, kw_only=True):
    findings: tuple[BlameFinding, ...]
