"""The closest stories of a bundle, without a database."""

from pathlib import Path

import msgspec
import pytest

from incidents.answering import memory
from incidents.rules.bundle import AnalysedTexts, Bundle, StoryDigest
from tests import rule_factories

TITLES = ("A lighthouse went dark", "Runs pile up", "The harbour is full", "A pier burns", "Ropes are cut")
BUNDLE = Bundle(
    "https://soundings.example.org",
    signatures=(rule_factories.signature(),),
    stories=tuple(
        StoryDigest(f"KF-{900 + number}", title, "Seen by night.", parts={"s1": f"{title} in fog"})
        for number, title in enumerate(TITLES)
    ),
)


def refs(bundle: Bundle, text: str, folder: Path | None = None) -> list[str]:
    return [story.ref for story in memory.closest_of(bundle, folder)(text).stories]


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("why is the lighthouse dark", "KF-900"),
        ("pile up", "KF-901"),
        ("Cannot determine: too many missed start time", "KF-900"),
        ("KF-903 pier", "KF-903"),
    ],
)
def test_words_lead_to_a_story(text: str, ref: str) -> None:
    assert refs(BUNDLE, text)[:1] == [ref]


def test_an_excerpt_has_the_words_marked() -> None:
    (story, *_) = memory.closest_of(BUNDLE)("lighthouse in fog").stories
    assert "lighthouse" in [piece.text.lower() for piece in story.excerpt if piece.marked]


def test_an_index_in_a_folder_answers_alike_and_is_only_read(tmp_path: Path) -> None:
    memory.write(BUNDLE, tmp_path / "index")
    before = {file.name: file.stat().st_mtime_ns for file in (tmp_path / "index").iterdir()}
    for text in ("lighthouse dark", "the harbour burns", "nothing of it"):
        assert refs(BUNDLE, text, tmp_path / "index") == refs(BUNDLE, text)
    assert {file.name: file.stat().st_mtime_ns for file in (tmp_path / "index").iterdir()} == before


def test_where_the_library_may_not_lock_it_opens_a_copy(tmp_path: Path) -> None:
    memory.write(BUNDLE, tmp_path / "index")
    lock = tmp_path / "index/.tantivy-meta.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    # Only the folder has the words.
    wordless = [msgspec.structs.replace(story, title="", parts={}) for story in BUNDLE.stories]
    bundle = Bundle(BUNDLE.address, stories=tuple(wordless))
    assert refs(bundle, "lighthouse dark") == []
    assert refs(bundle, "lighthouse dark", tmp_path / "index") == ["KF-900"]


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00 noise"])
def test_a_folder_that_cannot_be_read_is_done_without(tmp_path: Path, content: bytes) -> None:
    memory.write(BUNDLE, tmp_path / "index")
    (tmp_path / "index/meta.json").write_bytes(content)
    assert refs(BUNDLE, "lighthouse dark", tmp_path / "index") == ["KF-900"]
    assert refs(BUNDLE, "lighthouse dark", tmp_path / "missing") == ["KF-900"]


def test_texts_that_another_version_has_analysed_are_analysed_again() -> None:
    words = {f"KF-{900 + number}": {"names": "elsewhere", "every": "elsewhere"} for number in range(5)}
    other = Bundle(BUNDLE.address, stories=BUNDLE.stories, analysed=AnalysedTexts(-1, words))
    assert refs(other, "lighthouse dark") == ["KF-900"]


@pytest.mark.parametrize("text", ["", "-", '"', "OR", "\x00", "\ud800", "1 2 3", "the of and", "(a+)+$"])
def test_odd_words_find_nothing(text: str) -> None:
    assert refs(BUNDLE, text) == []
