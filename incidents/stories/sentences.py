"""The first sentence of a Markdown text, for where there is room for one."""

import re

WHOLE = re.compile(r"`[^`]*`|\[[^\[\]]*\]\([^()]*\)|\([^()]*\)|\*\*[^*]*\*\*")
"""What no sentence ends in: code, a link, brackets, emphasis."""
END = re.compile(r"[.!?…][\"”’]?(?=\s+[A-Z0-9\"“‘(]|\Z)")
ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|cf|vs|approx|etc)|\b[A-Z])\.\Z", re.IGNORECASE)
LONGEST_ABBREVIATION = 8
BLOCK = re.compile(r"\n[^\S\n]*\n|\n(?=[^\S\n]*(?:[-*+>#|]|[0-9]+\.|```))")


def first(text: str) -> str:
    """The text up to the end of its first sentence, on one line; whole where no end is found."""
    paragraph = " ".join(BLOCK.split(text.strip(), maxsplit=1)[0].split())
    # Written over with a capital letter: a sentence may begin with it.
    shown = WHOLE.sub(lambda found: "X" * len(found.group()), paragraph)
    for found in END.finditer(shown):
        before = shown[max(found.end() - LONGEST_ABBREVIATION, 0) : found.end()]
        if not ABBREVIATION.search(before):
            return paragraph[: found.end()]
    return paragraph
