"""Coverage: which stories have rules, and which have none yet."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from incidents.domain.rules import CoverageRow
from incidents.domain.rules import coverage as covered
from incidents.rules.coverage import GAPS, WAYS, Gap
from incidents.web.access import open_to_readers, reader_of
from incidents.web.parts import tables
from incidents.web.rules.wording import WAYS as WORDS

ON_A_PAGE = 100
SAID: dict[Gap, str] = {
    "prevents": "Nothing prevents it",
    "early": "Nothing detects it early",
    "symptom": "Nothing detects the symptom",
    "diagnoses": "Nothing diagnoses it",
    "all": "Nothing at all",
}


@dataclass(frozen=True)
class Work:
    """Stories that lack something; `chosen` where the list shows them alone."""

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True)
class CoverageLine:
    """`cells` are the references of the rules by way, in the order of the columns."""

    row: CoverageRow
    cells: tuple[tuple[str, ...], ...]

    @property
    def named_cells(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """With the heading of each: on a phone the columns are lines."""
        return tuple(zip((WORDS[way] for way in WAYS), self.cells, strict=True))


@require_safe
@open_to_readers
def coverage(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    gap = _gap(request)
    shown = Paginator(covered.stories(reader=reader, gap=gap), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "columns": [WORDS[way] for way in WAYS],
        "lines": [_line(row) for row in covered.rows(list(shown))],
        "work": list(_work(covered.gaps(reader=reader), gap)),
        "gap": gap,
        "said": SAID[gap] if gap else "",
        "shown": shown,
    }
    return render(request, "rules/coverage/coverage.html", context)


@require_safe
@open_to_readers
def coverage_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same stories, all pages of them."""
    reader, gap = reader_of(request), _gap(request)
    tables.record_export(request, "coverage", closed=covered.stories(reader=reader, gap=gap).closed().count())
    found = covered.every_row(reader=reader, gap=gap)
    lines = (
        (row.ref, row.title, *(" ".join(row.rules.get(way, ())) for way in WAYS), row.no_detection)
        for row in found
    )
    return tables.as_csv("coverage", ("story", "title", *WAYS, "no_detection"), lines)


def _gap(request: HttpRequest) -> Gap | None:
    asked = request.GET.get("lacks", "")
    return next((gap for gap in GAPS if gap == asked), None)


def _line(row: CoverageRow) -> CoverageLine:
    return CoverageLine(row, tuple(row.rules.get(way, ()) for way in WAYS))


def _work(gaps: dict[Gap, int], chosen: Gap | None) -> Iterator[Work]:
    for gap, count in gaps.items():
        yield Work(SAID[gap], count, f"{reverse('coverage')}?lacks={gap}", gap == chosen)
