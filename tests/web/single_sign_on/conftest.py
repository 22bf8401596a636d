from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from incidents.openid import SingleSignOn
from tests import openid_provider
from tests.openid_provider import Provider

Enter = Callable[..., HttpResponse]


@pytest.fixture
def provider() -> Iterator[Provider]:
    from incidents.domain.single_sign_on import provider as remembered

    remembered.forget()
    with openid_provider.running() as running:
        yield running


@pytest.fixture
def site(provider: Provider, settings: Settings, db: None) -> Callable[..., SingleSignOn]:
    """Registers this site with the provider; with more words, differently."""

    def register(**more: Any) -> SingleSignOn:
        settings.SINGLE_SIGN_ON = SingleSignOn(
            issuer=provider.address,
            client_id=openid_provider.CLIENT,
            client_secret=openid_provider.SECRET,
            name="Harbour Login",
            **more,
        )
        return settings.SINGLE_SIGN_ON

    register()
    return register


@pytest.fixture
def enter(provider: Provider, site: Callable[..., SingleSignOn]) -> Enter:
    """To the provider and back: `enter(browser)`; `more` goes into the query of the answer."""

    def come(browser: Client, query: str = "", **more: str) -> HttpResponse:
        gone = browser.get(f"/sign-in/provider{query}")
        assert gone.status_code == 302, gone.content.decode()
        code, state = provider.code(gone["Location"])
        return browser.get("/sign-in/provider/answer", {"code": code, "state": state, **more})

    return come
