from hypothesis import HealthCheck, given, settings

from incidents import yamlwriting
from incidents.stories import reading
from incidents.stories.document import Evidence, Story
from incidents.stories.vocabulary import Vocabulary
from tests.stories.strategies import VOCABULARY, stories, texts

MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@MANY
@given(stories())
def test_yaml_and_json_are_lossless(story: Story) -> None:
    written = yamlwriting.to_yaml(story)

    from_yaml = reading.from_yaml(written, vocabulary=VOCABULARY)
    from_json = reading.from_json(reading.to_json(from_yaml), vocabulary=VOCABULARY)

    assert from_yaml == story
    assert from_json == story
    assert yamlwriting.to_yaml(from_json) == written


@MANY
@given(stories())
def test_equal_documents_have_equal_bytes(story: Story) -> None:
    once = reading.from_json(reading.to_json(story), vocabulary=VOCABULARY)
    again = reading.from_yaml(yamlwriting.to_yaml(story), vocabulary=VOCABULARY)

    assert reading.to_json(once) == reading.to_json(again)


@settings(max_examples=300, deadline=None)
@given(texts())
def test_every_text_round_trips_through_yaml(text: str) -> None:
    story = Story(
        ref="KF-1",
        slug="a",
        kind="incident",
        title="A title",
        status="draft",
        evidence=(Evidence(kind="log", file="a.log", body=text),),
        body=text,
    )

    assert reading.from_yaml(yamlwriting.to_yaml(story), vocabulary=VOCABULARY) == story


def test_fields_with_default_values_are_omitted(shipped_vocabulary: Vocabulary) -> None:
    head = '{"ref": "KF-1", "slug": "a", "kind": "incident", "title": "A title", "status": "draft"'
    defaults = ', "language": "en", "environment": "unknown", "occurred": {}'

    lean = reading.from_json(head + "}", vocabulary=shipped_vocabulary)
    explicit = reading.from_json(head + defaults + "}", vocabulary=shipped_vocabulary)

    assert reading.to_json(explicit) == reading.to_json(lean)
