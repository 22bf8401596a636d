from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings
from rest_framework.exceptions import APIException, AuthenticationFailed, Throttled
from rest_framework.request import Request
from rest_framework.views import APIView

from incidents.api import problems
from tests import factories

pytestmark = pytest.mark.django_db


def raising(error: Exception) -> Callable[..., HttpResponse]:
    """A view that fails as told, with the settings that every view of the API has."""

    class Failing(APIView):
        def get(self, request: Request) -> None:
            raise error

    view: Callable[..., HttpResponse] = Failing.as_view()
    return view


def answered(error: Exception) -> HttpResponse:
    return raising(error)(RequestFactory().get("/api/v1/anything"))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "path", ["", "stories", "stories/KF-1", "stories/KF-1.yaml", "stories/KF-1/revisions", "terms", "schema"]
)
def test_reading_is_all_there_is(client: Client, method: str, path: str) -> None:
    response = getattr(client, method)(f"/api/v1/{path}")
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["detail"] == f"{method.upper()} is not possible here; GET, HEAD, OPTIONS are."


@pytest.mark.parametrize(
    "path",
    [
        *("", "problems", "v1/", "v1/stories", "v1/stories/KF-1", "v1/stories/KF-1.yaml"),
        *("v1/stories/KF-1.md", "v1/terms", "v1/schema", "v1/schema/story.json", "v1/rules", "v1/rules/M-1"),
        *("v1/resolve", "v1/export/bundle.json", "v1/export/prometheus.yaml", "v1/export/taxonomy.sarif"),
    ],
)
def test_options(client: Client, path: str) -> None:
    response = client.options(f"/api/{path}", headers={"Accept": "image/png"})
    assert (response.status_code, response["Allow"]) == (200, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("path", ["v1/stories", "v1/stories/KF-1/revisions", "v1/terms"])
def test_more_parameters_than_anybody_needs(client: Client, settings: Settings, path: str) -> None:
    factories.saved("KF-1")
    too_many = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1
    response = client.get(f"/api/{path}?" + "&".join(f"x{number}=1" for number in range(too_many)))
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert "too many parameters" in response.json()["detail"]


@pytest.mark.parametrize("path", ["", "stories", "terms", "schema", "schema/story.json"])
def test_a_representation_nobody_makes(client: Client, path: str) -> None:
    response = client.get(f"/api/v1/{path}", headers={"Accept": "image/png"})
    assert (response.status_code, response["Content-Type"]) == (406, "application/problem+json")
    assert response.json()["detail"].endswith("ask for one of: application/json.")


@pytest.mark.parametrize(
    "path",
    ["nothing", "v1/nothing", "v2/stories", "v1/stories/KF-1/nothing", "v1/stories/", "v1/a%0ab", "%0a"],
)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("public", [True, False])
def test_an_address_that_is_none(
    client: Client, settings: Settings, path: str, method: str, *, public: bool
) -> None:
    settings.PUBLIC_READING = public
    response = getattr(client, method)(f"/api/{path}")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["type"].endswith("/api/problems#unknown-address")


@pytest.mark.parametrize(
    "path", ["stories", "stories/KF-1", "stories/KF-1.md", "terms", "export/bundle.json"]
)
def test_a_condition_that_does_not_hold(client: Client, path: str) -> None:
    factories.saved("KF-1")
    address = f"/api/v1/{path}"
    response = client.get(address, headers={"If-Match": '"another"'})
    assert (response.status_code, response["Content-Type"]) == (412, "application/problem+json")
    assert response["Cache-Control"] == "no-store"
    assert client.get(address, headers={"If-Match": client.get(address)["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", ["", "stories", "stories/KF-1", "terms", "schema", "schema/story.json"])
def test_an_instance_that_is_not_public(client: Client, settings: Settings, path: str) -> None:
    settings.PUBLIC_READING = False
    response = client.get(f"/api/v1/{path}")
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")
    assert response.json()["detail"] == "This instance is read by those who are signed in, or send a token."
    assert response["Cache-Control"] == "no-store"


def test_while_developing_the_page_of_django_says_more(settings: Settings) -> None:
    settings.DEBUG = True
    with pytest.raises(RuntimeError):
        answered(RuntimeError("seen"))


def test_who_asks_too_often_is_told_how_long_to_wait() -> None:
    response = answered(Throttled(wait=7))
    assert (response.status_code, response["Retry-After"]) == (429, "7")


@pytest.mark.parametrize("error", [AuthenticationFailed(), APIException(), Throttled()])
def test_problems_of_the_framework_have_the_same_shape(error: APIException) -> None:
    response = answered(error)
    assert response["Content-Type"] == "application/problem+json"
    assert str(response.status_code).encode() in response.content


def test_the_type_of_a_problem_leads_to_its_meaning(client: Client, settings: Settings) -> None:
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    told = client.get("/api/v1/stories/KF-1").json()["type"]
    page, _, slug = told.removeprefix(settings.BASE_URL).partition("#")
    shown = client.get(page).content.decode()
    assert f'id="{slug}"' in shown
    assert all(f'id="{kind.slug}"' in shown for kind in problems.KINDS)
