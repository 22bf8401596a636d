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
