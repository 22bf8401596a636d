"""The head of a story as a row: everything that follows from its document and is asked for often."""

from datetime import datetime
from uuid import UUID

from incidents.domain.stories import names, texts
from incidents.models import Incident, Organisation, Team, User
from incidents.stories import anchors, moments, rendering
from incidents.stories.document import Story


def write(
    *, before: Incident | None, story: Story, author: User | None, team: Team | None, now: datetime
) -> Incident:
    incident = before or Incident(ref=story.ref, created_at=now, owner=author, revision_number=0)
    incident.team = team or incident.team
    for column, value in _columns(story).items():
        setattr(incident, column, value)
    incident.organisation = _organisation(story.organisation)
    incident.merged_into = _merged_into(story)
    incident.highest_anchors = anchors.highest(story, incident.highest_anchors)
    incident.rendered, incident.rendered_by = texts.rendered(story), rendering.VERSION
    incident.revision_number += 1
    incident.modified_at = now
    if story.status == "published" and incident.published_at is None:
        incident.published_at = now
    incident.save(force_insert=before is None, force_update=before is not None)
    return incident


def _columns(story: Story) -> dict[str, object]:
    start = story.occurred.start
    return {
        "uuid": UUID(story.uuid),
        "slug": story.slug,
        "kind": story.kind,
        "title": story.title,
        "summary": story.summary or "",
        "status": story.status,
        "visibility": story.visibility,
        "severity": story.severity.level if story.severity else "unknown",
        "severity_basis": story.severity.basis if story.severity else "stated",
        "environment": story.environment,
        "trigger": story.trigger.type if story.trigger else "unknown",
        "detection": story.detection.method if story.detection else "unknown",
        "occurred_start": start or "",
        "occurred_precision": story.occurred.precision,
        "occurred_on": moments.first_day(start) if start else None,
    }


def _organisation(name: str | None) -> Organisation | None:
    if name is None:
        return None
    found = Organisation.objects.filter(name__iexact=name).first()
    return found or Organisation.objects.create(
        name=name, slug=names.free_slug(name, taken=Organisation.objects.all())
    )


def _merged_into(story: Story) -> Incident | None:
    if story.status != "merged":
        return None
    (target,) = (item.to for item in story.relations if item.type == "duplicate_of")
    return Incident.objects.get(ref=target)
