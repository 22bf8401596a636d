from datetime import UTC, date, datetime

import pytest

from incidents.stories import moments


@pytest.mark.parametrize(
    ("moment", "precision"),
    [
        ("2019", "year"),
        ("2019-05", "month"),
        ("2019-05-21", "day"),
        ("2019-05-21T11:58", "minute"),
        ("2019-05-21T11:58Z", "minute"),
        ("2019-05-21T11:58+02:00", "minute"),
        ("2019-05-21T11:58-05:00", "minute"),
        ("2019-05-21T11:58:30", "second"),
        ("2019-05-21T11:58:30-05:00", "second"),
    ],
)
def test_a_moment_has_a_precision(moment: str, precision: str) -> None:
    assert moments.precision(moment) == precision


@pytest.mark.parametrize(
    "moment", ["2019-02-30", "2019-02-30T10:00Z", "0000", "2019-06-31", "2019-05-21T11:58+25:00"]
)
def test_days_that_do_not_exist(moment: str) -> None:
    assert not moments.is_real(moment)


@pytest.mark.parametrize("moment", ["2019", "2020-02-29", "2019-05-21T23:59:59-05:00", "9999-12-31", "0001"])
def test_days_that_exist(moment: str) -> None:
    assert moments.is_real(moment)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2018", "2019"),
        ("2018", "2019-05-21T11:58Z"),
        ("2019-04-30", "2019-05"),
        ("2019-05-21T11:57:59Z", "2019-05-21T11:58Z"),
        ("2019-05-21T11:58+02:00", "2019-05-21T10:58Z"),
        ("2019-05-21T11:58:29Z", "2019-05-21T11:58:30Z"),
        ("0001-01-01T00:00+02:00", "0001-01-01T00:00Z"),
    ],
)
def test_one_is_before_the_other(one: str, other: str) -> None:
    assert moments.is_before(one, other)
    assert not moments.is_before(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2019", "2019-05-21"),
        ("2019-05", "2019-05-21T11:58Z"),
        ("2019-05-21", "2019-05-21T11:58Z"),
        ("2019-05-21T11:58Z", "2019-05-21T11:58:30Z"),
        ("2019-05-21T11:58", "2019-05-21T10:00Z"),
    ],
)
def test_at_the_coarser_precision_they_are_the_same(one: str, other: str) -> None:
    assert not moments.is_before(one, other)
    assert not moments.is_before(other, one)


@pytest.mark.parametrize(
    ("moment", "first", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-05-21", date(2019, 5, 21), date(2019, 5, 21)),
        ("2019-05-21T11:58Z", date(2019, 5, 21), date(2019, 5, 21)),
    ],
)
def test_the_days_a_moment_can_mean(moment: str, first: date, last: date) -> None:
    assert (moments.first_day(moment), moments.last_day(moment)) == (first, last)


@pytest.mark.parametrize(
    ("moment", "instant"),
    [
        ("2019", datetime(2019, 1, 1, tzinfo=UTC)),
        ("2019-05-21T11:58", datetime(2019, 5, 21, 11, 58, tzinfo=UTC)),
        ("2019-05-21T11:58+02:00", datetime(2019, 5, 21, 9, 58, tzinfo=UTC)),
    ],
)
def test_the_earliest_instant(moment: str, instant: datetime) -> None:
    assert moments.instant(moment) == instant
