"""Tables as files for spreadsheets."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from incidents.domain import audit
from incidents.models import User

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def record_export(request: HttpRequest, name: str, *, closed: int) -> None:
    """For the audit log: `closed` of the stories in the file are not for strangers."""
    if isinstance(request.user, User):
        audit.record_export(name=f"{name}.csv", closed=closed, actor=request.user, at=timezone.now())


class _Echo:
    """Hands back what is written: the file is never held as a whole."""

    def write(self, line: str) -> str:
        return line


def as_csv(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> StreamingHttpResponse:
    """The rows are read while they are sent."""
    return StreamingHttpResponse(
        _lines(header, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(header)
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def harmless(cell: str) -> str:
    """A spreadsheet takes text for a formula by its first character; an apostrophe makes it text again."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
