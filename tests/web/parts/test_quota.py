"""Pages for analysis refuse too many requests, and lose nothing of what was typed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from incidents import yamlwriting
from incidents.models import Rule, User
from tests import factories, rule_factories
from tests.page import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def watched(vocabulary, settings: Settings) -> None:
    settings.ANALYSIS_RATES = {"anonymous": (1, 60), "signed_in": (1, 60)}
    factories.saved("KF-900")
    rule_factories.saved()


@pytest.fixture
def editor() -> Client:
    browser = Client()
    person = factories.user("editor", role=User.Role.EDITOR)
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def refused(client: Client, path: str, **fields: object) -> str:
    response: HttpResponse = client.post(path, fields)
    assert response.status_code == 429
    assert int(response["Retry-After"]) >= 1  # more than the rate says, where the first answer took long
    page = response.content.decode()
    assert f"Send it again in {response['Retry-After']} seconds." in page
    return page


def test_a_manifest_stays_in_the_form(client: Client) -> None:
    assert client.post("/lint", {"text": rule_factories.BAD}).status_code == 200
    page = refused(client, "/lint", text="kind: Typed", before="kind: Before", level="low")
    typed = [read(page).values(name) for name in ("text", "before", "level")]
    assert typed == [["kind: Typed"], ["kind: Before"], ["low"]]
    assert "pasted.yaml" not in page


def test_files_have_to_be_chosen_again_and_the_page_says_so(client: Client) -> None:
    client.post("/find", {"text": "seen"})
    page = refused(client, "/lint", chosen=SimpleUploadedFile("a.yaml", rule_factories.BAD.encode()))
    assert "choose them again" in page


def test_what_was_seen_stays_in_the_form(client: Client) -> None:
    assert client.post("/find", {"text": "seen"}).status_code == 200
    page = refused(client, "/find", text="seen once more", addresses="on")
    assert read(page).values("text") == ["seen once more"]
    assert "checked" in page


def test_the_api_and_the_pages_take_from_one_allowance(client: Client) -> None:
    client.post("/api/v1/find", "seen", content_type="text/plain")
    refused(client, "/find", text="seen")


def test_forms_without_anything_to_judge_cost_nothing(client: Client) -> None:
    for _ in range(3):
        assert client.get("/lint").status_code == 200
        assert client.post("/lint", {"text": " "}).status_code == 400
    assert client.post("/lint", {"text": rule_factories.BAD}).status_code == 200


def test_what_is_not_checked_before_the_deadline_is_no_all_clear(client: Client, settings: Settings) -> None:
    settings.ANALYSIS_SECONDS = 1e-9
    page = client.post("/lint", {"text": rule_factories.GOOD}).content.decode()
    assert "This could not be checked" in page
    assert "the time for one lint run was over" in page
    assert "No rule at or above this level fires." not in page


def test_a_rule_that_is_written_stays_in_the_form(editor: Client) -> None:
    editor.post("/find", {"text": "seen"})
    text = yamlwriting.to_yaml(rule_factories.manifest_rule(message="Typed just now."))
    page = refused(editor, "/rules/M-900/edit", text=text, based_on="1", reason="typed reason", save="yes")
    assert "Nothing was saved." in page
    assert "message: Typed just now." in page
    assert "typed reason" in page
    assert Rule.objects.get().revision_number == 1


def test_an_earlier_rule_is_not_restored_for_now(editor: Client) -> None:
    editor.post("/find", {"text": "seen"})
    assert "Nothing was restored" in refused(editor, "/rules/M-900/restore", number="1", based_on="1")
