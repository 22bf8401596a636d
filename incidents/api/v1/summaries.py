"""What lists and searches found, as the endpoint of the stories shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from incidents.api.v1 import addresses, answers
from incidents.domain import listing
from incidents.domain.facets import Facet
from incidents.domain.listing import Head, Listed, Page
from incidents.domain.search import Results
from incidents.models import Incident
from incidents.models.choices import ENDED
from incidents.models.incident import Reader
from incidents.stories.passages import Passage

Entry = tuple[Listed, Passage]


@dataclass(frozen=True)
class Found:
    """A page of a list or of a search."""

    entries: Sequence[Entry]
    total: int
    next: str | None
    limited_to: int | None = None
    suggestions: tuple[str, ...] = ()
    facets: tuple[Facet, ...] | None = None

    @property
    def is_open(self) -> bool:
        return all(row.head.is_open for row, _ in self.entries)


def listed(page: Page) -> Found:
    return Found([(row, ()) for row in page.rows], page.total, page.next)


def searched(results: Results, *, with_snippets: bool, with_facets: bool) -> Found:
    entries = [
        (
            Listed(listing.head(row.incident), row.components, row.failure_modes),
            row.snippet if with_snippets else (),
        )
        for row in results.rows
    ]
    counted = results.facets if with_facets else None
    return Found(entries, results.total, results.next, results.limited_to, results.suggestions, counted)


def of(entries: Sequence[Entry], *, reader: Reader) -> tuple[answers.StorySummary | answers.Tombstone, ...]:
    """One query where stories were merged: for where they went, as far as the reader may go there."""
    stories = addresses.absolute("api-v1:stories")
    refs = _refs([row.head.merged_into for row, _ in entries if row.head.merged_into], reader)
    return tuple(
        _tombstone(row.head, f"{stories}/{row.head.ref}", refs)
        if row.head.status in ENDED
        else _summary(row, f"{stories}/{row.head.ref}", snippet)
        for row, snippet in entries
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


def _refs(keys: list[int], reader: Reader) -> dict[int, str]:
    if not keys:
        return {}
    return dict(Incident.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", "ref"))


def _tombstone(head: Head, url: str, refs: dict[int, str]) -> answers.Tombstone:
    return answers.Tombstone(
        ref=head.ref,
        uuid=str(head.uuid),
        url=url,
        status=head.status,
        merged_into=refs.get(head.merged_into or 0),
        modified=head.modified_at,
    )


def _summary(row: Listed, url: str, snippet: Passage) -> answers.StorySummary:
    head = row.head
    return answers.StorySummary(
        ref=head.ref,
        uuid=str(head.uuid),
        slug=head.slug,
        url=url,
        page=f"{settings.BASE_URL}/{head.ref}",
        title=head.title,
        summary=head.summary,
        kind=head.kind,
        status=head.status,
        visibility=head.visibility,
        organisation=head.organisation,
        severity=head.severity,
        severity_basis=head.severity_basis,
        environment=head.environment,
        trigger=head.trigger,
        occurred_start=head.occurred_start or None,
        occurred_precision=head.occurred_precision,
        components=row.components,
        failure_modes=row.failure_modes,
        revision=head.revision,
        published=head.published_at,
        modified=head.modified_at,
        snippet=tuple(answers.SnippetPart(text=part.text, marked=part.marked) for part in snippet),
    )
