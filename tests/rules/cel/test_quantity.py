from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.rules.cel import quantity


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("0", "0"), ("1", "1"), ("-1", "-1"), ("+1", "1"), ("1.", "1"), (".5", "0.5"), ("007", "7")),
        *(("500m", "0.5"), ("1500u", "0.0015"), ("3n", "0.000000003"), ("2k", "2000"), ("1M", "1000000")),
        *(("1Ki", "1024"), ("1.5Gi", "1610612736"), ("0.5Mi", "524288"), ("1Ei", "1152921504606846976")),
        *(("1E", "1000000000000000000"), ("1e3", "1000"), ("1E3", "1000"), ("12e-1", "1.2"), ("1e+2", "100")),
    ],
)
def test_a_quantity_is_read_exactly(text: str, value: str) -> None:
    assert Decimal(quantity.billionths(text)) / quantity.SCALE == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "-",
        "m",
        "1 Gi",
        "1gi",
        "1K",
        "1KiB",
        "Gi",
        "--1",
        "1e",
        "1e1.5",
        "0x10",
        "1_000",
        "∞",
        "१",
        "1\n",
        "9" * 201,
    ],
)
def test_text_that_is_no_quantity_is_refused(text: str) -> None:
    assert not quantity.is_quantity(text)
    with pytest.raises(ValueError, match="is no quantity"):
        quantity.billionths(text)


def test_fractions_of_a_billionth_are_rounded_away_from_zero() -> None:
    assert quantity.billionths("0.1n") == 1
    assert quantity.billionths("-0.1n") == -1
    assert quantity.billionths("1e-999999999") == 1
    assert quantity.billionths("0e-999999999") == 0


@pytest.mark.parametrize(
    "text", ["9223372036854775807", "9223372036854775808", "8Ei", "1e999999999", "9" * 200]
)
def test_a_too_large_quantity_is_capped(text: str) -> None:
    assert quantity.billionths(text) == quantity.LARGEST * quantity.SCALE


def test_a_fraction_has_no_integer_value() -> None:
    assert quantity.whole(quantity.billionths("1Gi")) == 1024**3
    with pytest.raises(ValueError, match="no whole number"):
        quantity.whole(quantity.billionths("500m"))


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=2**40))
def test_suffixes_are_consistent(number: int) -> None:
    assert quantity.billionths(f"{number}000m") == quantity.billionths(f"{number}")
    assert quantity.billionths(f"{number}Ki") == quantity.billionths(f"{number * 1024}")


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_quantity_or_refused(text: str) -> None:
    assert quantity.is_quantity(text) in {True, False}
