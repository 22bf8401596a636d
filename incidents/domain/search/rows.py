"""The rows of a page of stories, read with one statement, which is put together once for all of its kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from incidents.decoding import decoder
from incidents.domain.search import paging
from incidents.domain.search.listing import Shown
from incidents.finding import snippets
from incidents.finding.passages import Passage
from incidents.finding.snippets import Marks
from incidents.models import Fix, SearchEntry, statements
from incidents.models.choices import READABLE
from incidents.models.json_text import JsonArray
from incidents.models.reader import Reader
from incidents.models.statements import Statement
from incidents.stories import reading, texts

COLUMNS: dict[str, str | Combinable] = {
    "ref": "incident__ref",
    "kind": "incident__kind",
    "severity": "incident__severity",
    "status": "incident__status",
    "visibility": "incident__visibility",
    "occurred_start": "incident__occurred_start",
    "reported_at": "incident__reported_at",
    "seconds": "lasted",
    "duration": KeyTextTransform("text", KeyTransform("to_resolve", "incident__durations")),
    "organisation": "incident__organisation__name",
    "components": "components",
    "failure_modes": "failure_modes",
}
DOCUMENT = F("incident__revision__document")
NOTHING = Value("", TextField())
OF_THE_ROW = OuterRef("incident")
HELPED = Subquery(Fix.objects.of(OF_THE_ROW).that_helped().values(written=JsonArray("outcome", "text"))[:1])


class HelpfulFix(NamedTuple):
    """`text` is Markdown."""

    outcome: str
    text: str


@dataclass(frozen=True)
class FoundRow:
    """A story of a list. `organisation` is its name; components and failure modes are slugs."""

    ref: str
    kind: str
    severity: str
    status: str
    visibility: str
    occurred_start: str
    reported_at: str
    """When the first of its sources was published, such as `2019-05`; empty where that is not known."""
    seconds: int | None
    """How long it took, at least."""
    duration: str | None
    """The same in words."""
    organisation: str | None
    components: Sequence[str]
    failure_modes: Sequence[str]
    title: Passage
    snippet: Passage
    """Segments of plain text, marked or not: templates escape them like any text."""
    helped: HelpfulFix | None
    """The first fix that worked; else the first that worked partly."""
    shown: str
    """What `shown` of `find` made of the story."""
    position: str
    """Where the order has it, as JSON; empty by relevance."""

    @property
    def is_open(self) -> bool:
        """Whether everybody may read it."""
        return self.visibility == "public" and self.status in READABLE


def read(
    keys: Iterable[int],
    *,
    reader: Reader,
    marks: Marks | None = None,
    shown: Shown | None = None,
    sort: str = "relevance",
) -> tuple[FoundRow, ...]:
    """The stories with these keys, in their order. What is hidden since the search began is left out."""
    wanted = list(keys)
    if not wanted:
        return ()
    statement = _statement(reader.placeholder, marks is not None, shown, sort)
    rows = {row[0]: row[1:] for row in statement.rows(keys=wanted, reader=reader.person)}
    return tuple(_row(rows[key], marks, is_written=shown is not None) for key in wanted if key in rows)


def _row(row: tuple[Any, ...], marks: Marks | None, *, is_written: bool) -> FoundRow:
    *columns, title, summary, document, helped, shown, position = row
    # What the database has written has its texts; only words are marked in them here.
    is_quoted = marks is not None or not is_written
    quotable = texts.quotable(reading.trusted(document)) if marks else [summary]
    return FoundRow(
        **dict(zip(COLUMNS, columns, strict=True)),
        title=snippets.whole(title, marks) if is_quoted else (),
        snippet=snippets.best(quotable, marks) if is_quoted else (),
        helped=decoder(HelpfulFix).decode(helped) if helped else None,
        shown=shown,
        position=position,
    )


@lru_cache(maxsize=256)
def _statement(reader: Reader, has_words: bool, shown: Shown | None, sort: str) -> Statement:
    found = SearchEntry.objects.visible_to(reader).filter(statements.is_key_of("keys"))
    made = shown(reader) if shown else NOTHING
    position = NOTHING if sort == "relevance" else JsonArray(*paging.keys(sort))
    document = DOCUMENT if has_words else NOTHING
    # What the database writes itself has what it needs.
    helped = HELPED if shown is None else NOTHING
    described = ("incident__title", "incident__summary", document, helped, made, position)
    return statements.compiled(found.order_by().values_list("pk", *COLUMNS.values(), *described))
