"""Normalises pasted text or files to the bytes that patterns are matched against."""

import codecs
import re

ESCAPE_SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-9;?]{0,32}[ -/]{0,4}[@-~]|\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>78cDEHM])"
)
"""Escape sequences of a terminal: colours, cursor movement, window title."""

SAMPLE, MOST_USUAL = 4096, 20
"""Bytes and escape sequences at the beginning that show which are used."""

COMPRESSED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
"""The first bytes of gzip, zip, bzip2, xz and zstd files."""
DECOMPRESS = "is compressed and cannot be searched; decompress it first"

UTF_16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def cleaned(text: bytes | str) -> bytes:
    """The text with `\\n` line ends, without colours and NUL. Line numbers and invalid UTF-8 are kept."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else _utf_8(text)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b" " if b"\n" in data else b"\n")
    if b"\x1b" in data:
        data = _without_escapes(data)
    return data.replace(b"\x00", b" ") if b"\x00" in data else data


def _without_escapes(data: bytes) -> bytes:
    # A log has few colours, each of them many times: to replace one takes a tenth of the time of the pattern.
    for usual in dict.fromkeys(ESCAPE_SEQUENCE.findall(data[:SAMPLE])[:MOST_USUAL]):
        data = data.replace(usual, b"")
    return ESCAPE_SEQUENCE.sub(b"", data)


def is_compressed(data: bytes) -> bool:
    return data.startswith(COMPRESSED)


def _utf_8(data: bytes) -> bytes:
    for mark, encoding in UTF_16:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").encode("utf-8", "replace")
    return data.removeprefix(codecs.BOM_UTF8)
