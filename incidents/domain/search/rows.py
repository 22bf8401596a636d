"""The rows of a page of stories, read with one statement, which is put together once for all of its kind."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, TextField, Value
from django.db.models.functions import Cast

from incidents.domain.search import paging, query, ranking, snippets
from incidents.domain.search.facets import Entries
from incidents.domain.search.listing import Shown
from incidents.domain.search.query import TsQueries
from incidents.models import SearchEntry, statements
from incidents.models.choices import READABLE
from incidents.models.json_text import JsonArray
from incidents.models.reader import Reader
from incidents.models.statements import IsOneOf, Parameter, Statement
from incidents.stories.search.passages import Passage

COLUMNS = {
    "ref": "incident__ref",
    "kind": "incident__kind",
    "severity": "incident__severity",
    "status": "incident__status",
    "visibility": "incident__visibility",
    "occurred_start": "incident__occurred_start",
    "organisation": "incident__organisation__name",
    "components": "components__leaves",
    "failure_modes": "failure_modes__leaves",
}
DOCUMENT = F("incident__revision__document")
NOTHING = Value("", TextField())


@dataclass(frozen=True)
class FoundRow:
    """A story of a list. `organisation` is its name; components and failure modes are slugs."""

    ref: str
    kind: str
    severity: str
    status: str
    visibility: str
    occurred_start: str
    organisation: str | None
    components: Sequence[str]
    failure_modes: Sequence[str]
    title: Passage
    snippet: Passage
    """Segments of plain text, marked or not: templates escape them like any text."""
    shown: str
    """What `shown` of `find` made of the story."""

    @property
    def is_open(self) -> bool:
        """Whether everybody may read it."""
        return self.visibility == "public" and self.status in READABLE


class StatementKey(NamedTuple):
    """What makes one statement differ from another."""

    reader: Reader
    """The `placeholder` of the one who asks."""
    sort: str
    has_words: bool
    ranked: int | None
    """How many of the newest are ranked; None where all that were found are."""
    shown: Shown | None
    limit: int
    skipped: int
    after: str | None


def read(
    kind: StatementKey, *, reader: Reader, found: Iterable[int], named: Iterable[int], asked: TsQueries | None
) -> tuple[tuple[FoundRow, ...], str | None]:
    """The rows of a page among the stories with these keys, and the cursor of the next page if there is one.

    `named` are those that have the words in their name, where not all are ranked.
    """
    wanted = asked.wanted if asked else ""
    keys = {"found": list(found), "named": list(named)}
    rows = _statement(kind).rows(**keys, wanted=wanted, reader=reader.person)
    more = len(rows) > kind.limit
    cursor = paging.cursor_at(json.loads(rows[kind.limit - 1][-1]), kind.sort) if more else None
    return _shaped(rows[: kind.limit], asked, is_written=kind.shown is not None), cursor


def _shaped(
    rows: list[tuple[Any, ...]], asked: TsQueries | None, *, is_written: bool
) -> tuple[FoundRow, ...]:
    # What is written by the database has its texts; only words are marked in them here.
    texts = [] if is_written and not asked else [row[-5:-2] for row in rows]
    marked = snippets.build(texts=texts, asked=asked) or [((), ())] * len(rows)
    return tuple(
        FoundRow(**dict(zip(COLUMNS, row, strict=False)), title=title, snippet=snippet, shown=row[-2])
        for row, (title, snippet) in zip(rows, marked, strict=True)
    )


@lru_cache(maxsize=256)
def _statement(kind: StatementKey) -> Statement:
    found, tsquery = _with_keys("found"), query.tsquery(Parameter("wanted"))

    def ordered(some: Entries) -> Entries:
        ranked = some.annotate(rank=ranking.Rank(F("words"), tsquery)) if kind.sort == "relevance" else some
        return paging.ordered(ranked, kind.sort)

    listed = ordered(ranking.worth(found, _with_keys("named"), kind.ranked) if kind.ranked else found)
    listed = paging.after(listed, kind.sort, kind.after) if kind.after else listed[kind.skipped :]
    # The wide tables are joined to the page alone, not to everything that has to be put in order; and what is
    # hidden since the search began stays hidden.
    of_page = SearchEntry.objects.visible_to(kind.reader).filter(pk__in=listed[: kind.limit + 1].values("pk"))
    texts = ("incident__title", "incident__summary", DOCUMENT if kind.has_words else NOTHING)
    shown = kind.shown(kind.reader) if kind.shown else NOTHING
    position = JsonArray(*paging.keys(kind.sort))
    return statements.compiled(ordered(of_page).values_list(*COLUMNS.values(), *texts, shown, position))


def _with_keys(name: str) -> Entries:
    keys = Cast(Parameter(name), ArrayField(BigIntegerField()))
    return SearchEntry.objects.filter(IsOneOf(F("pk"), keys))
