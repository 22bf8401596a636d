"""Requests made from the OpenAPI description, good and bad, and every answer held against it."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from incidents.domain import stories
from incidents.domain.rules import tools
from incidents.rules import folder
from incidents.stories.vocabulary import Vocabulary
from tests import factories, rule_factories

pytest_plugins = ["schemathesis.pytest.plugin"]
pytestmark = pytest.mark.django_db

CONFIG = SchemathesisConfig.from_dict(
    {
        "seed": 29,
        "suppress-health-check": ["all"],
        "generation": {
            "max-examples": int(os.environ.get("API_EXAMPLES", "5")),
            "deterministic": True,
            "no-shrink": True,
        },
        # What is written for a cluster is a stream of documents, and the check reads one.
        "operations": [
            {
                "include-name": "GET /api/v1/export/{name}",
                "checks": {"response_schema_conformance": {"enabled": False}},
            },
            # A case is sent with a good session, whatever else of that kind it would send.
            {
                "include-name": "GET /api/v1/news",
                "checks": {"ignored_auth": {"enabled": False}},
            },
            {
                "include-name": "GET /api/v1/actions",
                "checks": {"ignored_auth": {"enabled": False}},
            },
            {
                "include-name": "GET /api/v1/stories/{ref}/actions/{number}",
                "checks": {"ignored_auth": {"enabled": False}},
            },
            {
                "include-name": "GET /api/v1/stories/{ref}/sightings",
                "checks": {"ignored_auth": {"enabled": False}},
            },
        ],
    }
)
CURSOR = "given out with a page"
"""One of these belongs to the order of its list: the tests of lists follow them."""
KNOWN = {
    "cursor": [CURSOR],
    "component": ["network/dns", "workload", "service/harbour", "unknown"],
    "failure_mode": ["hang", "memory_exhaustion"],
    "effect": ["cost", "unknown"],
    "trigger": ["unknown"],
    "environment": ["production", "unknown"],
    "scope": ["end_users", "-unknown"],
    "detection": ["alert", "unknown"],
    "organisation": ["harbour", "unknown"],
    "facet": ["kind", "component"],
    "tool": ["checkov", "SOUNDINGS"],
    "story-name": ["KF-1", "kf-1", "story-kf-1", "KF-2", "KF-3", "KF-4", "KF-77"],
    "story-ref": ["KF-1", "kf-1", "KF-2", "KF-3", "KF-4", "KF-77"],
    "rule-ref": ["M-900", "a-900", "S-900", "M-77"],
}
"""By the `format` of a string: what only the data knows, and what it does not."""
for name, values in KNOWN.items():
    schemathesis.openapi.format(name, st.sampled_from(values))

api = schemathesis.openapi.from_wsgi("/api/v1/schema", WSGIHandler(), config=CONFIG)


@pytest.fixture(autouse=True)
def open_connection() -> Iterator[None]:
    """A request closes no connection, as with Django's own client: it holds the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def editor(vocabulary: Vocabulary) -> dict[str, str]:
    """The cookies of somebody who is signed in, where stories, rules and checks are."""
    person = factories.user("editor", role="editor")
    factories.saved("KF-1", organisation="Harbour", components=("network/dns", "service/harbour"))
    factories.saved("KF-2", organisation="Harbour")
    factories.saved("KF-3")
    factories.saved("KF-4", visibility="organisation")
    stories.withdraw(ref="KF-2", based_on=1, author=person, reason="Not ours.", now=factories.NOW)
    stories.merge(ref="KF-3", into="KF-1", based_on=1, author=person, reason="One.", now=factories.NOW)
    factories.changed(
        "KF-1", organisation="Harbour", title="Twice told", now=factories.NOW + timedelta(hours=1)
    )
    link = rule_factories.StoryLink("KF-1", "detects", "f1")
    for rule in (rule_factories.manifest_rule, rule_factories.alert_rule, rule_factories.signature):
        rule_factories.saved(rule(stories=(link,)))
    tools.replace(
        tool=folder.ToolFile("checkov", (folder.RecordedCheck("CKV_1", "KF-1", "detects"),)),
        now=factories.NOW,
    )
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return {name: cookie.value for name, cookie in client.cookies.items()}


@api.parametrize()
def test_every_operation_does_what_is_described(case: Case, editor: dict[str, str]) -> None:
    if case.query.get("cursor") == CURSOR:
        del case.query["cursor"]
    case.call_and_validate()
    case.call_and_validate(cookies=editor)
