"""What lists and searches found, as the endpoint of the stories shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import msgspec
from django.conf import settings
from django.db.models import Case, Expression, F, Func, OuterRef, Subquery, TextField, When
from django.db.models.functions import Concat, NullIf

from incidents.api.v1 import addresses, responses
from incidents.domain.search import CountedFacet, ListingPage, Results
from incidents.finding.passages import Passage
from incidents.models import Incident
from incidents.models.choices import ENDED
from incidents.models.json_text import JsonObject, Moment, Word
from incidents.models.reader import Reader

NO_SNIPPET = "[]}"
"""How the text of a summary ends; a tombstone's ends otherwise."""

Row = responses.StorySummary | responses.Tombstone


@dataclass(frozen=True)
class StoryResults:
    """A page of a list or of a search."""

    rows: tuple[Row, ...]
    is_open: bool
    total: int
    next: str | None
    suggestions: tuple[str, ...] = ()
    facets: tuple[CountedFacet, ...] | None = None


def listed(page: ListingPage) -> StoryResults:
    return StoryResults(_written(page.rows), page.is_open, page.total, page.next)


def searched(results: Results, *, with_snippets: bool, with_facets: bool) -> StoryResults:
    return StoryResults(
        rows=_written(_with_snippet(row.shown, row.snippet if with_snippets else ()) for row in results.rows),
        is_open=all(row.is_open for row in results.rows),
        total=results.total,
        next=results.next,
        suggestions=results.suggestions,
        facets=results.facets if with_facets else None,
    )


def _written(rows: Iterable[str]) -> tuple[Row, ...]:
    """Treats finished JSON as the struct it would be decoded to."""
    return cast("tuple[Row, ...]", tuple(map(msgspec.Raw, rows)))


def _with_snippet(text: str, snippet: Passage) -> str:
    if not snippet or not text.endswith(NO_SNIPPET):
        return text
    parts = [responses.SnippetPart(text=part.text, marked=part.marked) for part in snippet]
    return f"{text.removesuffix(NO_SNIPPET)}{msgspec.json.encode(parts).decode()}}}"


def shown(reader: Reader) -> Expression:
    """Of an entry of the search, as JSON: `answers.StorySummary`, or `answers.Tombstone` of what ended."""
    ended = When(status__in=ENDED, then=_tombstone(reader))
    return Case(ended, default=_summary(), output_field=TextField())


def _summary() -> JsonObject:
    return JsonObject(
        type=Word("story"),
        ref=F("incident__ref"),
        uuid=F("incident__uuid"),
        slug=F("incident__slug"),
        url=_url(),
        page=_address(f"{settings.BASE_URL}/"),
        title=F("incident__title"),
        summary=F("incident__summary"),
        kind=F("incident__kind"),
        status=F("incident__status"),
        visibility=F("incident__visibility"),
        organisation=F("incident__organisation__name"),
        severity=F("incident__severity"),
        severity_basis=F("incident__severity_basis"),
        environment=F("incident__environment"),
        trigger=F("incident__trigger"),
        occurred_start=NullIf(F("incident__occurred_start"), Word("")),
        reported_at=NullIf(F("incident__reported_at"), Word("")),
        durations=F("incident__durations"),
        components=F("components"),
        failure_modes=F("failure_modes"),
        revision=F("incident__revision_number"),
        published=Moment("incident__published_at"),
        modified=Moment("incident__modified_at"),
        snippet=Func(template="'[]'::json"),
    )


def _tombstone(reader: Reader) -> JsonObject:
    target = Incident.objects.visible_to(reader).filter(pk=OuterRef("incident__merged_into"))
    return JsonObject(
        type=Word("tombstone"),
        ref=F("incident__ref"),
        uuid=F("incident__uuid"),
        url=_url(),
        status=F("incident__status"),
        merged_into=Subquery(target.values("ref")),
        modified=Moment("incident__modified_at"),
    )


def _url() -> Concat:
    return _address(f"{addresses.absolute('api-v1:stories')}/")


def _address(beginning: str) -> Concat:
    return Concat(Word(beginning), "incident__ref", output_field=TextField())


def facets(counted: Iterable[CountedFacet]) -> tuple[responses.FacetCounts, ...]:
    return tuple(
        responses.FacetCounts(
            facet=facet.slug,
            values=tuple(
                responses.FacetValue(slug=value.slug, name=value.name, count=value.count)
                for value in facet.values
            ),
        )
        for facet in counted
    )
