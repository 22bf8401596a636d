"""Writes a struct as readable YAML that our reader reads back without loss.

PyYAML is not used because it escapes every text with a tab, or a space at a line end, onto one line; logs and
`kubectl` output often have both.
"""

import re
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from incidents.yamltree import scalar

WIDTH = 100
"""In characters; longer lines are folded if that is lossless."""

STEP = "  "

# Everything libyaml does not read unescaped, and U+0085, U+2028 and U+2029, which it reads as line ends.
UNPRINTABLE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]",
)
PLAIN = re.compile(r"[^\W\d_](?:[^:#\s]|:(?=\S)|(?<=\S)#| (?=[^\s#]))*")
LIST_SIGNS = re.compile(r"[,\[\]{}]")
WORDS_OF_OTHER_READERS = re.compile(r"(?:y|n|yes|no|on|off|true|false|null|none|nan|inf)\Z", re.IGNORECASE)
FOLD = re.compile(r"(?<=\S) (?=\S)")
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}

Scalar = str | int | float | bool | None
Value = Scalar | Struct | dict[str, "Value"] | tuple["Value", ...] | list["Value"]


def to_yaml(document: Struct | dict[str, Value]) -> str:
    return "\n".join(_mapping(document, "")) + "\n"


def _mapping(part: Struct | dict[str, Value], indent: str) -> Iterator[str]:
    for key, value in part.items() if isinstance(part, dict) else _fields(part):
        yield from _entry(f"{indent}{_quoted(key)}:", value, indent)


def _fields(part: Struct) -> Iterator[tuple[str, Value]]:
    """The fields that do not hold their default; before them the field that tells the kind of struct."""
    if tag_field := part.__struct_config__.tag_field:
        yield tag_field, part.__struct_config__.tag
    for field in msgspec.structs.fields(part):
        value = getattr(part, field.name)
        if field.required or value != field.default:
            yield field.encode_name, value


def _entry(key: str, value: Value, indent: str) -> Iterator[str]:
    """The lines of one field: on the line of its key if it fits, else in a block below."""
    if isinstance(value, Struct | dict):
        lines = list(_mapping(value, indent + STEP))
        yield from [key, *lines] if lines else [f"{key} {{}}"]
    elif isinstance(value, tuple | list):
        yield from _list(key, value, indent)
    elif isinstance(value, str):
        yield from _text(key, value, indent)
    else:
        yield f"{key} {_number(value)}"


def _list(key: str, items: tuple[Value, ...] | list[Value], indent: str) -> Iterator[str]:
    words = [item for item in items if isinstance(item, str)]
    on_one_line = f"{key} [{', '.join(words)}]"
    if len(words) == len(items) and all(map(_is_plain_in_a_list, words)) and len(on_one_line) <= WIDTH:
        yield on_one_line
        return
    yield key
    for item in items:
        first, *others = list(_item(item, indent + STEP)) or ["{}"]
        yield f"{indent}{STEP}- {first.lstrip(' ')}"
        yield from others


def _item(item: Value, indent: str) -> Iterator[str]:
    if isinstance(item, Struct | dict):
        yield from _mapping(item, indent + STEP)
    else:
        yield from _entry("", item, indent)


def _text(key: str, text: str, indent: str) -> Iterator[str]:
    inner = indent + STEP
    if UNPRINTABLE.search(text):
        yield f"{key} {_escaped(text)}"
    elif "\n" in text:
        yield f"{key} |{_indentation(text)}{_chomping(text)}"
        yield from (inner + line if line else "" for line in text.removesuffix("\n").split("\n"))
    elif len(key) + len(text) < WIDTH or text[0].isspace() or not FOLD.search(text):
        yield f"{key} {_quoted(text)}"
    else:
        yield f"{key} >-"
        yield from (inner + line for line in _folded(text, WIDTH - len(inner)))


def _indentation(text: str) -> str:
    """The indentation indicator, which a block needs if it starts with white space."""
    return str(len(STEP)) if text[0].isspace() else ""


def _chomping(text: str) -> str:
    if text.endswith("\n\n"):
        return "+"
    return "" if text.endswith("\n") else "-"


def _folded(text: str, width: int) -> Iterator[str]:
    """The text broken into lines at single spaces, because a reader joins lines with one space."""
    start, end = 0, 0
    for gap in FOLD.finditer(text):
        if gap.start() - start > width and end > start:
            yield text[start:end]
            start = end + 1
        end = gap.start()
    if len(text) - start > width and end > start:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _is_plain(text: str) -> bool:
    readable = PLAIN.fullmatch(text) and not UNPRINTABLE.search(text)
    return bool(readable) and not WORDS_OF_OTHER_READERS.match(text) and isinstance(scalar(text), str)


def _is_plain_in_a_list(text: str) -> bool:
    return _is_plain(text) and not LIST_SIGNS.search(text)


def _quoted(text: str) -> str:
    if _is_plain(text):
        return text
    if ('"' in text or "\\" in text) and "\t" not in text:
        return "'" + text.replace("'", "''") + "'"
    return _escaped(text)


def _escaped(text: str) -> str:
    escaped = "".join(ESCAPES.get(character, character) for character in text)
    return '"' + UNPRINTABLE.sub(lambda found: f"\\U{ord(found.group()):08x}", escaped) + '"'


def _number(value: float | bool | None) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    written = repr(value)
    # Our reader, like YAML 1.1, wants a point before the exponent.
    return written if "e" not in written or "." in written else written.replace("e", ".0e")
