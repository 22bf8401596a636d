"""Values of JSON as feeds write them: a number where a text is due, a null, a field that is missing."""

from typing import Any

import msgspec

from incidents.errors import Fault, Refused
from incidents.feeds import charset
from incidents.feeds.received import Received


def read(received: Received) -> Any:
    """The plain value. Raises `Refused` for what is no JSON."""
    decoded, _ = charset.decode(received.body, received.charset)
    try:
        return msgspec.json.decode(decoded)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        page = "; it is a web page" if decoded.lstrip()[:1] == "<" else ""
        line = None
        raise Refused("no JSON", [Fault("", f"is no JSON: {str(error)[:200]}{page}", line)]) from None


def text(fields: dict[str, Any], name: str) -> str:
    """The text; a number as it is written, and nothing for what is neither."""
    value = fields.get(name)
    if isinstance(value, str):
        return value.strip()
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number and abs(value or 0) < 10**30 else ""


def texts(fields: dict[str, Any], name: str) -> tuple[str, ...]:
    value = fields.get(name)
    return (
        tuple(one.strip() for one in value if isinstance(one, str) and one.strip())
        if isinstance(value, list)
        else ()
    )


def objects(fields: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = fields.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
