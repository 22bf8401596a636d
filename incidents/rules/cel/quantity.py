"""Kubernetes quantities such as `500m` and `1Gi` as whole numbers of billionths: exact, and equal in value.

Follows apimachinery's `resource.Quantity`: what is finer than a billionth is rounded away from zero, what is
larger than 2⁶³ - 1 is that.
"""

import re

LARGEST = 2**63 - 1
SCALE = 10**9
LONGEST = 200
"""Characters of a quantity; no real one comes near."""

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
"""By suffix: a number and its power."""


def billionths(text: str) -> int:
    """Raises `ValueError` for what the API server would not take as a quantity."""
    found = WRITTEN.fullmatch(text) if len(text) <= LONGEST else None
    if found is None or not (found["whole"] or found["part"]):
        raise ValueError(f"“{text[:40]}” is no quantity; write a number with a suffix such as m, Mi or Gi")
    digits, places = f"{found['whole']}{found['part'] or ''}", len(found["part"] or "")
    size = _nearest_above(int(digits), places, found["suffix"], int(found["exponent"] or 0))
    return -size if found["sign"] == "-" else size


def _nearest_above(digits: int, places: int, suffix: str | None, exponent: int) -> int:
    # Far outside of what can be told apart, however long the digits are.
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
    """Raises `ValueError` where the quantity is no whole number."""
    if size % SCALE:
        raise ValueError("the quantity is no whole number; use asApproximateFloat()")
    return size // SCALE
