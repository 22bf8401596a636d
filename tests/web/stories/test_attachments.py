"""Pictures of evidence as browsers get them."""

import pytest
from django.test import Client

from incidents.domain import stories
from tests import factories, pictures

pytestmark = pytest.mark.django_db

CLEAN = pictures.clean()
ADDRESS = f"/KF-900/evidence/{CLEAN.picture.sha256}"


@pytest.fixture(autouse=True)
def pictured() -> stories.SavedStory:
    return factories.saved(evidence=(pictures.evidence(CLEAN),), pictures=(CLEAN,))


def test_the_file_is_what_its_address_says() -> None:
    response = Client().get(ADDRESS)
    assert response.content == CLEAN.data
    said = {
        name: response[name]
        for name in ("Content-Type", "X-Content-Type-Options", "Content-Disposition", "Cache-Control")
    }
    assert said == {
        "Content-Type": "image/png",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": "inline",
        "Cache-Control": "public, max-age=30, stale-while-revalidate=30",
    }


def test_a_file_that_a_browser_has_is_not_sent_again() -> None:
    response = Client().get(ADDRESS)
    again = Client().get(ADDRESS, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("address", ["/KF-900/evidence/" + "0" * 64, ADDRESS.upper(), ADDRESS[:-1]])
def test_what_no_revision_names_is_not_there(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_a_picture_of_another_story_is_not_there() -> None:
    factories.saved("KF-1")
    assert Client().get(ADDRESS.replace("KF-900", "KF-1")).status_code == 404


def test_closing_the_story_closes_its_pictures() -> None:
    factories.changed(visibility="organisation", evidence=(pictures.evidence(CLEAN),))
    assert Client().get(ADDRESS).status_code == 404


def test_the_page_shows_the_picture_with_its_description_and_leads_to_it() -> None:
    page = Client().get("/KF-900").content.decode()
    size = 'width="40" height="20"'
    shown = f'<img src="{ADDRESS}" {size} alt="Memory climbs to the limit" loading="lazy">'
    assert f'<a href="{ADDRESS}">{shown}</a>' in page
