"""What somebody pasted, whatever it is, as the bytes that patterns are held against."""

import codecs
import re

COLOUR = re.compile(
    rb"\x1b(?:\[[0-9;?]{0,32}[ -/]{0,4}[@-~]|\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>78cDEHM])"
)
"""What a terminal reads as colour, movement of the cursor or title of the window."""

PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
"""How files of gzip, zip, bzip2, xz and zstd begin."""
UNPACK = "is packed, and nothing in it can be read; unpack it first"

UTF_16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def cleaned(text: bytes | str) -> bytes:
    """With `\\n` line ends, without colours and NUL. Lines keep their numbers; what is no UTF-8 stays."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else _utf_8(text)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b" " if b"\n" in data else b"\n")
    if b"\x1b" in data:
        data = COLOUR.sub(b"", data)
    return data.replace(b"\x00", b" ") if b"\x00" in data else data


def is_packed(data: bytes) -> bool:
    """Nothing would be found in it, which says nothing about what it holds."""
    return data.startswith(PACKED)


def _utf_8(data: bytes) -> bytes:
    for mark, encoding in UTF_16:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").encode("utf-8", "replace")
    return data.removeprefix(codecs.BOM_UTF8)
