"""The text of a feed, whatever charset it is in and whichever it says it is in."""

import codecs
import re

from incidents.errors import Fault
from incidents.yamltree import NOT_TEXT

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
POSSIBLE = re.compile(
    r"(?:utf-?(?:8|16|16-?le|16-?be)|us-ascii|ascii|iso-8859-[0-9]{1,2}|latin-?1|windows-125[0-8]|cp125[0-8]"
    r"|koi8-[ru]|shift_jis|euc-jp|euc-kr|gbk|gb2312|gb18030|big5)\Z",
    re.IGNORECASE,
)
"""Python knows others, some of which are no charsets and some take quadratic time."""
FALLBACK = "windows-1252"


def decode(data: bytes, declared: str | None = None) -> tuple[str, list[Fault]]:
    """The text with `\\n` line ends and without control characters, and what was wrong with it.

    A byte order mark wins, then UTF-8 where the bytes are valid, then what is declared.
    """
    text, faults = _decoded(data, (declared or "").strip())
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if found := NOT_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"holds the control character U+{ord(found.group()):04X}; such characters are left out"
        faults.append(Fault("", message, line))
        text = NOT_TEXT.sub("\ufffd", text)
    return text, faults


def _decoded(data: bytes, declared: str) -> tuple[str, list[Fault]]:
    marked = next((name for mark, name in MARKS if data.startswith(mark)), "")
    said = declared if POSSIBLE.match(declared) else ""
    wide = said if said.lower().startswith(("utf-16", "utf16")) else ""
    for name in filter(None, (marked, wide, "utf-8", said)):
        try:
            return data.decode(name), []
        except (UnicodeDecodeError, LookupError):
            continue
    line = data[: _first_wrong(data)].count(b"\n") + 1
    named = f"{declared[:40]} nor UTF-8" if said and said.lower() not in {"utf-8", "utf8"} else "UTF-8"
    message = f"is not {named}; it was read as {FALLBACK}, so letters may be wrong"
    return data.decode(FALLBACK, errors="replace"), [Fault("", message, line)]


def _first_wrong(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0
