"""What the page of a story says of when it happened, and to whom."""

from typing import Any

import pytest
from django.test import Client

from incidents.stories.document import Party
from incidents.web.stories.page import facts
from tests import factories
from tests.stories.samples import draft


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ""),
        ({"occurred": {"start": "2019-05"}}, "May 2019"),
        ({"occurred": {"end": "2019-05~"}}, "until about May 2019"),
        ({"occurred": {"start": "2019-05-21", "end": "2019-05-23"}}, "21 May 2019 to 23 May 2019"),
        (
            {"occurred": {"start": "2019-05-21T11:58Z", "end": "2019-05-21T12:58Z~"}},
            "21 May 2019, 11:58 UTC to about 12:58 UTC",
        ),
        (
            {"occurred": {"start": "2019-05-21T11:58Z", "end": "T+81m~"}},
            "21 May 2019, 11:58 UTC for about 1 h 21 min",
        ),
        (
            {"occurred": {"start": "2019-05-21T11:58"}, "time_zone": "America/New_York"},
            "21 May 2019, 11:58, New York time",
        ),
        ({"occurred": {"start": "2019-05-21T11:58"}, "time_zone": "UTC"}, "21 May 2019, 11:58 UTC"),
    ],
)
def test_when_it_happened_is_said_once_and_with_its_zone(fields: dict[str, Any], said: str) -> None:
    assert facts.when(draft(**fields)) == said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("parties", "shown"),
    [
        (
            (Party(name="Harbour"), Party(name="The Exchange"), Party(name="Watch", role="regulator")),
            "The Exchange (affected), Watch (regulator)",
        ),
        (
            (Party(description="a client of Harbour"), Party(name="Harbour", role="reported")),
            "Harbour (reported)",
        ),
    ],
)
def test_every_organisation_is_named(vocabulary: None, parties: tuple[Party, ...], shown: str) -> None:
    factories.saved("KF-900", organisations=parties)
    page = Client().get("/KF-900").content.decode()

    assert shown in page
    assert str(parties[0].name or parties[0].description) in page
