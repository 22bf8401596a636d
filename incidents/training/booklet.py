"""The booklet of who leads a drill, as Markdown: what to read out, what to keep, what to ask."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from incidents.training.drill import Clue, Drill, Move, Result

Item = TypeVar("Item")
RESULTS: dict[Result, str] = {
    "helped": "It helped.",
    "helped_partly": "It helped in part.",
    "changed_nothing": "It changed nothing.",
    "made_it_worse": "It made it worse.",
    "not_known": "The story does not tell what came of it.",
}


def to_markdown(drill: Drill) -> str:
    blocks = [f"# Drill {drill.ref}", INTRODUCTION]
    for heading, content in _sections(drill):
        if some := list(content):
            blocks += [f"## {heading}", *some]
    return "\n\n".join(block.strip("\n") for block in blocks) + "\n"


INTRODUCTION = (
    "For whoever leads the drill; everybody else sees none of it. Forty minutes are enough: read the opening "
    "out, give what is asked for, and let time pass when nobody asks. Nobody is judged: what was known "
    "at that moment is what counts. Words that would give it away are hidden in what you read out."
)


def _sections(drill: Drill) -> Iterator[tuple[str, Iterable[str]]]:
    """In the order of the drill; what only the leader knows comes on its own pages at the end."""
    yield "Read out", (f"> {one.text}{_fenced(one.seen)}" for one in drill.opening)
    yield "What they may look at", map(_clue, drill.locker)
    yield (
        "What happens meanwhile",
        (
            f"{number}. {one.when + ': ' if one.when else ''}{one.text}"
            for number, one in _numbered(drill.injects)
        ),
    )
    yield "What they may try", map(_move, drill.moves)
    yield "Hints", (f"{number}. {hint}" for number, hint in _numbered(drill.hints))
    yield "Their board", (f"- [ ] {one.text}" for one in drill.board)
    yield "Only you know", _secrets(drill)
    yield "Debrief", _debrief(drill)


def _secrets(drill: Drill) -> Iterator[str]:
    yield f"**{drill.resolution.title}** ({drill.ref})"
    yield drill.resolution.summary
    yield from (f"- {text}" for text in drill.resolution.factors)
    yield "The others on the board are from other stories:"
    yield from (f"- {one.ref}: {one.text}" for one in drill.board if not drill.is_right(one))


def _debrief(drill: Drill) -> Iterator[str]:
    for question in drill.resolution.questions:
        yield f"### {question.text}"
        yield from (f"- {text}" for text in question.said)
    if rules := drill.resolution.rules:
        yield "### Where are we exposed today? These rules would have shown it:"
        yield from (f"- {rule.ref}: {rule.message}" for rule in rules)


def _clue(clue: Clue) -> str:
    told = f"\n\n{clue.text}" if clue.text else ""
    return f"### {clue.label}{_fenced(clue.command)}{told}{_fenced(clue.seen)}"


def _move(move: Move) -> str:
    return f"- {move.text} **{RESULTS[move.result]}**"


def _numbered(some: Iterable[Item]) -> Iterable[tuple[int, Item]]:
    return enumerate(some, 1)


def _fenced(text: str) -> str:
    """In a fence that is longer than any in it."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"\n\n{fence}\n{text.strip(chr(10))}\n{fence}" if text else ""
