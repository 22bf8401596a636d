"""The limits of the analysis endpoints: size, number and time."""

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from pytest_django import DjangoAssertNumQueries, Settings

from incidents import structs
from incidents.api.v1 import bodies
from incidents.domain import limits
from incidents.models import Allowance
from tests import factories, rule_factories

pytestmark = pytest.mark.django_db

LINT, FIND, BATCH = "/api/v1/lint", "/api/v1/find", "/api/v1/resolve/batch"
TEXT = {"content_type": "text/plain"}


@pytest.fixture(autouse=True)
def catalogue(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    # The first answer of a process compiles the signatures, and would count as several.
    monkeypatch.setattr(limits, "INCLUDED", 60)
    settings.ANALYSIS_RATES = {"anonymous": (2, 60), "signed_in": (3, 60)}
    factories.saved("KF-900")
    rule_factories.saved()


def statuses(client: Client, number: int = 4, path: str = FIND, **more: str) -> list[int]:
    return [client.post(path, "seen", **TEXT, **more).status_code for _ in range(number)]


def test_too_much_is_a_problem_that_says_when_to_ask_again(client: Client) -> None:
    statuses(client)
    response = client.post(LINT, rule_factories.BAD, content_type="application/yaml")
    assert (response.status_code, response["Content-Type"]) == (429, "application/problem+json")
    assert 1 <= int(response["Retry-After"]) <= 30
    assert response["Cache-Control"] == "no-store"
    problem = response.json()
    assert problem["type"].endswith("/api/problems#too-much")
    assert "“Retry-After” says when to ask again" in problem["detail"]


@pytest.mark.parametrize("path", [LINT, FIND, BATCH])
def test_all_that_judge_take_from_one_allowance(client: Client, path: str) -> None:
    assert statuses(client) == [200, 200, 429, 429]
    assert statuses(client, 1, path) == [429]


def test_every_answer_says_what_is_left(client: Client) -> None:
    answers = [client.post(path, "seen", **TEXT) for path in (FIND, BATCH, LINT)]
    assert [answer.status_code for answer in answers] == [200, 400, 429]
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"analysis";q=2;w=60'}
    left = [answer["RateLimit"].partition(";t=")[0] for answer in answers]
    assert left == ['"analysis";r=1', '"analysis";r=0', '"analysis";r=0']


def test_what_is_too_much_is_not_read(client: Client) -> None:
    statuses(client)
    assert client.post(LINT, b"a" * (bodies.MOST + 1), **TEXT).status_code == 429


def test_a_person_has_an_allowance_of_her_own(client: Client) -> None:
    statuses(client)
    client.force_login(factories.user("member"), backend="django.contrib.auth.backends.ModelBackend")
    assert statuses(client) == [200, 200, 200, 429]


def test_a_client_cannot_choose_its_address(client: Client, settings: Settings) -> None:
    told = [statuses(client, 1, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}") for number in range(3)]
    assert told == [[200], [200], [429]]
    settings.TRUST_PROXY = True
    assert statuses(client, HTTP_X_FORWARDED_FOR="192.0.2.9, 198.51.100.1") == [200, 200, 429, 429]
    assert statuses(client, 1, HTTP_X_FORWARDED_FOR="192.0.2.10, 198.51.100.1") == [429]
    assert statuses(client, 1, HTTP_X_FORWARDED_FOR="192.0.2.9, 198.51.100.2") == [200]


def test_asking_what_is_there_is_not_counted(client: Client) -> None:
    for method in (client.get, client.options, client.head):
        method(LINT)
    assert not Allowance.objects.exists()


def test_who_may_not_read_is_not_counted(client: Client, settings: Settings) -> None:
    settings.PUBLIC_READING = False
    assert statuses(client, 3) == [401, 401, 401]


def test_without_a_limit_nothing_is_said_of_it(client: Client, settings: Settings) -> None:
    settings.ANALYSIS_RATES = {"anonymous": None, "signed_in": None}
    assert statuses(client) == [200] * 4
    assert "RateLimit" not in client.post(FIND, "seen", **TEXT)


def test_counting_is_one_statement(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.ANALYSIS_RATES = {"anonymous": (3, 60), "signed_in": None}
    statuses(client, 1)
    # The quota, a story of that name, the state of the index for the rules, and for the words.
    with django_assert_num_queries(4):
        statuses(client, 1)
    statuses(client, 1)
    # The quota.
    with django_assert_num_queries(1):
        assert statuses(client, 1) == [429]


def test_what_is_not_checked_before_the_deadline_is_listed(client: Client, settings: Settings) -> None:
    settings.ANALYSIS_SECONDS = 1e-9
    response = client.post(LINT, rule_factories.BAD, content_type="application/yaml")
    assert response.status_code == 200
    assert response.json()["summary"]["unchecked"] == 1
    assert "the time for one lint run was over" in response.json()["unchecked"][0]["reason"]


def test_faults_of_one_body_are_counted_out(client: Client) -> None:
    fields = ",".join(f'"x{number}": 1' for number in range(5_000))
    problem = client.post(LINT, f"{{{fields}}}", content_type="application/json").json()
    assert len(problem["errors"]) == structs.MAX_FAULTS + 1


@pytest.mark.parametrize("path", [LINT, FIND, BATCH])
def test_the_limit_is_described(path: str) -> None:
    described = SchemaGenerator().get_schema(request=None, public=True)["paths"][path]["post"]["responses"][
        "429"
    ]
    assert "application/problem+json" in described["content"]
    assert described["headers"]["Retry-After"]["schema"] == {"type": "integer"}
