"""Masks secrets in pasted text before it is shown, in time linear in the text (RE2)."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Protocol

from msgspec import Struct

from incidents.rules.match import signatures

LONGEST_SECRET = 4096
"""In characters; an armoured private key is shorter."""

ARMOUR = "PRIVATE KEY-----"

_NAME = (
    r"(?i)(?:passwords?|passwd|pwd|secrets?|tokens?|api[_-]?keys?|access[_-]?key(?:[_-]?id)?|secret[_-]?key)"
    r"(?:\\?[\"'])?(?:[ \t]*=[ \t]*|:[ \t]*)"
)

SECRETS = (
    ("private key", rf"(-----BEGIN [A-Z ]{{0,40}}{ARMOUR}(?s:.*?)(?:-----END [A-Z ]{{0,40}}{ARMOUR}|\z))"),
    ("token", r"\b(eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)?)"),
    ("token", r"\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{10,})"),
    ("token", r"\b(AIza[\w-]{30,}|sk_(?:live|test)_\w{10,}|ya29\.[\w-]{20,}|hvs\.[\w-]{20,})"),
    ("key", r"\b((?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{16})\b"),
    ("password", r"[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s/:@]*:([^\s/@]+)@"),
    ("token", r"(?i)\b(?:bearer|basic)[ \t]+([A-Za-z0-9._~+/=-]{8,})"),
    ("key", r"(?i)\b(?:client-key-data|certificate-authority-data|client-certificate-data):[ \t]*(\S{20,})"),
    ("secret", _NAME + r"\\?[\"']([^\n\"'\\]+)"),
    ("secret", _NAME + r"([^\s\"',;&<>()\[\]{}\\]{4,})"),
    ("e-mail", r"\b([A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})\b"),
)

ADDRESSES = (
    ("address", r"\b((?:[0-9]{1,3}\.){3}[0-9]{1,3})\b"),
    (
        "address",
        r"((?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|(?:[0-9a-fA-F]{1,4}:){1,6}:(?:[0-9a-fA-F]{1,4}:?){0,6})",
    ),
)


class _Found(Protocol):
    @property
    def lastindex(self) -> int: ...

    def span(self, group: int = 0) -> tuple[int, int]: ...


class _Pattern(Protocol):
    def finditer(self, text: str | bytes) -> Iterator[_Found]: ...


class Mask(Struct, frozen=True):
    """A secret by its character positions, and the label that is shown instead."""

    start: int
    end: int
    shown: str


_LABELS = [f"[{name}]" for name, _ in (*SECRETS, *ADDRESSES)]


@cache
def _compiled(with_addresses: bool) -> _Pattern:
    engine = signatures.engine()
    options = engine.Options()
    options.log_errors = False
    kinds = (*SECRETS, *ADDRESSES) if with_addresses else SECRETS
    made: _Pattern = engine.compile("|".join(pattern for _, pattern in kinds), options)
    return made


def masks(text: str, *, addresses: bool = False) -> list[Mask]:
    """The masks of a text in order, never nested. The text has to be encodable as UTF-8."""
    # Byte positions of ASCII text need no conversion to characters, which is three times as fast.
    plain = text.encode() if text.isascii() else text
    found = []
    for match in _compiled(addresses).finditer(plain):
        start, end = match.span(match.lastindex)
        found.append(Mask(start, end, _LABELS[match.lastindex - 1]))
    return found


def applied(text: str, found: Sequence[Mask]) -> str:
    parts, position = [], 0
    for mask in found:
        parts += [text[position : mask.start], mask.shown]
        position = mask.end
    return "".join([*parts, text[position:]])


def moved(position: int, found: Sequence[Mask]) -> int:
    """The position after the masks are applied; a position inside a mask moves to its end."""
    shift = 0
    for mask in found:
        if mask.start >= position:
            break
        shift += len(mask.shown) - (min(mask.end, position) - mask.start)
    return position + shift


def masked(text: str, addresses: bool = False) -> str:
    """The text with secrets masked; IP addresses too if `addresses` is true. Lone surrogates become `?`."""
    whole = text.encode("utf-8", "replace").decode()
    return applied(whole, masks(whole, addresses=addresses))
