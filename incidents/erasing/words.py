"""The words that have to go, as patterns: found in any case, in Markdown, and escaped as JSON or HTML do."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.entities import codepoint2name

from incidents.errors import Fault, Refused

MARK = "[erased]"
BARE_MARK = "erased"
"""Where brackets are not possible: in slugs, names and addresses."""
SHORTEST, LONGEST, MOST = 3, 1_000, 100
"""Characters of a word, and words at once. What is shorter is part of half of all words."""
WRAPPED = 12
"""Characters from which on a word may be broken over lines, as terminals break tokens."""

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
EMPHASIS = rf"[\\*_`~{INVISIBLE}]{{0,6}}"
LINE_BREAK = r"(?:[ \t]*\r?\n[ \t>]*)?"
BLANK = rf"(?:[\s>+.\\*_`~{INVISIBLE}-]|&nbsp;|%20){{1,40}}"
NAME_GAP = "[-._]*"


@dataclass(frozen=True)
class Words:
    """Words and phrases, matched in any case."""

    text: re.Pattern[str]
    name: re.Pattern[str] | None
    """As slugs and other identifiers write them, without accents and with hyphens; None where they cannot."""

    def are_in(self, text: str) -> bool:
        return bool(self.text.search(text))

    def are_all_of(self, text: str) -> bool:
        return bool(self.text.fullmatch(text))

    def are_in_name(self, text: str) -> bool:
        return self.are_in(text) or bool(self.name and self.name.search(text))

    def replaced(self, text: str, mark: str = MARK) -> str:
        return self.text.sub(mark, text)

    def replaced_in_name(self, text: str) -> str:
        replaced = self.text.sub(BARE_MARK, text)
        return self.name.sub(BARE_MARK, replaced) if self.name else replaced


def words(written: Collection[str], *, whole: bool = False) -> Words:
    """`whole`: only where no letter or digit stands beside them. Raises `Refused` with every fault."""
    phrases = list(dict.fromkeys(phrase.strip() for phrase in written if phrase.strip()))
    if faults := list(_faults(phrases)):
        raise Refused("These words cannot be erased.", faults)
    longest_first = sorted(phrases, key=len, reverse=True)
    names = [NAME_GAP.join(name) for phrase in longest_first if len(name := _as_name(phrase)) >= SHORTEST]
    return Words(
        text=_any_of(map(_as_text, longest_first), whole=whole),
        name=_any_of(names, whole=whole) if names else None,
    )


def _faults(phrases: list[str]) -> Iterator[Fault]:
    if not phrases:
        yield Fault("/words", "is empty; write what has to go, one word or phrase a line")
    if len(phrases) > MOST:
        yield Fault("/words", f"has {len(phrases):,} lines; {MOST} are possible at once")
    for number, phrase in enumerate(phrases, 1):
        length = len(phrase)
        if not SHORTEST <= length <= LONGEST:
            yield Fault(
                "/words", f"line {number} has {length:,} characters; {SHORTEST} to {LONGEST:,} are possible"
            )
        elif phrase.casefold() in MARK:
            yield Fault("/words", f"line {number} is part of the mark that would replace it, {MARK}")


def _any_of(patterns: Iterable[str], *, whole: bool) -> re.Pattern[str]:
    found = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(rf"(?<![^\W_])(?:{found})(?![^\W_])" if whole else found, re.IGNORECASE)


def _as_text(phrase: str) -> str:
    return BLANK.join(map(_word, unicodedata.normalize("NFC", phrase).split()))


def _word(word: str) -> str:
    """Markdown may set a part of it in another way."""
    gap = EMPHASIS + LINE_BREAK if len(word) >= WRAPPED else EMPHASIS
    return gap.join(map(_character, word))


@lru_cache(maxsize=1_000)
def _character(one: str) -> str:
    """A character as it is, decomposed, or escaped as in JSON, HTML and addresses."""
    ways = {one, unicodedata.normalize("NFD", one)}
    for case in {one, one.lower(), one.upper()}:
        if len(case) == 1:
            ways |= {f"\\u{ord(case):04x}", f"&#{ord(case)};", f"&#x{ord(case):x};"}
            ways.add("".join(f"%{byte:02x}" for byte in case.encode(errors="replace")))
        if name := codepoint2name.get(ord(case)) if len(case) == 1 else None:
            ways.add(f"&{name};")
    if one in '"\\/':
        ways.add(f"\\{one}")
    return "(?:" + "|".join(map(re.escape, sorted(ways, key=len, reverse=True))) + ")"


def _as_name(phrase: str) -> str:
    """Letters and digits alone, as slugs keep them."""
    plain = unicodedata.normalize("NFKD", phrase).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", plain)
