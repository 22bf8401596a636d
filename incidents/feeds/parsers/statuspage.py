"""Incidents of a status page: `/api/v2/incidents.json`. It holds the last fifty."""

from collections.abc import Iterator
from typing import Any

from incidents.errors import Fault, Refused
from incidents.feeds import dates, doubts, wording
from incidents.feeds.found import FoundStory, Locator, Part, Skipped
from incidents.feeds.parsers import elements, values
from incidents.feeds.parsers.linked import addresses_of
from incidents.feeds.received import Received

OF_MAINTENANCE = frozenset({"scheduled", "in_progress", "verifying", "completed"})


def parse(received: Received) -> Iterator[Part]:
    try:
        whole = values.read(received)
    except Refused as refused:
        yield from refused.faults
        return
    if not isinstance(whole, dict) or not isinstance(whole.get("incidents"), list):
        yield Fault("/incidents", "has to be the list of incidents, as /api/v2/incidents.json has it")
        return
    if not whole["incidents"]:
        yield Fault("/incidents", "is empty")
    page = whole["page"] if isinstance(whole.get("page"), dict) else {}
    for place, one in enumerate(whole["incidents"]):
        pointer = f"/incidents/{place}"
        if not isinstance(one, dict):
            yield Fault(pointer, "has to be an incident with fields")
        elif _is_maintenance(one):
            shown = values.text(one, "name")[:80]
            yield Skipped(pointer, f"{doubts.MAINTENANCE}: {shown}")
        else:
            yield _incident(one, pointer, page, received.address)


def _is_maintenance(one: dict[str, Any]) -> bool:
    said = {values.text(one, "impact"), values.text(one, "impact_override")}
    is_planned = bool(values.text(one, "scheduled_for")) or values.text(one, "status") in OF_MAINTENANCE
    return is_planned or "maintenance" in said


def _incident(one: dict[str, Any], pointer: str, page: dict[str, Any], base: str) -> FoundStory | Fault:
    title_raw = values.text(one, "name")
    identifier = values.text(one, "id")
    if not title_raw and not identifier:
        return Fault(pointer, "is an incident without name and identifier")
    updates = _in_order(values.objects(one, "incident_updates"))
    site = values.text(page, "url") or base
    own = f"{site.rstrip('/')}/incidents/{identifier}" if values.text(page, "url") and identifier else ""
    occurred = next(filter(None, (_at(update) for update in updates)), None)
    organisation = values.text(page, "name") or None
    return FoundStory(
        title_raw=title_raw,
        title=wording.line(wording.unescaped(title_raw)) or identifier,
        locator=Locator(0, 0),
        external_id=identifier or None,
        addresses=addresses_of(filter(None, (own, values.text(one, "shortlink"))), site),
        organisation_raw=organisation,
        organisation=organisation,
        kind="status_page",
        occurred=occurred or dates.read(values.text(one, "started_at")),
        terms_raw=tuple(
            filter(None, (values.text(part, "name") for part in values.objects(one, "components")))
        ),
        text="\n".join(_told(update) for update in updates),
        # What a status page calls impact is a colour of its own, and neither severity nor effect.
        extensions={"impact": impact} if (impact := values.text(one, "impact")) else {},
    )


def _in_order(updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first one first; the page lists the last one first, and those without a time keep its order."""
    ordered = updates[::-1]
    ordered.sort(key=lambda update: _at(update) or "")
    return ordered


def _at(update: dict[str, Any]) -> str | None:
    """`created_at` is when somebody typed, `display_at` what she typed of."""
    return dates.read(values.text(update, "display_at"))


def _told(update: dict[str, Any]) -> str:
    head = " ".join(filter(None, (_at(update), values.text(update, "status"))))
    return f"{head}: {elements.plain(values.text(update, 'body'))}"
