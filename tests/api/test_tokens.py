"""Tokens over the API: who is let in, with what, and where."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from pytest_django import Settings
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from incidents.api.permissions import scope_of
from incidents.domain.people import NewToken, tokens
from incidents.models import User
from incidents.web.parts.token_pages import OFFERED
from tests import cast, factories
from tests.architecture.test_urls import routes
from tests.web.statements import counted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_cast")]

BACKEND = "django.contrib.auth.backends.ModelBackend"
STORY = "/api/v1/stories/KF-5"
EVERYWHERE = (
    *("", "stories", "stories?q=pods", "stories/KF-5", "stories/KF-5.yaml", "stories/KF-5/revisions"),
    *("stories/KF-5/revisions/1", "terms", "rules", "rules/M-5", "rules/M-5.yaml", "find?q=pods"),
    *("resolve?tool=harbour-lint&rule=harbour-check", "export/bundle.json", "export/prometheus.yaml"),
    *("schema", "schema/story.json", "schema/rule.json", "schema/configuration.json"),
)


def of(name: str, *scopes: str, **how: Any) -> NewToken:
    return factories.token(User.objects.get(username=name), *scopes, **{"now": timezone.now(), **how})


def sent(written: str) -> dict[str, Any]:
    return {"headers": {"Authorization": f"Bearer {written}"}}


def views() -> Iterator[tuple[str, type[APIView]]]:
    """Every view of the API, by the name of its URL."""

    def patterns(resolver: Any, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield f"{namespace}{entry.name}", entry
            else:
                yield from patterns(entry, f"{entry.namespace}:" if entry.namespace else namespace)

    for name, pattern in patterns(get_resolver()):
        view = getattr(pattern.callback, "cls", None) or getattr(pattern.callback, "view_class", None)
        if isinstance(view, type) and issubclass(view, APIView):
            yield name, view


def test_every_endpoint_asks_in_one_place() -> None:
    found = dict(views())
    assert {name for _, name in routes(get_resolver()) if name and name.startswith("api-v1:")} <= set(found)
    own = [
        name
        for name, view in found.items()
        if view.authentication_classes != api_settings.DEFAULT_AUTHENTICATION_CLASSES
        or view.permission_classes != api_settings.DEFAULT_PERMISSION_CLASSES
    ]
    assert not own


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("public", [True, False])
def test_who_sends_a_good_token_reads(client: Client, settings: Settings, path: str, *, public: bool) -> None:
    settings.PUBLIC_READING = public
    response = client.get(f"/api/v1/{path}", **sent(of("team_mate").written))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert "Authorization" in response["Vary"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_a_token_that_is_none_opens_nothing(client: Client, path: str) -> None:
    response = client.get(f"/api/v1/{path}", **sent("sdg_0123456789abcdef_" + "0" * 64))
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")
    assert response["WWW-Authenticate"] == "Bearer"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", [name for name in cast.SEEN if name != "anonymous"])
def test_a_token_sees_what_its_owner_sees(client: Client, name: str) -> None:
    good = sent(of(name).written)
    statuses = {ref: client.get(f"/api/v1/stories/{ref}", **good).status_code for ref in cast.STORIES}
    assert statuses == {ref: 200 if ref in cast.SEEN[name] else 404 for ref in cast.STORIES}
    found = client.get("/api/v1/stories", **good).json()["results"]
    assert {row["ref"] for row in found} == cast.SEEN[name] & cast.PUBLISHED


def test_every_bad_token_gets_the_same_answer(client: Client) -> None:
    now = timezone.now()
    revoked, closed = of("named", seed=1), of("stranger", seed=2)
    expired = of("named", seed=3, now=now - timedelta(days=2), days=1)
    tokens.revoke(token=revoked.token, actor=None, now=now)
    User.objects.filter(username="stranger").update(is_active=False)
    unknown = "sdg_0123456789abcdef_" + "0" * 64
    answers = [
        client.get(STORY, **sent(written))
        for written in (unknown, revoked.written, closed.written, expired.written)
    ]
    assert [answer.status_code for answer in answers] == [401] * 4
    assert len({answer.content for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1


def test_the_next_request_after_revoking_is_refused(client: Client) -> None:
    new = of("team_mate")
    assert client.get(STORY, **sent(new.written)).status_code == 200
    tokens.revoke(token=new.token, actor=None, now=timezone.now())
    assert client.get(STORY, **sent(new.written)).status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        *("", " ", "Bearer", "Bearer ", "{token}", "Token {token}", "Basic {token}", "Bearer\t{token}"),
        *("Bearer {token} {token}", "Bearer {token},Bearer {token}", "Bearer token={token}", "Bearer é"),
        *("Bearer \x00", "Bearer " + "0" * 100_000, "Bearer {token}é", "Basic Zm9vOmJhcg==", "Bearer {cut}"),
        *("Digest username=x", "Bearer Bearer {token}", "Bearer\xa0{token}", "Bearer {token}\n"),
    ],
)
def test_a_header_that_is_none(client: Client, header: str) -> None:
    new = of("team_mate")
    written = header.replace("{token}", new.written).replace("{cut}", new.written.replace("_", " "))
    response = client.get(STORY, HTTP_AUTHORIZATION=written)
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("header", ["bearer {}", "BEARER {}", "Bearer   {}", " Bearer {} "])
def test_a_header_as_http_allows_it(client: Client, header: str) -> None:
    assert client.get(STORY, HTTP_AUTHORIZATION=header.format(of("team_mate").written)).status_code == 200


def test_a_bad_token_is_refused_however_good_the_session_is(client: Client) -> None:
    client.force_login(User.objects.get(username="team_mate"), backend=BACKEND)
    assert client.get(STORY).status_code == 200
    assert client.get(STORY, **sent("sdg_0")).status_code == 401


def test_a_token_without_the_scope(client: Client) -> None:
    good = sent(of("team_mate", "report", "write").written)
    for response in (client.get(STORY, **good), client.post("/api/v1/lint", b"x", "text/plain", **good)):
        assert response.status_code == 403
        assert response["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="read"'
        problem = response.json()
        assert problem["type"].endswith("#scope-missing")
        assert problem["detail"] == "This takes a token with the scope “read”; yours has: report, write."


@pytest.mark.parametrize(("scope", "asked"), [(None, "write"), ("report", "report"), ("admin", "admin")])
def test_what_changes_something_says_which_scope_it_needs(scope: str | None, asked: str) -> None:
    def post(view: APIView, request: Request) -> HttpResponse:
        return HttpResponse("done")

    changing = type("Changing", (APIView,), {"post": post} | ({"scope": scope} if scope else {}))
    admin = factories.user("ada", role="administrator")
    good = factories.token(admin, asked, now=timezone.now())
    others = factories.token(
        admin, *({"read", "write", "report", "admin"} - {asked}), now=timezone.now(), seed=2
    )
    view = changing.as_view()
    statuses = [
        view(RequestFactory().post("/api/v1/x", HTTP_AUTHORIZATION=f"Bearer {token.written}")).status_code
        for token in (good, others)
    ]
    assert statuses == [200, 403]


def test_the_page_of_tokens_offers_the_scopes_that_something_asks_for() -> None:
    asked = {
        scope_of(view, method)
        for _, view in views()
        for method in map(str.upper, view.http_method_names)
        if hasattr(view, method.lower()) and method != "OPTIONS"
    }
    assert set(OFFERED) == asked


def test_an_analysis_takes_from_the_allowance_of_the_owner(client: Client, settings: Settings) -> None:
    settings.ANALYSIS_RATES = {"anonymous": (1, 3_600), "signed_in": (3, 3_600)}
    one, two = of("named", seed=1), of("named", seed=2)
    statuses = [
        client.post("/api/v1/find", "pods", "text/plain", **sent(token.written)).status_code
        for token in (one, two, one, two)
    ]
    assert statuses == [200, 200, 200, 429]


def test_guessing_is_limited(client: Client, settings: Settings) -> None:
    settings.TOKEN_RATE = (2, 60)
    statuses = [client.get(STORY, **sent(f"sdg_{number}")).status_code for number in range(4)]
    assert statuses == [401, 401, 429, 429]
    assert client.get(STORY, **sent("sdg_0"))["Retry-After"] == "30"
    assert client.get("/api/v1/stories/KF-1").status_code == 200


def test_a_read_by_token_asks_one_statement_more(client: Client) -> None:
    good = sent(of("team_mate").written)
    client.get("/api/v1/stories/KF-1", **good)
    client.get("/api/v1/stories/KF-1")
    with counted() as plain:
        client.get("/api/v1/stories/KF-1")
    with counted() as by_token:
        client.get("/api/v1/stories/KF-1", **good)
    # The token with its owner.
    assert len(by_token) == len(plain) + 1


def test_a_copy_of_the_owner_stands_by_token_too(client: Client) -> None:
    good = {"Authorization": f"Bearer {of('team_mate').written}"}
    etag = client.get(STORY, headers=good)["ETag"]
    assert client.get(STORY, headers={**good, "If-None-Match": etag}).status_code == 304
    assert client.get(STORY, headers={"If-None-Match": etag}).status_code == 404


def test_what_everybody_may_read_varies_by_the_token(client: Client) -> None:
    response = client.get("/api/v1/stories/KF-1")
    assert response["Cache-Control"].startswith("public")
    assert "Authorization" in response["Vary"]
