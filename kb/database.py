"""Django's database settings from a URL, or for the embedded server."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from kb.local import cluster

CONNECTION_SECONDS = 600
FORM = "write postgresql://user:password@host:port/name."
CONNECT_SECONDS = "5"  # then the server counts as gone; the library alone would wait for minutes
PREPARE_AFTER = 3  # executions of one statement on one connection


def settings_of(url: str, *, embedded_folder: Path, prepared: bool) -> dict[str, Any]:
    """Settings for a `url` without objection, or for the server in `embedded_folder` where `url` is empty."""
    options: dict[str, Any] = {"server_side_binding": prepared}
    if prepared:
        options["prepare_threshold"] = PREPARE_AFTER
    settings: dict[str, Any] = {
        "ENGINE": "kb.postgresql",
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
    if not url:
        host = str(cluster.socket_folder(embedded_folder))
        return settings | {"NAME": cluster.DATABASE, "USER": cluster.USER, "HOST": host}
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return settings | {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": {"connect_timeout": CONNECT_SECONDS} | options | query,
    }


def objection(url: str) -> str | None:
    """What is wrong with `url`, without repeating it, as it may hold a password. An empty one is fine."""
    try:
        parts = urlsplit(url)
        scheme = parts.scheme
        _ = parts.port
    except ValueError:
        return f"cannot be read; {FORM}"
    if url and scheme not in {"postgresql", "postgres"}:
        return f"starts with {scheme!r}; {FORM}"
    return None
