"""Django's database settings from a URL, or for the embedded server."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from kb.local import cluster

CONNECTION_SECONDS = 600
FORM = "write postgresql://user:password@host:port/name."
CONNECT_SECONDS = "5"  # then the server counts as gone; the library alone would wait for minutes
PREPARE_AFTER = 3  # executions of one statement on one connection


def settings_of(url: str, *, embedded_folder: Path, prepared: bool) -> dict[str, Any]:
    """Settings for `url`, or for the server in `embedded_folder` where `url` is empty."""
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
    parts = _parts(url)
    query = dict(parse_qsl(parts.query))
    return settings | {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": _port(parts),
        "OPTIONS": {"connect_timeout": CONNECT_SECONDS} | options | query,
    }


def _parts(url: str) -> SplitResult:
    """Raises ImproperlyConfigured without repeating the URL, as it may hold a password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read; {FORM}") from None
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(f"DATABASE_URL starts with {parts.scheme!r}; {FORM}")
    return parts


def _port(parts: SplitResult) -> str:
    try:
        return str(parts.port or "")
    except ValueError:
        raise ImproperlyConfigured(f"DATABASE_URL has a port that is no number; {FORM}") from None
