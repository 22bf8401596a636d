"""What leads from one story to another, or to a source, a name or a candidate."""

from collections.abc import Iterator

from django.db.models import F, Max, OuterRef, Q, Subquery

from incidents.domain import stories
from incidents.domain.consistency.fault import StoreFault
from incidents.domain.consistency.schema import selected
from incidents.models import Candidate, Incident, RefCounter, Relation, Source

SAME_NAME = """
WITH names (incident_id, name, what) AS (
    SELECT id, lower(ref), 'reference' FROM incidents_incident
    UNION ALL SELECT id, lower(slug), 'slug' FROM incidents_incident
    UNION ALL SELECT incident_id, lower(name), 'other name' FROM incidents_alias
)
SELECT min(ref), name, string_agg(DISTINCT ref, ', ' ORDER BY ref)
FROM names JOIN incidents_incident ON id = incident_id
GROUP BY name HAVING count(DISTINCT id) > 1 ORDER BY name
"""


def faults() -> Iterator[StoreFault]:
    yield from _relations()
    for ref, name, all_of_them in selected(SAME_NAME):
        says = f"“{name}” is a name of several stories: {all_of_them}"
        yield StoreFault(ref, says, "Save one of them under another slug, or without that other name.")
    yield from _counters()
    yield from _sources()
    yield from _candidates()


def _relations() -> Iterator[StoreFault]:
    there = Incident.objects.filter(ref=OuterRef("target_ref")).values("pk")[:1]
    wrong = Relation.objects.annotate(there=Subquery(there)).exclude(
        Q(target=F("there")) | Q(target=None, there=None)
    )
    columns = ("incident__ref", "type", "target_ref", "target__ref")
    for ref, type, wanted, led in wrong.order_by("pk").values_list(*columns).iterator():
        says = f"its relation {type} names {wanted} and leads to {led or 'nothing'}"
        yield StoreFault(ref, says, f"Save {ref} again with a change of its relations.")


def _counters() -> Iterator[StoreFault]:
    last = dict(RefCounter.objects.values_list("prefix", "last"))
    highest = Incident.objects.order_by().values_list("prefix").annotate(highest=Max("number"))
    for prefix, number in highest.iterator():
        if last.get(prefix, 0) < number:
            says = f"{prefix}-{number} is given, and the counter of references is at {last.get(prefix, 0)}"
            remedy = (
                f"Set the column last of the row {prefix} of incidents_refcounter to {number}, or a "
                "reference is given twice."
            )
            yield StoreFault(prefix, says, remedy)


def _sources() -> Iterator[StoreFault]:
    uncited = Source.objects.filter(citations=None).order_by("pk")
    for key, name in uncited.values_list("pk", "key").iterator():
        remedy = f"Delete the row {key} of incidents_source; the next run of its feeds says what they list."
        yield StoreFault(f"source {name}", "no story cites it", remedy)
    for key, name, slug in Source.objects.order_by("pk").values_list("pk", "key", "slug").iterator():
        if slug != stories.sources.slug(name):
            says = f"its slug {slug} does not follow from its key"
            remedy = f"Set the slug of the row {key} of incidents_source to {stories.sources.slug(name)}."
            yield StoreFault(f"source {name}", says, remedy)


def _candidates() -> Iterator[StoreFault]:
    lost = Candidate.objects.filter(entries=None).order_by("pk")
    for key, title in lost.values_list("pk", "title").iterator():
        remedy = f"Reject it at /candidates/{key}, or read the feed again that listed it."
        yield StoreFault(f"candidate {key}", f"no entry of a feed lists “{title}”", remedy)
    attached = Candidate.objects.filter(state="attached", incident__isnull=False).exclude(cited_as="")
    columns = ("pk", "incident__ref", "cited_as", "incident__highest_anchors")
    for key, ref, anchor, highest in attached.order_by("pk").values_list(*columns).iterator():
        if highest.get(anchor[:1], 0) < int(anchor[1:] or 0):
            says = f"it is attached as {ref}#{anchor}, and {ref} never had such a source"
            yield StoreFault(
                f"candidate {key}", says, f"Take the decision back at /candidates/{key}, and attach it again."
            )
