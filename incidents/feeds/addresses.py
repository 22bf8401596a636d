"""Canonical addresses: what two addresses of one page have in common.

A canonical address is compared and is not opened: readers get the one that was written.
"""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urljoin, urlsplit

import idna

LONGEST = 4_000
DEFAULT_PORTS = {"http": 80, "https": 443}
TRACKING = frozenset(
    {
        "fbclid",
        "gclid",
        "dclid",
        "msclkid",
        "yclid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "_hsenc",
        "_hsmi",
        "mkt_tok",
    }
)
TRACKING_PREFIX = "utm_"
OF_MEDIUM = re.compile(r"rss-|-{3,}|friends_link|user_profile|collection_")
"""Values of `source` that Medium adds, on whichever host it serves."""
UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
IN_PATH = UNRESERVED + "!$&'()*+,;=:@/"
IN_QUERY = IN_PATH + "?"
ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?|\[[0-9a-f:.]{2,45}\]")

WAYBACK = frozenset({"web.archive.org", "wayback.archive.org"})
COPY = re.compile(r"/(?:web/)?([0-9]{4,14}|[0-9]{0,13}\*)(?:[a-z]{2}_)?/(.+)\Z", re.DOTALL)
NESTED_COPIES = 3

YOUTUBE = frozenset({"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"})
VIDEO = re.compile(r"/(?:embed|shorts|live|v)/([\w-]{6,20})")
SHORT_VIDEO = re.compile(r"/([\w-]{6,20})")
VIDEO_ID = re.compile(r"[\w-]{6,20}")
MINUTE = re.compile(r"(?:[0-9]{1,6}[hms]?){1,3}")
TEXT_FRAGMENT = ":~:"


class Canonical(NamedTuple):
    address: str
    locator: str | None = None
    """The fragment, or the minute of a video such as `t=750s`."""
    archived: str | None = None
    """The time stamp of the Wayback Machine, if the address was one of its copies."""


def canonical(written: str, base: str = "") -> Canonical | None:
    """The canonical form; None for what is no address of the web. `base` resolves a relative one.

    `http` is `https`, the host has no `www.` and is in its ASCII form, a slash at the end is nothing.
    """
    address, archived = joined(written, base), None
    for _ in range(NESTED_COPIES):
        if address is None or not (copy := _copy(address)):
            break
        archived = archived or copy[0]
        address = copy[1]
    found = _canonical(address) if address else None
    return found._replace(archived=archived) if found else None


def joined(written: str, base: str = "") -> str | None:
    """The absolute address, without spaces around it and line breaks in it; None if it is none."""
    written = re.sub(r"[\t\r\n]", "", written.strip(" \t\r\n<>"))
    if not written or len(written) > LONGEST:
        return None
    try:
        address = urljoin(base, written) if base else written
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme.lower() in DEFAULT_PORTS and parts.netloc else None


def _copy(address: str) -> tuple[str, str] | None:
    """The time stamp of a copy of the Wayback Machine, and the address of what was copied."""
    parts = urlsplit(address)
    if (parts.hostname or "") not in WAYBACK:
        return None
    whole = parts.path + (f"?{parts.query}" if parts.query else "")
    if not (found := COPY.match(whole)):
        return None
    copied = re.sub(r"\A(https?):/{1,2}(?=[^/])", r"\1://", found.group(2))
    if not copied.startswith(("http://", "https://")):
        copied = f"http://{copied}"
    inside = joined(f"{copied}#{parts.fragment}" if parts.fragment else copied)
    return (found.group(1).rstrip("*"), inside) if inside else None


def _canonical(address: str) -> Canonical | None:
    try:
        parts = urlsplit(address)
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return None
    if host is None:
        return None
    locator = _fragment(parts.fragment)
    if host in YOUTUBE or host == "youtu.be":
        video = _video(host, parts.path, parts.query)
        if video:
            return video._replace(locator=video.locator or locator)
    place = host if port in {None, DEFAULT_PORTS[parts.scheme.lower()]} else f"{host}:{port}"
    path = _path(parts.path)
    query = _query(parts.query)
    return Canonical(f"https://{place}{path}{f'?{query}' if query else ''}", locator)


def _host(name: str) -> str | None:
    name = name.rstrip(".").lower()
    if ":" in name:
        name = f"[{name}]"
    elif not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            return None
    shorter = name.removeprefix("www.")
    name = shorter if "." in shorter else name
    return name if HOST.fullmatch(name) else None


def _path(path: str) -> str:
    kept: list[str] = []
    for segment in _encoded(path, IN_PATH).split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept).strip("/")


def _query(query: str) -> str:
    kept = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        is_tracking = name.lower().startswith(TRACKING_PREFIX) or name.lower() in TRACKING
        if pair and not is_tracking and not (name == "source" and OF_MEDIUM.match(value)):
            kept.append(_encoded(pair, IN_QUERY))
    return "&".join(kept)


def _encoded(text: str, safe: str) -> str:
    """With capital letters in escapes, none for what needs none, and one for all that does."""
    pieces = ENCODED.split(text)
    for place, piece in enumerate(pieces):
        if place % 2:
            sign = unquote_to_bytes(f"%{piece}").decode("latin-1")
            pieces[place] = sign if sign in UNRESERVED else f"%{piece.upper()}"
        else:
            pieces[place] = quote(piece, safe=safe, errors="replace")
    return "".join(pieces)


def _fragment(fragment: str) -> str | None:
    return fragment.split(TEXT_FRAGMENT, 1)[0].strip() or None


def _video(host: str, path: str, query: str) -> Canonical | None:
    asked = dict(parse_qsl(query, max_num_fields=None)) if len(query) < LONGEST else {}
    pattern = SHORT_VIDEO if host == "youtu.be" else VIDEO
    found = pattern.match(path)
    video = found.group(1) if found else asked.get("v", "") if path.rstrip("/") == "/watch" else ""
    if not VIDEO_ID.fullmatch(video):
        return None
    minute = asked.get("t") or asked.get("start") or ""
    says = MINUTE.fullmatch(minute) and minute.strip("0hms")
    return Canonical(f"https://youtube.com/watch?v={video}", f"t={minute}" if says else None)
