"""Kubernetes quantities such as `500m` and `1Gi` as integers, in billionths: exact and comparable.

Follows apimachinery's `resource.Quantity`: rounds away from zero below a billionth and caps at 2⁶³ - 1.
"""

import re

LARGEST = 2**63 - 1
SCALE = 10**9
LONGEST = 200
"""In characters; real quantities are far shorter."""

WRITTEN = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]*))?"
    r"(?:(?P<suffix>[KMGTPE]i|[numkMGTPE])|[eE](?P<exponent>[+-]?[0-9]{1,9}))?"
)
FACTORS = {
    **{
        letter: (10, power)
        for letter, power in zip("numkMGTPE", (-9, -6, -3, 3, 6, 9, 12, 15, 18), strict=True)
    },
    **{f"{letter}i": (1024, power) for power, letter in enumerate("KMGTPE", 1)},
}
"""Base and exponent by suffix."""


def billionths(text: str) -> int:
    """The value in billionths. Raises `ValueError` for text that the API server would refuse."""
    found = WRITTEN.fullmatch(text) if len(text) <= LONGEST else None
    if found is None or not (found["whole"] or found["part"]):
        raise ValueError(f"“{text[:40]}” is no quantity; write a number with a suffix such as m, Mi or Gi")
    digits, places = f"{found['whole']}{found['part'] or ''}", len(found["part"] or "")
    size = _rounded_up(int(digits), places, found["suffix"], int(found["exponent"] or 0))
    return -size if found["sign"] == "-" else size


def _rounded_up(digits: int, places: int, suffix: str | None, exponent: int) -> int:
    # Bounds the exponent: beyond twice the longest input the result no longer changes.
    tens = max(-2 * LONGEST, min(exponent, 2 * LONGEST)) - places
    factor, power = FACTORS[suffix] if suffix else (1, 0)
    over, under = digits * SCALE, 1
    for number, times in ((10, tens), (factor, power)):
        over, under = (over * number**times, under) if times >= 0 else (over, under * number**-times)
    return min(-(-over // under), LARGEST * SCALE)


def is_quantity(text: str) -> bool:
    try:
        billionths(text)
    except ValueError:
        return False
    return True


def whole(size: int) -> int:
    """The quantity as an integer. Raises `ValueError` if it has a fraction."""
    if size % SCALE:
        raise ValueError("the quantity is no whole number; use asApproximateFloat()")
    return size // SCALE
