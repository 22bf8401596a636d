"""Where mails go: the server that `EMAIL_URL` names, and the sender."""

from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

PORTS = {"smtp": 587, "smtps": 465}
TIMEOUT = 10
"""Seconds that the server may take for each step of a conversation."""


@dataclass(frozen=True)
class MailServer:
    """`security` is `starttls` (plain first, then encrypted or nothing is sent), `tls`, or `off`."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"


NONE = MailServer()


def server(url: str) -> MailServer:
    """The server of a URL that `objection` finds nothing wrong with; `NONE` of an empty one."""
    if not url or objection(url):
        return NONE
    parts = urlsplit(url)
    security = "tls" if parts.scheme == "smtps" else dict(parse_qsl(parts.query)).get("tls", "starttls")
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
    )


def objection(url: str) -> str:
    """What is wrong with the URL, without its password; empty where nothing is."""
    try:
        parts = urlsplit(url)
        unreadable = parts.port == 0
    except ValueError:
        return (
            "has a host or port that cannot be read; write such as smtp://user:password@mail.example.org:587."
        )
    if not url:
        return ""
    if parts.scheme not in PORTS:
        return "begins with no known scheme; write smtp://… (STARTTLS) or smtps://… (TLS from the start)."
    if unreadable or not parts.hostname:
        return "names no host; write such as smtp://user:password@mail.example.org:587."
    if bool(parts.username) != bool(parts.password):
        return (
            "names a user or a password alone; write both, with %40 for @ and %2F for / in them, or neither."
        )
    return _objection_to_the_rest(parts)


def _objection_to_the_rest(parts: SplitResult) -> str:
    if parts.path.strip("/") or parts.fragment:
        return "goes on after the port; write / as %2F and # as %23 in a password."
    if parts.query not in {"", "tls=off"} or (parts.query and parts.scheme == "smtps"):
        return "has an option that is unknown; there is one, ?tls=off, for smtp:// to a server nearby."
    if parts.query and parts.password:
        return "would send its password unencrypted; take ?tls=off or the password away."
    return ""


def objection_to_sender(sender: str) -> str:
    try:
        validate_email(parseaddr(sender)[1])
    except ValidationError:
        return f"is {sender!r}; write an address such as Soundings <soundings@example.org>."
    return "" if sender.isprintable() else "holds a character that no header may hold."
