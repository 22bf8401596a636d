"""The examples of the description, against what the operations answer."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from django.test import Client

from incidents.api.v1.examples.described import successful
from incidents.api.v1.examples.requests import ANSWERS, OF_OPERATIONS, ROOT, RequestExample
from incidents.domain import catalogue, rules, stories
from incidents.domain.notifications import kinds, notify
from incidents.domain.rules import tools
from incidents.models import Incident
from incidents.rules import folder as rule_folder
from incidents.rules.proof.result import Proof
from incidents.stories.reading import folder
from tests import factories

FIXTURES = Path(__file__).parents[3] / "fixtures"
AS_JSON = [name for name, example in OF_OPERATIONS.items() if example.answer.endswith(".json")]
ACTION = f"{ROOT}/stories/KF-15/actions/1"
RULES_OF = ("KF-15", "KF-16", "KF-23", "KF-40")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]


@pytest.fixture(scope="module")
def shipped(written_once: Callable[[Callable[[], None]], None]) -> None:
    """The stories that ship, and the rules that watch for those that the examples name."""
    written_once(_load)


def _load() -> None:
    words = catalogue.load_terms(path=FIXTURES / "terms.yaml")
    for path in catalogue.story_files(FIXTURES / "stories"):
        story = folder.read(path, vocabulary=words)
        stories.save(story=story, based_on=None, origin="catalogue", now=factories.NOW)
    read = rule_folder.read(FIXTURES / "rules")
    for rule in read.rules:
        if links := tuple(link for link in rule.stories if link.ref in RULES_OF):
            shown = msgspec.structs.replace(rule, stories=links, replaced_by=None)
            rules.save(rule=shown, proof=Proof(), based_on=None, origin="catalogue", now=factories.NOW)
    check = rule_folder.RecordedCheck("CKV_K8S_15", "KF-40", "contradicts", note="It demands what broke.")
    tools.replace(tool=rule_folder.ToolFile("checkov", (check,), title="checkov"), now=factories.NOW)


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    from incidents.api.v1.views import descriptions

    return descriptions.described()


def _browser(example: RequestExample) -> Client:
    """Of somebody who is told something, where that is what is asked for."""
    browser = Client()
    if example.of_ones_own:
        robin = factories.user(role="editor")
        factories.action(Incident.objects.get(ref="KF-15"), robin)
        factories.sighting(Incident.objects.get(ref="KF-15"), robin)
        notify(kinds.TEAM_JOINED, to=[robin], at=factories.NOW, team="Harbour")
        browser.force_login(robin, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def sent(example: RequestExample) -> bytes:
    path = f"{ROOT}{example.path}"
    browser = _browser(example)
    held = {"If-Match": browser.get(ACTION)["ETag"]} if example.is_conditional else {}
    response = browser.generic(
        example.method, path, example.body, content_type=example.content_type, headers=held
    )
    assert response.status_code in {200, 201, 202}, response.content
    return b"".join(response) if response.streaming else response.content


def fits(example: Any, answer: Any) -> bool:
    """Whether the answer has all that the example shows: fields, and values of the same kind."""
    if isinstance(example, dict):
        return isinstance(answer, dict) and all(
            key in answer and fits(value, answer[key]) for key, value in example.items()
        )
    if isinstance(example, list):
        return isinstance(answer, list) and all(any(fits(one, other) for other in answer) for one in example)
    return example is None or answer is None or isinstance(answer, type(example))


def operations(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    every = (operation for path in description["paths"].values() for operation in path.values())
    return {operation["operationId"]: operation for operation in every}


@pytest.mark.parametrize("name", AS_JSON)
def test_what_is_answered_has_what_its_example_shows(name: str) -> None:
    example = OF_OPERATIONS[name]
    shown = json.loads((ANSWERS / example.answer).read_text())
    assert fits(shown, json.loads(sent(example)))


@pytest.mark.parametrize("name", ["story_as", "rule_as", "export"])
def test_a_text_begins_as_its_example(name: str) -> None:
    example = OF_OPERATIONS[name]
    first = example.answered("http://testserver").splitlines()[0]
    assert sent(example).decode().splitlines()[0] == first


def test_every_operation_has_a_summary_and_examples(description: dict[str, Any]) -> None:
    found = operations(description)
    assert set(found) == set(OF_OPERATIONS)
    for name, operation in found.items():
        assert operation["summary"], name
        contents = [successful(operation["responses"])["content"]]
        contents += [operation["requestBody"]["content"]] if "requestBody" in operation else []
        for content in contents:
            assert any("examples" in one for one in content.values()), name


@pytest.mark.parametrize("name", AS_JSON)
def test_an_example_has_the_shape_that_is_described(description: dict[str, Any], name: str) -> None:
    content = successful(operations(description)[name]["responses"])["content"]["application/json"]
    schema = content["schema"] | {"components": description["components"]}
    for example in content["examples"].values():
        jsonschema.validate(example["value"], schema)


def test_the_description_names_its_server_and_asks_for_a_token_where_it_takes_one(
    description: dict[str, Any],
) -> None:
    assert [server["url"] for server in description["servers"]]
    for name, operation in operations(description).items():
        assert ({} in operation["security"]) != OF_OPERATIONS[name].of_ones_own, name


@pytest.mark.parametrize("name", OF_OPERATIONS)
def test_a_command_sends_a_token_where_it_takes_one(name: str) -> None:
    command = OF_OPERATIONS[name].curl("https://soundings.example.org")
    assert command.startswith("curl ")
    assert "csrf" not in command.lower()
    assert ("SOUNDINGS_TOKEN" in command) == OF_OPERATIONS[name].of_ones_own
