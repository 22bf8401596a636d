"""Results: measurements with their targets, as rows of a table."""

from dataclasses import dataclass

HEAD = "| what | measured | asked for | reached | behind it |\n|---|---|---|---|---|"


@dataclass(frozen=True)
class Result:
    what: str
    measured: float
    bound: float
    is_least: bool = False
    unit: str = ""
    note: str = ""

    @property
    def holds(self) -> bool:
        return self.measured >= self.bound if self.is_least else self.measured <= self.bound

    def __str__(self) -> str:
        sign = "≥" if self.is_least else "≤"
        unit = f" {self.unit}" if self.unit else ""
        verdict = "yes" if self.holds else "**no**"
        cells = (
            self.what,
            f"{_short(self.measured)}{unit}",
            f"{sign} {_short(self.bound)}{unit}",
            verdict,
            self.note,
        )
        return f"| {' | '.join(cells)} |"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:.2f}"
