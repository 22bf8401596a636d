"""Files in the database: pictures of evidence, and states of feeds."""

import re
from collections.abc import Iterator

from django.db.models import CharField, Exists, F, Func, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from incidents.domain.consistency.fault import StoreFault, batches
from incidents.domain.stories import attachments
from incidents.models import Attachment, FeedSnapshot, Revision

DIGEST = Func(Func(F("data"), function="sha256"), Value("hex"), function="encode", output_field=CharField())
NAMED = attachments.NAMED
HASH = re.compile(r"([0-9a-f]{64})".join(map(re.escape, NAMED)))
SAVE_AGAIN = "Restore it from a backup, or save the story with its file again."


def faults() -> Iterator[StoreFault]:
    yield from _missing()
    for key, sha256, ref in _damaged(Attachment.objects.all(), "sha256", "incident__ref"):
        yield StoreFault(
            ref, f"the picture {sha256[:12]} (row {key}) is damaged: its hash is another", SAVE_AGAIN
        )
    for key, digest, feed in _damaged(FeedSnapshot.objects.all(), "digest", "feed__slug"):
        says = f"the snapshot {digest[:12]} (row {key}) is damaged: its hash is another"
        yield StoreFault(f"feed {feed}", says, "Restore it from a backup, or read the feed again.")
    before, after = NAMED
    hashed = Concat(Value(before), OuterRef("sha256"), Value(after))
    naming = Revision.objects.filter(incident=OuterRef("incident"), document__contains=hashed)
    orphans = Attachment.objects.filter(~Exists(naming)).order_by("pk")
    for key, sha256, ref in orphans.values_list("pk", "sha256", "incident__ref").iterator():
        remedy = f"Nobody can see it; delete the row {key} of incidents_attachment."
        yield StoreFault(ref, f"no revision names the picture {sha256[:12]} any more", remedy)


def _missing() -> Iterator[StoreFault]:
    naming = Revision.objects.filter(document__contains=NAMED[0])
    for batch in batches(naming.select_related("incident").only("number", "document", "incident__ref")):
        stories = {revision.incident_id for revision in batch}
        kept = set(Attachment.objects.filter(incident__in=stories).values_list("incident", "sha256"))
        for revision in batch:
            for sha256 in sorted(set(HASH.findall(revision.document))):
                if (revision.incident_id, sha256) not in kept:
                    subject = f"{revision.incident.ref}, revision {revision.number}"
                    yield StoreFault(
                        subject, f"the picture {sha256[:12]} that it names is missing", SAVE_AGAIN
                    )


def _damaged(
    rows: "QuerySet[Attachment] | QuerySet[FeedSnapshot]", name: str, of: str
) -> Iterator[tuple[int, str, str]]:
    wrong = rows.exclude(**{name: DIGEST}).order_by("pk")
    yield from wrong.values_list("pk", name, of).iterator()
