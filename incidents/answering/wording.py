"""The sentences of an answer, alike on every page and in every text."""

from collections.abc import Iterable, Iterator

from incidents.answering.answer import Answer, CloseStories
from incidents.rules.match.recognition import Recognition
from incidents.rules.reports.phrasing import counted

HEALTHY = "No line here tells of a failure."
NOT_SEEN = "No story has recorded these lines."
NOTHING_CLOSE = "No story is close by its words."
NOTHING_ELSE = "No other story is close by its words."
BEING_BUILT = "The index of words is being built; ask for the closest stories again in a minute."
MOST_WORDS = 8
"""Words that are named of those used, and of those that no story has."""


def heading(found: Answer) -> str:
    """Empty where a person has asked in words of her own, and no signature knows them."""
    if found.groups:
        return "Seen before"
    if found.is_healthy:
        return HEALTHY
    return NOT_SEEN if found.pasted.is_output else ""


def guess(closest: CloseStories) -> str:
    """What the closest stories were found by, and what of the words was of no use."""
    if not closest.is_ready:
        return BEING_BUILT
    nothing = NOTHING_ELSE if closest.used else NOTHING_CLOSE
    read = ", ".join(f"{right} for {wrong}" for wrong, right in closest.corrected.items())
    sentences = [
        f"A guess by words: {listed(_longest(closest.used))}." if closest.stories else nothing,
        f"Read as {read}." if read else "",
        f"No story has: {listed(closest.unknown)}." if closest.unknown else "",
    ]
    return " ".join(filter(None, sentences))


def _longest(words: Iterable[str]) -> Iterator[str]:
    """Without the parts of words that are there whole, such as `backoff` beside `crashloopbackoff`."""
    known = [*words]
    yield from (word for word in known if not any(word != other and word in other for other in known))


def listed(words: Iterable[str]) -> str:
    shown = [*words]
    more = f" and {len(shown) - MOST_WORDS} more" if len(shown) > MOST_WORDS else ""
    return ", ".join(shown[:MOST_WORDS]) + more


def hits(recognition: Recognition) -> str:
    """`in 3 lines`, or `in 2 lines; it counts from 5 on`."""
    number = f"in {'more than ' if recognition.more else ''}{counted(recognition.hits, 'line')}"
    return number if recognition.is_enough else f"{number}; it counts from {recognition.signature.min} on"


def shortened(text: str, most: int) -> str:
    """A text of a story, which is Markdown already, on one line and not much longer than that."""
    whole = " ".join(text.split())
    if len(whole) <= most:
        return whole
    cut = whole[:most].rpartition(" ")[0]
    return f"{cut}{'`' if cut.count('`') % 2 else ''} …"
