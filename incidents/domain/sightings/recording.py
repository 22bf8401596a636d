"""Writing episodes, however often, in whatever order and by however many processes they are reported."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from incidents.models import User

# In the order of their keys, so that two who report the same at once wait for each other in the same order.
# An episode that is known is not touched, but for an end that is news. Of two ends, the earlier one holds:
# whatever comes last, the row is the same.
RECORD = """
INSERT INTO incidents_sighting AS known (
    source, external_id, started_at, ended_at, incident_id, rule_id, name, environment,
    reported_by_id, token_id, reported_at
)
SELECT sent.*, %(person)s, %(token)s::bigint, %(now)s
FROM unnest(
    %(source)s::text[], %(external_id)s::text[], %(started_at)s::timestamptz[], %(ended_at)s::timestamptz[],
    %(incident)s::bigint[], %(rule)s::bigint[], %(name)s::text[], %(environment)s::text[]
) AS sent (source, external_id, started_at, ended_at, incident, rule, name, environment)
ORDER BY source, external_id, started_at, incident, rule
ON CONFLICT ON CONSTRAINT sighting_is_one_episode DO UPDATE SET ended_at = excluded.ended_at
WHERE excluded.ended_at < coalesce(known.ended_at, 'infinity')
RETURNING xmax = 0
"""
COLUMNS = (
    *("source", "external_id", "started_at", "ended_at"),
    *("incident", "rule", "name", "environment"),
)
Key = tuple[str, str, datetime, int | None, int | None]


@dataclass(frozen=True)
class Episode:
    """What is reported of one story or rule. `incident` and `rule` are keys; at least one is there."""

    source: str
    external_id: str
    started_at: datetime
    ended_at: datetime | None = None
    incident: int | None = None
    rule: int | None = None
    name: str = ""
    environment: str = ""

    @property
    def key(self) -> Key:
        return self.source, self.external_id, self.started_at, self.incident, self.rule


@dataclass(frozen=True)
class Reporter:
    """Who reports, and the key of the token that it is sent with; None where it is a browser."""

    person: User
    token: int | None = None


def record(*, episodes: Iterable[Episode], reporter: Reporter, now: datetime) -> int:
    """Writes them in one statement. Returns how many were not known."""
    rows = _merged(episodes)
    if not rows:
        return 0
    sent: dict[str, Any] = {name: [getattr(row, name) for row in rows] for name in COLUMNS}
    sent |= {"person": reporter.person.pk, "token": reporter.token, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(RECORD, sent)
        return sum(is_new for (is_new,) in cursor.fetchall())


def _merged(episodes: Iterable[Episode]) -> list[Episode]:
    """Each once: a statement cannot change a row twice."""
    found: dict[Key, Episode] = {}
    for one in episodes:
        same = found.setdefault(one.key, one)
        ends = [end for end in (same.ended_at, one.ended_at) if end]
        found[one.key] = replace(same, ended_at=min(ends, default=None))
    return list(found.values())
