"""Celery's settings that depend on where messages wait."""

from typing import Any

from psycopg.conninfo import make_conninfo

DEFAULT_QUEUE = "soundings"

SOFT_LIMIT = 540  # seconds
HARD_LIMIT = 600
VISIBILITY_TIMEOUT = 900  # past the hard limit, or a task still running would start a second time

OWN_TRANSPORT = "kb.queue:Transport"
POLLING_INTERVAL = 0.1
DJANGO_OPTIONS = frozenset(
    {"server_side_binding", "prepare_threshold", "pool", "isolation_level", "assume_role"}
)


def transport(url: str) -> str | None:
    """Kombu's name for the transport, where the URL does not already say it."""
    return None if url else OWN_TRANSPORT


def transport_options(url: str, database: dict[str, Any]) -> dict[str, Any]:
    if url.startswith(("amqp:", "amqps:", "pyamqp:")):
        return {}
    if url:
        return {"visibility_timeout": VISIBILITY_TIMEOUT}
    return {
        "visibility_timeout": VISIBILITY_TIMEOUT,
        "conn_string": connection_string(database),
        "wait_time_seconds": 0,  # waiting inside the server makes retries late; polling is cheap
        "polling_interval": POLLING_INTERVAL,
    }


def connection_string(database: dict[str, Any]) -> str:
    """What libpq takes, from one of Django's DATABASES."""
    options = {name: value for name, value in database["OPTIONS"].items() if name not in DJANGO_OPTIONS}
    parts = {
        "dbname": database["NAME"],
        "user": database["USER"],
        "password": database.get("PASSWORD"),
        "host": database["HOST"],
        "port": database.get("PORT"),
    }
    return make_conninfo("", **{name: value for name, value in (parts | options).items() if value})
