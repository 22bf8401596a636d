"""Where a token may be."""

import logging

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.web.statements import counted

pytestmark = pytest.mark.django_db

WRITTEN = "sdg_0123456789abcdef_" + "0" * 64


@pytest.mark.parametrize(
    "path",
    [
        *("/api/v1/stories?token={}", "/api/v1/stories?access_token={}", "/api/v1/stories?q={}"),
        *("/api/v1/stories?access_token=x", "/api/v1/stories/KF-1?token", "/api/v1/stories?%74oken=x"),
        *("/api/v1/stories?kind=incident&x={}", "/api/v1/stories/{}", "/api/v1/nothing?token={}"),
        *("/api/v1/export/bundle.json?token={}", "/api/v1/lint?token={}", "/api/start?token={}"),
    ],
)
def test_a_token_in_an_address_of_the_api(
    client: Client, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    caplog.set_level(logging.DEBUG)
    with counted() as statements:
        response = client.get(path.format(WRITTEN))
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["type"].endswith("#token-in-address")
    assert "header" in response.json()["detail"]
    assert statements == []
    assert WRITTEN not in caplog.text + response.content.decode()


@pytest.mark.parametrize("path", ["/find?q=curl+{}", "/stories/?q=x%26{}", "/stories/{}", "/?token={}"])
def test_a_token_in_an_address_of_a_page(client: Client, path: str) -> None:
    response = client.get(path.format(WRITTEN))
    assert response.status_code == 400
    assert "revoke" in response.content.decode()
    assert WRITTEN not in response.content.decode()


@pytest.mark.parametrize("path", ["/stories/?q=token%3Dx", "/?token=x", "/find?q=sdg_0123456789abcdef"])
def test_words_about_tokens_are_no_token(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_words_about_tokens_are_no_token_of_the_api(client: Client) -> None:
    assert client.get("/api/v1/find?q=url?x%26token%3Dexpired").status_code == 200


@pytest.mark.parametrize("path", ["/", "/stories.csv", "/feed.atom", "/profile", "/sign-in", "/api/start"])
def test_a_token_opens_no_page(client: Client, path: str) -> None:
    new = factories.token(factories.user(), now=timezone.now())
    response = client.get(path, headers={"Authorization": f"Bearer {new.written}"})
    assert response.status_code == 403
    assert "/api/v1/" in response.content.decode()


def test_what_a_proxy_sends_along_does_not_close_pages(client: Client) -> None:
    assert client.get("/about", headers={"Authorization": "Basic Zm9vOmJhcg=="}).status_code == 200
