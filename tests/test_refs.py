"""References of stories and rules, and a story prefix of one's own everywhere it has to work."""

import json
import re

import pytest
from django.test import Client
from pytest_django import Settings

from incidents import cli, refs, yamlwriting
from incidents.domain import vocabulary
from incidents.domain.rules import tools
from incidents.rules import folder, reading, record
from incidents.stories import schema
from incidents.stories.vocabulary import Vocabulary
from tests import factories, rule_factories
from tests.architecture import tree
from tests.factories import NOW

COPY = re.compile(r"\[A-Z\]\[A-Z0-9\]|\[MAS\]|\[1-9\]\[0-9\]\{\{?0,[58]")
STORY_OF_RULE = (record.StoryLink("K8S-1", "detects", "f1"),)


@pytest.mark.parametrize("ref", ["KF-15", "K8S-1", "A1-7", "INC-999999999", "ABCDEFGHIJ-1"])
def test_a_reference_of_a_story(ref: str) -> None:
    assert refs.STORY.fullmatch(ref)


@pytest.mark.parametrize("ref", ["kf-15", "8K-1", "K8S-01", "K8S", "K8S-0", "ABCDEFGHIJK-1", "K8S-1\n", ""])
def test_what_is_no_reference_of_a_story(ref: str) -> None:
    assert not refs.STORY.fullmatch(ref)


def test_an_address_takes_any_case_and_no_letter_that_only_looks_like_one() -> None:
    address = re.compile(refs.in_any_case(refs.STORY_PATTERN))
    assert address.fullmatch("k8s-1")
    assert not address.fullmatch("K8\u017f-1")


def test_the_patterns_are_written_once() -> None:
    python = [path for path in tree.files() if path.endswith(".py")]
    ours = [path for path in python if path.startswith(("incidents/", "kb/")) and "/migrations/" not in path]
    copies = [path for path in ours if COPY.search(tree.text(path))]
    assert copies == ["incidents/refs.py"]


@pytest.fixture
def browser(db: None, settings: Settings, shipped_vocabulary: Vocabulary) -> Client:
    """An instance whose stories are called K8S, with one that has a rule, a check and one that cites it."""
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    settings.STORY_PREFIX = "K8S"
    vocabulary.load(shipped=shipped_vocabulary)
    factories.saved("K8S-1")
    factories.saved("K8S-2", summary="As in K8S-1#f1, and not in UTF-8.")
    for rule in (rule_factories.manifest_rule, rule_factories.alert_rule, rule_factories.signature):
        rule_factories.saved(rule(stories=STORY_OF_RULE))
    check = folder.RecordedCheck("CKV_K8S_15", "K8S-1", "detects")
    tools.replace(tool=folder.ToolFile("checkov", (check,)), now=NOW)
    tools.replace_no_detection(entries=[record.NoDetectionReason("K8S-2", "It is a thought.")], now=NOW)
    return Client()


@pytest.mark.parametrize("path", ["/K8S-1", "/K8S-1.json", "/K8S-1.yaml", "/K8S-1/history", "/rules/M-900"])
def test_pages_of_a_story_with_a_prefix_of_ones_own(browser: Client, path: str) -> None:
    response = browser.get(path, follow=True)
    assert response.status_code == 200
    assert "K8S-1" in response.content.decode()
    assert browser.get(path.replace("K8S", "k8s"), follow=True).status_code == 200


def test_references_in_texts_become_links(browser: Client) -> None:
    page = browser.get("/K8S-2").content.decode()
    assert '<a href="/K8S-1#f1"' in page
    assert 'href="/UTF-8"' not in page


def test_a_prefix_of_ones_own_over_the_api(browser: Client) -> None:
    resolved = browser.get("/api/v1/resolve?tool=checkov&rule=CKV_K8S_15").json()
    linted = browser.post("/api/v1/lint", rule_factories.BAD, content_type="text/plain").json()
    rules = browser.get("/api/v1/rules?story=K8S-1").json()
    assert "K8S-1" in json.dumps(resolved)
    assert "K8S-1" in json.dumps(linted)
    assert {rule["ref"] for rule in rules["results"]} == {"M-900", "A-900", "S-900"}


def test_a_prefix_of_ones_own_on_the_command_line(browser: Client, tmp_path, capsys) -> None:
    exported = tmp_path / "bundle.json"
    exported.write_bytes(browser.get("/api/v1/export/bundle.json").content)
    assert cli.run(["explain", "--bundle", str(exported), "K8S-1"]) == 0
    assert "K8S-1" in capsys.readouterr().out
    assert cli.run(["explain", "--bundle", str(exported), "CKV_K8S_15"]) == 0
    assert "K8S-1" in capsys.readouterr().out


def test_a_prefix_of_ones_own_in_files_and_their_schema() -> None:
    rule = rule_factories.manifest_rule(stories=STORY_OF_RULE)
    assert reading.from_yaml(yamlwriting.to_yaml(rule)) == rule
    assert refs.STORY_PATTERN in json.dumps(schema.story_schema()).replace("\\\\", "\\")
