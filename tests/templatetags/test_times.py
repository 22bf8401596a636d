import pytest

from incidents.templatetags import times


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (None, ""),
        ("", ""),
        ("2019", "2019"),
        ("2019-05", "May 2019"),
        ("2019-05-01", "1 May 2019"),
        ("2019-05-21T11:58", "21 May 2019, 11:58"),
        ("2019-05-21T11:58Z", "21 May 2019, 11:58 UTC"),
        ("T+0m", "at the start"),
        ("T+63m", "1 h 3 min after the start"),
        ("T-2w~", "about 2 weeks before the start"),
        ("T-1w", "1 week before the start"),
        ("2019-05-21T11:58:07+02:00", "21 May 2019, 11:58:07 UTC+2"),
    ],
)
def test_a_moment_is_no_more_exact_than_it_is_known(moment, said):
    assert times.moment(moment) == said


@pytest.mark.parametrize(
    ("moment", "before", "said"),
    [
        (None, "2019", ""),
        ("2019-05-21T11:58Z", None, "21 May 2019, 11:58 UTC"),
        ("2019-05-21T11:58Z", "2019-05-20T23:58Z", "21 May 2019, 11:58 UTC"),
        ("2019-05-21T11:58Z", "2019-05-21", "11:58 UTC"),
        ("2019-05-21T11:58Z~", "2019-05-21T10Z~", "about 11:58 UTC"),
        ("2019-05-21", "2019-05-21T10Z", "21 May 2019"),
        ("T+5m~", "2019-05-21T10Z", "about 5 min after the start"),
        ("2019-05-21T11:58Z", "T+5m", "21 May 2019, 11:58 UTC"),
    ],
)
def test_a_moment_of_the_same_day_is_said_by_its_clock(moment, before, said):
    assert times.moment_after(moment, before) == said
