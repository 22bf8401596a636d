"""Tables of Kubernetes events, whose times are ages: `kubectl get events`, `kubectl describe`."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

_COLUMNS = re.compile(r"\t+|[ ]{2,}")
_AGE = re.compile(r"(?:\d{1,6}[ydhms]){1,3}(?=$|[ ]\(x)")
_STEP = re.compile(r"(\d{1,6})([ydhms])")
_SECONDS = {"y": 365 * 86_400, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_PRECISIONS = {"y": "day", "d": "day", "h": "hour", "m": "minute", "s": "second"}
_RULE = re.compile(r"[\s-]+")
_LONGEST = 4_000


class AgedRow(NamedTuple):
    """A row without its age. `age` is None where it cannot be read; `precision`: of its smallest unit."""

    written: str
    age: timedelta | None
    precision: str
    text: str


@dataclass(frozen=True)
class EventTable:
    """A table that has begun: how many columns stand before its age."""

    before: int

    def row(self, line: str) -> AgedRow | None:
        """None for a line that is no row, which ends the table; no text for the rule below the heading."""
        if _RULE.fullmatch(line):
            return AgedRow("", None, "", "")
        cells = _COLUMNS.split(line[:_LONGEST].strip())
        if len(cells) < 3 or len(cells) <= self.before:
            return None
        written = cells.pop(self.before)
        text = " ".join([*cells, line[_LONGEST:]]).strip()
        if not _AGE.match(written):
            return AgedRow(written, None, "", text) if written.startswith("<") else None
        steps = _STEP.findall(written.partition(" ")[0])
        age = timedelta(seconds=sum(int(number) * _SECONDS[unit] for number, unit in steps))
        counted = written.partition(" ")[2]
        return AgedRow(written, age, _PRECISIONS[steps[-1][1]], f"{text} {counted}".strip())


def begun(line: str) -> EventTable | None:
    """The table of which this line is the heading."""
    cells = [cell.upper() for cell in _COLUMNS.split(line.strip()[:_LONGEST])]
    if "MESSAGE" not in cells or "REASON" not in cells:
        return None
    return next((EventTable(cells.index(name)) for name in ("LAST SEEN", "AGE") if name in cells), None)


def precision_of(row: AgedRow, as_of: datetime) -> str:
    """Of `45s` before a minute, the minute is known."""
    return "minute" if row.precision == "second" and not as_of.second else row.precision
