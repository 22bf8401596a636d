"""Secrets that are kept encrypted, and what becomes of them when the key of the site changes."""

from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from pytest_django import Settings

from incidents.domain.people import factors, sealing
from tests import factories

SECRET, SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "0f" * 20
NEW_KEY = "another-key-of-the-site-" * 3


def test_what_is_sealed_does_not_tell() -> None:
    sealed = sealing.seal(SECRET)
    assert SECRET not in sealed
    assert sealed != sealing.seal(SECRET)
    assert sealing.unseal(sealed) == SECRET


def test_an_earlier_key_still_opens(settings: Settings) -> None:
    sealed, old = sealing.seal(SECRET), settings.SECRET_KEY
    settings.SECRET_KEY = NEW_KEY
    with pytest.raises(ValueError, match="No key of this site"):
        sealing.unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [old]
    anew = sealing.sealed_anew(sealed)
    settings.SECRET_KEY_FALLBACKS = []
    assert sealing.unseal(anew) == SECRET
    assert sealing.sealed_anew(anew) == anew


def factor(kind: str, data: dict[str, Any], name: str) -> Authenticator:
    return Authenticator.objects.create(user=factories.user(name), type=kind, data=data)


@pytest.mark.django_db
def test_factors_are_sealed_anew(settings: Settings) -> None:
    app = factor("totp", {"secret": sealing.seal(SECRET)}, "one")
    codes = factor("recovery_codes", {"seed": sealing.seal(SEED), "used_mask": 5}, "two")
    lost = factor("totp", {"secret": "gAAAA-sealed-by-nobody"}, "three")
    key = factor("webauthn", {"name": "Phone", "credential": {}}, "four")
    assert factors.seal_anew() == 0
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW_KEY, [settings.SECRET_KEY]
    assert factors.seal_anew() == 2
    settings.SECRET_KEY_FALLBACKS = []
    for row in (app, codes, lost, key):
        row.refresh_from_db()
    assert sealing.unseal(app.data["secret"]) == SECRET
    assert (sealing.unseal(codes.data["seed"]), codes.data["used_mask"]) == (SEED, 5)
    assert lost.data == {"secret": "gAAAA-sealed-by-nobody"}
    assert key.data == {"name": "Phone", "credential": {}}


@pytest.mark.django_db
def test_factors_of_before_are_sealed_by_the_migration() -> None:
    app = factor("totp", {"secret": SECRET}, "one")
    codes = factor("recovery_codes", {"seed": SEED, "used_mask": 5}, "two")
    migration = import_module("incidents.migrations.0026_secrets_of_factors_are_sealed")
    for _ in range(2):  # again: it finds nothing to do
        migration.seal(apps, None)
    app.refresh_from_db()
    codes.refresh_from_db()
    assert sealing.unseal(app.data["secret"]) == SECRET
    assert (sealing.unseal(codes.data["seed"]), codes.data["used_mask"]) == (SEED, 5)
    migration.unseal(apps, None)
    app.refresh_from_db()
    assert app.data == {"secret": SECRET}
