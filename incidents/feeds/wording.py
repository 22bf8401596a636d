"""Plain words from what lists write: Markdown marks, escapes, entities, quotes."""

import html
import re

ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
EMPHASIS = re.compile(r"(\*\*|__|(?<![\w*])[*_])(?=\S)([^*_]{1,300})(?<=\S)\1(?![\w*])")
"""Bounded, or a text of opening marks alone would take quadratic time."""
QUOTED = re.compile(r"[\"“”„‟«](.{1,500})[\"“”‟»]\Z", re.DOTALL)
ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
SPACES = re.compile(r"\s+")
NOT_A_WORD = re.compile(r"[\W_]+")
KEPT = "\ue000"
"""Stands for an escaped mark while the marks that are not escaped are taken away."""


def plain(text: str) -> str:
    """One line of Markdown without its marks: ``Oh Sh\\*t`` is `Oh Sh*t`."""
    escaped: list[str] = []

    def keep(found: re.Match[str]) -> str:
        escaped.append(found.group(1))
        return KEPT

    text = ESCAPE.sub(keep, text.replace(KEPT, "\ufffd"))
    text = EMPHASIS.sub(r"\2", text.replace("`", ""))
    kept = iter(escaped)
    return line(html.unescape(re.sub(KEPT, lambda _: next(kept), text)))


def line(text: str) -> str:
    """The text on one line, without spaces at its ends."""
    return SPACES.sub(" ", text).strip()


def unescaped(text: str) -> str:
    """The text without entities, those that were escaped twice included: `AT&amp;amp;T` is `AT&T`."""
    for _ in range(2):
        if not ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def term(written: str) -> str:
    """A term as it is looked up: without back-ticks, quotes around the whole, and a full stop."""
    word = plain(written).strip(" ,;")
    if quoted := QUOTED.match(word):
        word = quoted.group(1)
    return word.removesuffix(".").strip()


def split(text: str) -> tuple[str, ...]:
    """Terms between commas. A comma in parentheses, back-ticks, quotes or a number separates nothing."""
    parts = _parts(text, opening="(“[", closing=")”]")
    if parts is None:  # something is never closed, so marks say nothing here
        parts = _parts(text, opening="", closing="") or []
    return tuple(part.strip() for part in parts if part.strip())


def _parts(text: str, *, opening: str, closing: str) -> list[str] | None:
    quotes = '"`' if opening else ""
    parts, start, depth, quote = [], 0, 0, ""
    for place, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in quotes:
            quote = sign
        elif sign in opening:
            depth += 1
        elif sign in closing:
            depth = max(0, depth - 1)
        elif sign == "," and not depth and not _is_in_number(text, place):
            parts.append(text[start:place])
            start = place + 1
    return None if depth or quote else [*parts, text[start:]]


def _is_in_number(text: str, place: int) -> bool:
    return text[max(0, place - 1) : place].isdigit() and text[place + 1 : place + 4].isdigit()


def normalised(text: str) -> str:
    """Letters and digits alone, in small letters: what two titles are compared by."""
    return NOT_A_WORD.sub(" ", plain(text).casefold()).strip()
