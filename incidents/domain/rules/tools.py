"""Checks of other tools, and the stories for which no automated detection makes sense."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from incidents.domain import saving
from incidents.domain.rules import links
from incidents.errors import Fault, Refused
from incidents.models import Incident, NoDetection, Tool, ToolCheck
from incidents.rules import folder, record

Row = tuple[str, int, str, str]


@transaction.atomic
def replace(*, tool: folder.ToolFile, now: datetime) -> bool:
    """Writes the checks of one tool anew; False where they were the same. Moves the stories concerned."""
    saving.lock()
    stories = _stories({check.story for check in tool.checks}, "/checks")
    titled = {"title": tool.title or tool.tool, "url": tool.url or ""}
    head, _ = Tool.objects.update_or_create(slug=tool.tool, defaults=titled)
    wanted = {(check.check, stories[check.story], check.relation, check.note or "") for check in tool.checks}
    before: set[Row] = set(head.checks.values_list("name", "incident", "relation", "note"))
    if before == wanted:
        return False
    head.checks.all().delete()
    ToolCheck.objects.bulk_create(
        ToolCheck(tool=head, name=name, incident_id=incident, relation=relation, note=note)
        for name, incident, relation, note in sorted(wanted)
    )
    links.move({incident for _, incident, _, _ in before ^ wanted}, now=now)
    return True


@transaction.atomic
def replace_no_detection(*, entries: Sequence[record.NoDetectionReason], now: datetime) -> bool:
    """Writes anew for which stories no detection makes sense; False where that was the same."""
    saving.lock()
    stories = _stories({one.story for one in entries}, "/stories")
    wanted = {(stories[one.story], one.reason) for one in entries}
    before = set(NoDetection.objects.values_list("incident", "reason"))
    if before == wanted:
        return False
    NoDetection.objects.all().delete()
    NoDetection.objects.bulk_create(
        NoDetection(incident_id=incident, reason=reason) for incident, reason in sorted(wanted)
    )
    links.move({incident for incident, _ in before ^ wanted}, now=now)
    return True


def _stories(refs: Iterable[str], pointer: str) -> dict[str, int]:
    wanted = set(refs)
    known = dict(Incident.objects.filter(ref__in=wanted).values_list("ref", "pk"))
    if missing := sorted(wanted - set(known)):
        faults = [Fault(pointer, f"there is no story {ref}") for ref in missing]
        raise Refused("The checks name stories that are not here.", faults)
    return known
