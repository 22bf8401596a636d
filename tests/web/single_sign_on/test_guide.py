"""docs/sign-in.md names what there is."""

import re
from pathlib import Path

from django.core.management import get_commands
from django.urls import reverse

from incidents.web.single_sign_on.wording import WORDINGS
from kb import env

GUIDE = (Path(__file__).parents[3] / "docs" / "sign-in.md").read_text()


def test_its_variables_are_read_and_none_of_the_provider_is_missing():
    named = set(re.findall(r"\bSOUNDINGS_[A-Z_]+\b", GUIDE))
    assert named <= set(env.VARIABLES)
    assert {name for name in env.VARIABLES if name.startswith("SOUNDINGS_OIDC_")} <= named


def test_its_commands_exist():
    named = set(re.findall(r"\./manage\.py (\w+)", GUIDE))
    assert named
    assert named <= set(get_commands())


def test_its_addresses_are_those_of_the_site():
    for name in (
        "single-sign-on-answer",
        "single-sign-on-connect",
        "sessions",
        "tokens",
        "mfa_index",
        "audit",
    ):
        assert reverse(name) in GUIDE


def test_it_explains_every_reason():
    assert set(re.findall(r"^\| `([a-z]+)` \|", GUIDE, re.MULTILINE)) == set(WORDINGS)
