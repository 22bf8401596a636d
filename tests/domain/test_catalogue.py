from pathlib import Path

import pytest

from incidents import yamlwriting
from incidents.domain import catalogue, stories
from incidents.domain.catalogue import LoadResult
from incidents.models import Incident, Revision
from incidents.stories.vocabulary import Vocabulary
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(shipped_vocabulary: Vocabulary) -> Vocabulary:
    return shipped_vocabulary


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "talk"
    folder.mkdir()
    for ref in ("KF-2", "KF-10", "KF-1"):
        (folder / f"{ref}.yaml").write_text(yamlwriting.to_yaml(factories.document(ref)))
    return tmp_path


def load(root: Path, words: Vocabulary) -> list[LoadResult]:
    return list(catalogue.load_stories(paths=catalogue.story_files(root), words=words, now=factories.NOW))


def outcomes(root: Path, words: Vocabulary) -> dict[str, str]:
    return {loaded.name: loaded.outcome for loaded in load(root, words)}


def test_stories_are_loaded_in_the_order_of_their_numbers(root: Path, words: Vocabulary) -> None:
    assert [loaded.name for loaded in load(root, words)] == ["KF-1", "KF-2", "KF-10"]


def test_loading_again_changes_nothing(root: Path, words: Vocabulary) -> None:
    load(root, words)
    assert set(outcomes(root, words).values()) == {"unchanged"}
    assert Revision.objects.count() == 3


def test_a_changed_file_becomes_a_revision(root: Path, words: Vocabulary) -> None:
    load(root, words)
    (root / "talk/KF-2.yaml").write_text(yamlwriting.to_yaml(factories.document("KF-2", title="Sharper")))
    assert outcomes(root, words) == {"KF-1": "unchanged", "KF-2": "updated", "KF-10": "unchanged"}
    assert Incident.objects.get(ref="KF-2").title == "Sharper"


def test_what_a_person_edited_is_left_alone(root: Path, words: Vocabulary) -> None:
    load(root, words)
    ours = factories.document("KF-2", title="Ours")
    stories.save(story=ours, based_on=1, origin="person", author=factories.user(), now=factories.NOW)
    (root / "talk/KF-2.yaml").write_text(yamlwriting.to_yaml(factories.document("KF-2", title="Theirs")))
    assert outcomes(root, words)["KF-2"] == "kept"
    assert Incident.objects.get(ref="KF-2").title == "Ours"


def test_a_refused_file_does_not_keep_the_others_out(root: Path, words: Vocabulary) -> None:
    (root / "talk/KF-1.yaml").write_text("ref: KF-1\ntitle: ''\n")
    results = load(root, words)
    assert [loaded.outcome for loaded in results] == ["refused", "created", "created"]
    assert results[0].problem is not None
    assert (results[0].problem.faults[0].pointer, len(results[0].problem.faults)) == ("", 4)


def test_evidence_stands_in_the_document_itself(root: Path, words: Vocabulary) -> None:
    (root / "talk/evidence").mkdir()
    (root / "talk/evidence/job.yaml").write_text("kind: Job\n")
    text = (root / "talk/KF-1.yaml").read_text() + "evidence:\n- {id: v1, kind: manifest, file: job.yaml}\n"
    (root / "talk/KF-1.yaml").write_text(text)
    load(root, words)
    assert stories.current(ref="KF-1").evidence[0].body == "kind: Job\n"
