"""Rows of a search as the list of stories shows them."""

from collections.abc import Iterable, Sequence

from django.conf import settings

from incidents.api.v1 import addresses, answers
from incidents.domain.facets import Facet
from incidents.domain.search import Row
from incidents.models import Incident
from incidents.models.choices import ENDED
from incidents.models.incident import Reader
from incidents.stories.passages import Passage


def of(
    rows: Sequence[Row], *, reader: Reader, with_snippets: bool
) -> tuple[answers.StorySummary | answers.Tombstone, ...]:
    """One query more where stories were merged: for where they went, as far as the reader may go there."""
    targets = [row.incident.merged_into_id for row in rows if row.incident.merged_into_id]
    visible = (
        Incident.objects.visible_to(reader).filter(pk__in=targets) if targets else Incident.objects.none()
    )
    stories = addresses.absolute("api-v1:stories")
    refs = dict(visible.values_list("pk", "ref"))
    return tuple(
        _tombstone(row.incident, stories, refs.get(row.incident.merged_into_id or 0))
        if row.incident.status in ENDED
        else _summary(row, stories, row.snippet if with_snippets else ())
        for row in rows
    )


def facets(counted: Iterable[Facet]) -> tuple[answers.FacetCounts, ...]:
    return tuple(
        answers.FacetCounts(
            facet=facet.slug,
            values=tuple(
                answers.FacetValue(slug=value.slug, name=value.name, count=value.count)
                for value in facet.values
            ),
        )
        for facet in counted
    )


def _tombstone(incident: Incident, stories: str, merged_into: str | None) -> answers.Tombstone:
    return answers.Tombstone(
        ref=incident.ref,
        uuid=str(incident.uuid),
        url=f"{stories}/{incident.ref}",
        status=incident.status,
        merged_into=merged_into,
        modified=incident.modified_at,
    )


def _summary(row: Row, stories: str, snippet: Passage) -> answers.StorySummary:
    incident = row.incident
    return answers.StorySummary(
        ref=incident.ref,
        uuid=str(incident.uuid),
        slug=incident.slug,
        url=f"{stories}/{incident.ref}",
        page=f"{settings.BASE_URL}/{incident.ref}",
        title=incident.title,
        summary=incident.summary,
        kind=incident.kind,
        status=incident.status,
        visibility=incident.visibility,
        organisation=incident.organisation.name if incident.organisation else None,
        severity=incident.severity,
        severity_basis=incident.severity_basis,
        environment=incident.environment,
        trigger=incident.trigger,
        occurred_start=incident.occurred_start or None,
        occurred_precision=incident.occurred_precision,
        components=row.components,
        failure_modes=row.failure_modes,
        revision=incident.revision_number,
        published=incident.published_at,
        modified=incident.modified_at,
        snippet=tuple(answers.SnippetPart(text=part.text, marked=part.marked) for part in snippet),
    )
