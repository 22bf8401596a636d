from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from incidents.stories import reading
from incidents.stories.document import Story
from incidents.stories.schema import DIALECT, story_schema
from tests.stories.strategies import VOCABULARY, plain_stories

SCHEMA = story_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_schema_is_valid_and_has_a_title() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$schema"] == DIALECT
    assert SCHEMA["$id"].startswith("urn:")
    assert SCHEMA["title"] == "Story"
    assert "postmortem" not in SCHEMA["description"]


def test_every_vocabulary_it_names_exists() -> None:
    assert set(SCHEMA["x-vocabulary"]) <= set(VOCABULARY.facets)
    assert SCHEMA["$defs"]["Factor"]["properties"]["failure_mode"]["x-vocabulary"] == "failure_mode"


def test_no_default_contradicts_its_own_type() -> None:
    for name, definition in SCHEMA["$defs"].items():
        for field, schema in definition["properties"].items():
            if "default" in schema:
                rooted = {"$defs": SCHEMA["$defs"], **schema}
                assert Draft202012Validator(rooted).is_valid(schema["default"]), f"{name}.{field}"


def test_a_complete_story_is_valid(flood: Story) -> None:
    VALIDATOR.validate(reading.plain(flood))


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(plain_stories())
def test_what_the_reader_accepts_is_valid(value: dict[str, Any]) -> None:
    VALIDATOR.validate(value)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"ref": "kf-1"}, "$.ref"),
        ({"title": ""}, "$.title"),
        ({"title": None}, "$.title"),
        ({"status": "gone"}, "$.status"),
        ({"summary": 1}, "$.summary"),
        ({"colour": "red"}, "$"),
        ({"components": "workload"}, "$.components"),
        ({"takeaways": [{"id": "f1", "text": "a"}]}, "$.takeaways[0].id"),
        ({"takeaways": [{"id": "", "text": "a"}]}, "$.takeaways[0].id"),
        ({"takeaways": [{}]}, "$.takeaways[0]"),
        ({"resolved_at": "21.5.2019"}, "$.resolved_at"),
        (
            {"impacts": [{"effect": "cost", "quantities": [{"value": "3"}]}]},
            "$.impacts[0].quantities[0].value",
        ),
    ],
)
def test_a_faulty_story_is_invalid(fields: dict[str, Any], path: str, flood: Story) -> None:
    with pytest.raises(ValidationError) as caught:
        VALIDATOR.validate(reading.plain(flood) | fields)

    assert caught.value.json_path.startswith(path)
