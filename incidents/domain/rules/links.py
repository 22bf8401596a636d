"""Which stories a rule concerns, and what follows for them."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from incidents.domain.stories import index
from incidents.errors import Fault
from incidents.models import Factor, Incident, Rule, RuleLink, Symptom
from incidents.rules import record
from incidents.yamltree import step


def faults(rule: record.Rule) -> Iterator[Fault]:
    known = set(Incident.objects.filter(ref__in=_refs(rule)).values_list("ref", flat=True))
    anchors = _anchors(known)
    for place, link in enumerate(rule.stories):
        pointer = step("/stories", place)
        if link.ref not in known:
            yield Fault(f"{pointer}/ref", f"there is no story {link.ref}")
        elif link.target and (link.ref, link.target) not in anchors:
            part = "factor" if link.target.startswith("f") else "symptom"
            yield Fault(f"{pointer}/target", f"{link.ref} has no {part} {link.target}")


def replace(*, head: Rule, rule: record.Rule, old: record.Rule | None, now: datetime) -> None:
    """Writes the links where they differ from those of `old`. Every story that had one or has one moves."""
    before = _refs(old) if old else set()
    incidents = dict(Incident.objects.filter(ref__in=before | _refs(rule)).values_list("ref", "pk"))
    if old is None or old.stories != rule.stories:
        if old:
            head.links.all().delete()
        RuleLink.objects.bulk_create(
            RuleLink(
                rule=head,
                incident_id=incidents[link.ref],
                relation=link.relation,
                target=link.target or "",
                note=link.note or "",
            )
            for link in rule.stories
        )
    move(incidents.values(), now=now)


def move(incidents: Iterable[int], *, now: datetime) -> None:
    """Marks stories whose related rules or checks have changed."""
    keys = list(incidents)
    Incident.objects.filter(pk__in=keys).update(modified_at=now)
    index.touch(keys, now=now)


def _refs(rule: record.Rule) -> set[str]:
    return {link.ref for link in rule.stories}


def _anchors(refs: Iterable[str]) -> set[tuple[str, str]]:
    return {
        (ref, anchor)
        for part in (Factor, Symptom)
        for ref, anchor in part.objects.filter(incident__ref__in=refs).values_list("incident__ref", "anchor")
    }
