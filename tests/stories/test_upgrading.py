"""Documents of version 1, which are read for ever."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from incidents.errors import Refused
from incidents.stories import reading
from incidents.stories.document import Occurred, Party, Quantity, Story, Technology
from incidents.stories.vocabulary import Vocabulary

OLD = (Path(__file__).parent / "flood-version-1.yaml").read_text()
HEAD: dict[str, Any] = {"ref": "KF-1", "slug": "a", "kind": "incident", "title": "A title", "status": "draft"}


def upgraded(**fields: Any) -> Story:
    """As stored revisions are read."""
    return reading.trusted(msgspec.json.encode(HEAD | fields))


def test_a_document_of_version_1_says_the_same_in_version_2(
    flood: Story, shipped_vocabulary: Vocabulary
) -> None:
    old = reading.from_yaml(OLD, vocabulary=shipped_vocabulary)

    assert old == msgspec.structs.replace(flood, checks=())
    assert reading.to_json(old).startswith(b'{"schema":2,')


def test_upgrading_is_for_stored_documents_too(flood: Story) -> None:
    stored = reading.to_json(flood)

    assert reading.trusted(stored) == flood
    assert reading.trusted(stored.replace(b'"schema":2,', b"")) == flood


@pytest.mark.parametrize(
    ("old", "name", "new"),
    [
        ({"organisation": "Harbour"}, "organisations", (Party(name="Harbour"),)),
        ({"occurred": {"precision": "unknown"}}, "occurred", Occurred()),
        ({"occurred": {"precision": "month", "start": "2019-05"}}, "occurred", Occurred(start="2019-05")),
        (
            {"occurred": {"precision": "hour", "start": "2019-05-21T19:00Z"}},
            "occurred",
            Occurred(start="2019-05-21T19Z"),
        ),
    ],
)
def test_fields_of_the_head(old: dict[str, Any], name: str, new: object) -> None:
    assert getattr(upgraded(**old), name) == new


def test_parts() -> None:
    story = upgraded(
        impacts=[{"effect": "cost", "quantity": {"value": 3, "unit": "hours"}}, {"effect": "cost"}],
        factors=[
            {
                "dimension": "change",
                "failure_mode": "api_removal",
                "text": "a",
                "versions": [
                    {"product": "Kubernetes kubelet", "introduced": "1.12"},
                    {"product": "Ätcd", "fixed": "3"},
                ],
            }
        ],
        timeline=[{"phase": "start", "text": "a", "precision": "ordered"}],
        sources=[
            {"title": "a", "kind": "other", "published": {"precision": "month", "date": "2019-05"}},
            {"title": "b", "kind": "other", "published": {"precision": "unknown"}},
        ],
        actions=[{"text": "a", "status": "in_progress"}, {"text": "b", "status": "done"}],
    )

    assert [impact.quantities for impact in story.impacts] == [(Quantity(value=3, unit="hours"),), ()]
    assert story.factors[0].technologies == (
        Technology(name="kubernetes-kubelet", affected_from="1.12"),
        Technology(name="atcd", fixed_in="3"),
    )
    assert [(source.id, source.published) for source in story.sources] == [("r1", "2019-05"), ("r2", None)]
    assert [action.status for action in story.actions] == ["open", "done"]


def test_a_name_of_a_product_without_latin_letters_can_be_read() -> None:
    factor = {"dimension": "change", "failure_mode": "api_removal", "text": "a"}
    story = upgraded(factors=[factor | {"versions": [{"product": "数据库"}]}])

    assert story.factors[0].technologies == (Technology(name="other"),)


def test_faults_name_the_fields_and_lines_that_were_written(shipped_vocabulary: Vocabulary) -> None:
    document = (
        "ref: KF-1\nslug: a\nkind: incident\ntitle: A title\nstatus: draft\n"
        "organisation: ''\n"
        "impacts:\n"
        "  - effect: cost\n"
        "    quantity:\n"
        "      value: many\n"
    )

    with pytest.raises(Refused) as caught:
        reading.from_yaml(document, vocabulary=shipped_vocabulary)

    assert [(fault.pointer, fault.line) for fault in caught.value.faults] == [
        ("/organisation", 6),
        ("/impacts/0/quantity/value", 10),
    ]


@pytest.mark.parametrize("version", ["3", "'2'", "true", "0", "null"])
def test_other_versions_are_refused_with_one_sentence(version: str, shipped_vocabulary: Vocabulary) -> None:
    with pytest.raises(Refused) as caught:
        reading.from_yaml(f"schema: {version}\nanything: here\n", vocabulary=shipped_vocabulary)

    (fault,) = caught.value.faults
    assert (fault.pointer, fault.line) == ("/schema", 1)
    assert "documents of schema 1 and 2 are read here" in fault.message


def test_version_2_does_not_take_the_forms_of_version_1(shipped_vocabulary: Vocabulary) -> None:
    with pytest.raises(Refused) as caught:
        reading.from_tree(
            reading.Tree(HEAD | {"schema": 2, "organisation": "Harbour"}), vocabulary=shipped_vocabulary
        )

    assert "did you mean “organisations”?" in caught.value.faults[0].message
