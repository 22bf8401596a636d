"""Signatures made of lines that stories have recorded, if such a line is specific."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from incidents.rules.bundle import StoryDigest
from incidents.rules.match import phrases, signatures
from incidents.rules.match.recognition import TYPICAL
from incidents.rules.record import Signature, SignatureTests, StoryLink

LEAST_LETTERS, LEAST_WORDS = 20, 3
"""Of a specific line."""
MOST_STORIES = 2
"""Stories that may have recorded the same line; one that more have tells none of them."""
MOST_LITERALS = 2000
"""Literals of one matcher."""
LONGEST_LINE = 400

NUMBER = r"[0-9][0-9.,:]*[0-9]|[0-9]"
VOLATILE = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]*(?:Z|[+-]\d\d:?\d\d)?)"
    r"|(?P<hex>0x[0-9a-fA-F]+|\b[0-9a-f]{8,64}\b|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b)"
    r"|(?P<suffix>(?<=[a-z0-9])-[a-z0-9]{6,10}-[a-z0-9]{5}\b)"
    rf"|(?P<number>{NUMBER})"
    r"|(?P<space>\s{2,})"
)
AS_PATTERN = {
    "time": r"\S+(?: \S+)?",
    "hex": r"[0-9a-fA-Fx-]+",
    "suffix": r"-[a-z0-9-]+",
    "number": r"[0-9][0-9.,:]*",
    "space": r"\s+",
}
"""What stands for a part of a line that is another one each time."""

COMMAND = re.compile(
    r"\s*(?:[$#%>]\s|(?:sudo|kubectl|etcdctl|docker|crictl|cat|ps|find|grep|curl|dig|ssh|journalctl)\s)"
)
WORD = re.compile(r"[^\s]*[A-Za-z]{2}[^\s]*")


Lines = Mapping[str, Sequence[str]]
"""The specific lines of a symptom, by its reference, such as `KF-16#s2`."""


def literals(stories: Sequence[StoryDigest], lines: Lines) -> list[Signature]:
    """A signature for each symptom with specific lines."""
    return [
        _literal(story, anchor, lines[f"{story.ref}#{anchor}"])
        for story in stories
        for anchor in story.observables
        if f"{story.ref}#{anchor}" in lines
    ]


def specific_lines(
    stories: Sequence[StoryDigest], written: Sequence[Signature]
) -> dict[str, tuple[str, ...]]:
    """The recorded lines that are specific and not found already."""
    recorded: dict[str, set[str]] = {}
    found: dict[tuple[str, str], list[str]] = {}
    for story in stories:
        for anchor, text in story.observables.items():
            for line in filter(is_specific, text.splitlines()):
                recorded.setdefault(pattern(line), set()).add(story.ref)
                found.setdefault((story.ref, anchor), []).append(line)
    known = _Known(written)
    specific = {}
    for (ref, anchor), lines in found.items():
        rare = [
            line
            for line in lines
            if len(recorded[pattern(line)]) <= MOST_STORIES and not known.has(line, ref)
        ]
        if rare:
            specific[f"{ref}#{anchor}"] = tuple(rare)
    return dict(islice(specific.items(), MOST_LITERALS))


def is_specific(line: str) -> bool:
    """Whether a recorded line is an output, and long enough without the phrases that are common."""
    if len(line) > LONGEST_LINE or COMMAND.match(line):
        return False
    letters = sum(one.isalpha() for one in phrases.without(line))
    return letters >= LEAST_LETTERS and len(WORD.findall(line)) >= LEAST_WORDS


def pattern(line: str) -> str:
    """A pattern (RE2) for the line with any number, hash, time or suffix of a pod in place of its own."""
    line = line.strip()
    parts, position = [], 0
    for found in VOLATILE.finditer(line):
        parts += [re.escape(line[position : found.start()]), AS_PATTERN[str(found.lastgroup)]]
        position = found.end()
    return "".join([*parts, re.escape(line[position:])])


def _literal(story: StoryDigest, anchor: str, lines: Sequence[str]) -> Signature:
    return Signature(
        ref=f"{story.ref}#{anchor}",
        name=f"line recorded in {story.ref}",
        status="stable",
        confidence="heuristic",
        stories=(StoryLink(story.ref, "symptom", anchor),),
        message=story.parts.get(anchor, story.title),
        fix="",
        false_positives=("The same line may be printed in other failures.",),
        source="recorded line",
        pattern="|".join(dict.fromkeys(map(pattern, lines))),
        weight=TYPICAL,
        tests=SignatureTests(tuple(lines), ()),
    )


class _Known:
    """What signatures find already, not only as a word: for the same story, or only in many lines."""

    def __init__(self, written: Sequence[Signature]) -> None:
        self._patterns = [(signatures.compiled(rule.pattern), rule) for rule in written]

    def has(self, line: str, ref: str) -> bool:
        found = (rule for pattern, rule in self._patterns if pattern.search(line.encode()))
        return any(
            rule.min > 1 or (rule.weight >= TYPICAL and ref in {link.ref for link in rule.stories})
            for rule in found
        )
