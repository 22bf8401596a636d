from datetime import timedelta
from typing import Any

import pytest

from incidents.models import AccessToken
from tests import factories
from tests.factories import NOW
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


def token(**fields: Any) -> AccessToken:
    owner = factories.user(f"robin-{AccessToken.objects.count()}")
    given: dict[str, Any] = {
        "name": "Pipeline",
        "prefix": "sdg_0123456789abcdef",
        "digest": "0" * 64,
        "scopes": ["read"],
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=1),
    }
    return AccessToken.objects.create(owner=owner, created_by=owner, **given | fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("token_has_a_name", {"name": " "}),
        ("token_prefix_is_plain", {"prefix": "sdg_0123456789ABCDEF"}),
        ("token_prefix_is_plain", {"prefix": "sdg_0123"}),
        ("token_digest_is_one", {"digest": ""}),
        ("token_scopes_are_known", {"scopes": []}),
        ("token_scopes_are_known", {"scopes": ["read", "everything"]}),
        ("token_expires_later", {"expires_at": NOW}),
    ],
)
def test_what_is_no_token(constraint: str, fields: dict[str, Any]) -> None:
    with refused_by(constraint):
        token(**fields)


def test_a_prefix_names_one_token() -> None:
    token()
    with refused_by("incidents_accesstoken_prefix_key"):
        token()
