"""Tables as files for spreadsheets."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
    writer = csv.writer(response)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return response


def harmless(cell: str) -> str:
    """A spreadsheet takes text for a formula by its first character; an apostrophe makes it text again."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
