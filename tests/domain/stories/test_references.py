from functools import partial
from pathlib import Path

import pytest

from incidents import yamlwriting
from incidents.domain import vocabulary
from incidents.domain.stories import creation, names
from incidents.stories.vocabulary import Vocabulary
from tests import factories
from tests.threads import at_once


@pytest.mark.django_db
def test_numbers_count_up_within_a_prefix() -> None:
    factories.saved("INC-1")
    factories.saved("OPS-7")
    assert [names.next_ref(prefix=prefix) for prefix in ("INC", "OPS", "KF")] == ["INC-2", "OPS-8", "KF-1"]


@pytest.mark.django_db
def test_a_reference_given_elsewhere_is_not_given_again() -> None:
    factories.saved("KF-71")
    factories.saved("KF-3")
    assert names.next_ref(prefix="KF") == "KF-72"


@pytest.mark.django_db(transaction=True)
def test_of_four_new_stories_at_once_each_gets_a_reference(
    tmp_path: Path, shipped_vocabulary: Vocabulary
) -> None:
    vocabulary.load(shipped=shipped_vocabulary)
    author = factories.user()
    refs: list[str] = []

    def create(slug: str) -> None:
        story = yamlwriting.to_yaml(factories.document(slug=slug)).splitlines(keepends=True)
        path = tmp_path / f"{slug}.yaml"
        path.write_text("".join(line for line in story if not line.startswith("ref:")))
        saved = creation.from_file(path=path, prefix="INC", author=author, reason="", now=factories.NOW)
        refs.append(saved.incident.ref)

    at_once(*(partial(create, slug) for slug in ("one", "two", "three", "four")))
    assert sorted(refs) == ["INC-1", "INC-2", "INC-3", "INC-4"]
