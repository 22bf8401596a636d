from datetime import UTC, date, datetime

import pytest

from incidents.stories import moments
from incidents.stories.moments import Clock


@pytest.mark.parametrize(
    ("moment", "precision"),
    [
        ("2019", "year"),
        ("2019-05", "month"),
        ("2019-05-21", "day"),
        ("2019-05~", "month"),
        ("2019-05-21T11Z", "hour"),
        ("2019-05-21T11", "hour"),
        ("2019-05-21T11:58Z~", "minute"),
        ("T+16m", "minute"),
        ("T-2w", "day"),
        ("T+1h30m~", "minute"),
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


@pytest.mark.parametrize(
    ("moment", "seconds"), [("T+16m", 960), ("T-14d", -14 * 86_400), ("T+1h30m~", 5_400), ("T+1w1s", 604_801)]
)
def test_a_relative_moment_is_a_distance_from_the_start(moment: str, seconds: int) -> None:
    assert moments.is_relative(moment)
    assert moments.distance(moment).total_seconds() == seconds


def test_a_relative_moment_needs_a_start() -> None:
    assert not moments.is_real("T+16m")
    assert moments.is_real("T+16m", Clock(start="2019-05-21T11:58Z"))
    assert moments.is_before("T+15m", "2019-05-21T12:14Z", Clock(start="2019-05-21T11:58Z"))


def test_a_moment_without_offset_is_read_in_the_time_zone_of_the_story() -> None:
    summer = Clock(zone="Europe/Berlin")

    assert summer.span("2019-05-21T11:58").first == datetime(2019, 5, 21, 9, 58, tzinfo=UTC)
    assert moments.is_before("2019-05-21T11:58", "2019-05-21T09:59Z", summer)
    assert not moments.is_before("2019-05-21T11:58", "2019-05-21T09:58Z", summer)
