"""The webhook of Alertmanager (version 4), read without minding the fields that it may get."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from incidents import jsontree
from incidents.api.v1 import bodies
from incidents.decoding import convert
from incidents.domain.sightings import Alert
from incidents.errors import Refused

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)
"""How far the clock of an Alertmanager may run ahead of ours."""
PLACE = re.compile(r"(?P<message>.*?)(?: - at `\$(?P<path>.*)`)?", re.DOTALL)
"""As msgspec words its objections."""
NO_LIST = "has to be a list of alerts, as Alertmanager sends it to a webhook"
Moment = Annotated[datetime, Meta(tz=True)]


class WebhookAlert(Struct, frozen=True, rename="camel"):
    """`ends_at` counts of an alert that is resolved."""

    status: Literal["firing", "resolved"]
    labels: dict[str, str]
    starts_at: Moment
    fingerprint: Annotated[str, Meta(min_length=1)]
    ends_at: Moment | None = None


class AlertmanagerDelivery(Struct, frozen=True):
    """What else is in it is not read."""

    alerts: tuple[WebhookAlert, ...]


def read(data: bytes, *, now: datetime) -> list[Alert]:
    """Raises `Failed` with every alert that cannot be read."""
    try:
        sent = jsontree.read(data).value
    except Refused as problem:
        raise bodies.refused((fault.pointer, fault.message) for fault in problem.faults) from None
    alerts = sent.get("alerts") if isinstance(sent, dict) else None
    if not isinstance(alerts, list):
        raise bodies.refused([("/alerts", NO_LIST)])
    found: list[Alert] = []
    faults: list[tuple[str, str]] = []
    for index, one in enumerate(alerts):
        try:
            alert = _alert(convert(one, WebhookAlert))
        except msgspec.ValidationError as error:
            faults.append(_fault(index, str(error)))
        else:
            found.append(alert)
            faults += _times(index, alert, now)
    if faults:
        raise bodies.refused(faults)
    return found


def _alert(sent: WebhookAlert) -> Alert:
    ended = sent.ends_at if sent.status == "resolved" else None
    return Alert(sent.fingerprint, sent.labels, sent.starts_at, ended)


def _fault(index: int, error: str) -> tuple[str, str]:
    found: Any = PLACE.fullmatch(error)
    return f"/alerts/{index}{(found['path'] or '').removesuffix('[...]').replace('.', '/')}", found["message"]


def _times(index: int, alert: Alert, now: datetime) -> Iterator[tuple[str, str]]:
    for name, moment in (("startsAt", alert.started_at), ("endsAt", alert.ended_at)):
        if moment and not EARLIEST < moment < now + AHEAD:
            yield f"/alerts/{index}/{name}", "lies before the year 2000 or in the future"
