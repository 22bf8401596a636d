"""Exports of Slack: a list of messages in JSON, each with the lines of the paste that it stands on."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

_BETWEEN = re.compile(r"[\s,]*")
_OPENING = re.compile(r'\s*(?:\{\s*"messages"\s*:\s*)?\[\s*(?=\{)')
_MENTION = re.compile(r"<@([A-Z0-9]{1,20})(?:\|([^<>|]{1,80}))?>")
_LINK = re.compile(r"<((?:https?|mailto):[^<>|\s]{1,2000})(?:\|([^<>|]{1,300}))?>")
_CHANNEL = re.compile(r"<[#!]([^<>|]{1,80})(?:\|([^<>|]{1,80}))?>")
_LAST_INSTANT = datetime(2200, 1, 1, tzinfo=UTC).timestamp()


class ExportedMessage(NamedTuple):
    """`instant` is None where it has no time that can be read. `end` is the position behind it."""

    instant: datetime | None
    text: str
    speaker: str | None
    is_program: bool
    first: int
    last: int


def read(text: str) -> list[ExportedMessage] | None:
    """None for what is no export, broken ones too: those are read line by line."""
    opening = _OPENING.match(text)
    if not opening:
        return None
    try:
        found = list(_objects(text, opening.end()))
    except (ValueError, RecursionError):
        return None
    messages = [one for one, _, _ in found]
    if not any("ts" in one for one in messages):
        return None
    names = {key: name for one in messages if (key := one.get("user")) and (name := _name_of(one))}
    breaks = [place.start() for place in re.finditer("\n", text)]
    lines = [
        (bisect_right(breaks, start - 1) + 1, bisect_right(breaks, end - 1) + 1) for _, start, end in found
    ]
    return [_message(one, names, *place) for one, place in zip(messages, lines, strict=True)]


def _objects(text: str, position: int) -> Iterator[tuple[dict[str, Any], int, int]]:
    """Each object of the list with its place. Raises `ValueError` where one is broken."""
    decoder = json.JSONDecoder()
    while not text.startswith("]", position):
        value, end = decoder.raw_decode(text, position)
        if not isinstance(value, dict):
            raise ValueError("not an object")
        yield value, position, end
        position = _behind(text, end)
    if text[position:].strip(" \t\r\n]}"):
        raise ValueError("more behind the list")


def _behind(text: str, position: int) -> int:
    between = _BETWEEN.match(text, position)
    return between.end() if between else position


def _message(one: Mapping[str, Any], names: Mapping[str, str], first: int, last: int) -> ExportedMessage:
    speaker = names.get(_text(one.get("user"))) or _name_of(one) or _text(one.get("user")) or None
    is_program = "bot_id" in one or one.get("subtype") == "bot_message"
    text = "\n".join(filter(None, _texts(one))) or json.dumps(one, ensure_ascii=False)
    return ExportedMessage(_instant(one.get("ts")), _plain(text, names), speaker, is_program, first, last)


def _texts(one: Mapping[str, Any]) -> Iterator[str]:
    yield _text(one.get("text"))
    for inner in _dicts(one.get("attachments")):
        yield _text(inner.get("fallback")) or _text(inner.get("text")) or _text(inner.get("title"))
    for inner in _dicts(one.get("files")):
        yield _text(inner.get("title")) or _text(inner.get("name"))


def _dicts(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _name_of(one: Mapping[str, Any]) -> str:
    profile = one.get("user_profile")
    fields = profile if isinstance(profile, dict) else {}
    named = (fields.get("display_name"), fields.get("real_name"), one.get("username"), one.get("user_name"))
    return next((name for name in named if isinstance(name, str) and name), "")


def _instant(ts: object) -> datetime | None:
    try:
        seconds = float(ts) if isinstance(ts, str | int | float) else -1
    except ValueError:
        return None
    return datetime.fromtimestamp(int(seconds), UTC) if 0 <= seconds < _LAST_INSTANT else None


def _plain(text: str, names: Mapping[str, str]) -> str:
    """Slack's marks as they are shown: mentions by name, links by address, three characters unescaped."""
    text = _MENTION.sub(lambda found: "@" + (names.get(found[1]) or found[2] or found[1]), text)
    text = _LINK.sub(lambda found: f"{found[2]} ({found[1]})" if found[2] else found[1], text)
    text = _CHANNEL.sub(lambda found: "#" + (found[2] or found[1]), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()
