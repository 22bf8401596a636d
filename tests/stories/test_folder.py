from pathlib import Path

import pytest

from incidents.errors import Refused
from incidents.stories.reading import folder
from incidents.stories.vocabulary import Vocabulary
from tests import pictures

STORY = """\
ref: KF-1
slug: a
kind: incident
title: A title
status: draft
evidence:
  - kind: log
    file: a.log
  - kind: manifest
    file: b.yaml
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    (tmp_path / folder.EVIDENCE).mkdir()
    (tmp_path / folder.EVIDENCE / "a.log").write_text("one\ntwo\n\n")
    (tmp_path / folder.EVIDENCE / "b.yaml").write_text("b: 1")
    path = tmp_path / "KF-1.yaml"
    path.write_text(STORY)
    return path


def refused(path: Path, vocabulary: Vocabulary) -> list[tuple[str, int | None, str]]:
    with pytest.raises(Refused) as caught:
        folder.read(path, vocabulary=vocabulary)
    return [(fault.pointer, fault.line, fault.message) for fault in caught.value.faults]


def test_evidence_files_are_included_with_one_line_end(story: Path, shipped_vocabulary: Vocabulary) -> None:
    read = folder.read(story, vocabulary=shipped_vocabulary)

    assert [item.body for item in read.evidence] == ["one\ntwo\n", "b: 1\n"]
    assert [item.file for item in read.evidence] == ["a.log", "b.yaml"]


def test_an_existing_body_wins_over_a_file(story: Path, shipped_vocabulary: Vocabulary) -> None:
    story.write_text(STORY.replace("file: a.log", "file: a.log\n    body: mine"))

    assert folder.read(story, vocabulary=shipped_vocabulary).evidence[0].body == "mine"


def test_every_missing_file_is_named_with_its_line(story: Path, shipped_vocabulary: Vocabulary) -> None:
    story.write_text(STORY.replace("a.log", "lost.log").replace("b.yaml", "gone.yaml"))

    assert refused(story, shipped_vocabulary) == [
        ("/evidence/0/file", 8, "there is no evidence/lost.log beside the story"),
        ("/evidence/1/file", 10, "there is no evidence/gone.yaml beside the story"),
    ]


def test_other_faults_are_reported_together_with_missing_files(
    story: Path, shipped_vocabulary: Vocabulary
) -> None:
    story.write_text(STORY.replace("a.log", "lost.log").replace("draft", "drafted"))

    assert [pointer for pointer, *_ in refused(story, shipped_vocabulary)] == ["/status", "/evidence/0/file"]


def test_faults_between_parts_come_with_missing_files(story: Path, shipped_vocabulary: Vocabulary) -> None:
    text = STORY.replace("a.log", "lost.log") + "impacts: [{effect: cost, leads_to: [s1]}]\n"
    for status in ("draft", "drafted"):
        story.write_text(text.replace("draft", status))
        found = [pointer for pointer, *_ in refused(story, shipped_vocabulary) if pointer != "/status"]
        assert sorted(found) == ["/evidence/0/file", "/impacts/0/leads_to/0"]


@pytest.mark.parametrize(
    ("content", "pointer", "message"),
    [
        (b"\xff", "/evidence/0/file", "evidence/a.log, line 1: byte 0 is not UTF-8"),
        (
            b"one\ntwo\x1b[0m",
            "/evidence/0/file",
            "evidence/a.log, line 2: holds the control character U+001B",
        ),
        (b"x" * 100_001, "/evidence/0/body", "is 100,002 characters long; 100,000 are possible"),
        (b"\n", "/evidence/0/body", "is empty"),
    ],
)
def test_a_file_that_cannot_be_evidence_is_refused(
    content: bytes, pointer: str, message: str, story: Path, shipped_vocabulary: Vocabulary
) -> None:
    (story.parent / folder.EVIDENCE / "a.log").write_bytes(content)

    ((found, _, reported),) = refused(story, shipped_vocabulary)

    assert found == pointer
    assert reported.startswith(message)


def test_a_folder_is_refused_as_evidence(story: Path, shipped_vocabulary: Vocabulary) -> None:
    (story.parent / folder.EVIDENCE / "c.log").mkdir()
    story.write_text(STORY.replace("a.log", "c.log"))

    assert refused(story, shipped_vocabulary) == [("/evidence/0/file", 8, "evidence/c.log: Is a directory")]


@pytest.mark.parametrize("name", ["../KF-1.yaml", "/etc/passwd", "..", "a/b.log", '"a.log\\n"'])
def test_a_file_outside_the_folder_is_never_read(
    name: str, story: Path, shipped_vocabulary: Vocabulary
) -> None:
    story.write_text(STORY.replace("a.log", name))

    ((pointer, line, message),) = refused(story, shipped_vocabulary)

    assert (pointer, line) == ("/evidence/0/file", 8)
    assert "does not have the form" in message


def test_a_link_is_not_followed(story: Path, shipped_vocabulary: Vocabulary) -> None:
    log = story.parent / folder.EVIDENCE / "a.log"
    log.unlink()
    log.symlink_to("/etc/passwd")
    message = "evidence/a.log is a symbolic link, which may lead to any file; put the file itself there"
    assert ("/evidence/0/file", 8, message) in refused(story, shipped_vocabulary)


def test_a_folder_of_evidence_that_is_a_link_is_not_followed(
    story: Path, tmp_path: Path, shipped_vocabulary: Vocabulary
) -> None:
    (tmp_path / folder.EVIDENCE).rename(tmp_path / "elsewhere")
    (tmp_path / folder.EVIDENCE).symlink_to(tmp_path / "elsewhere")
    faults = refused(story, shipped_vocabulary)
    assert [line for _, line, message in faults if "is a symbolic link" in message] == [8, 10]


@pytest.mark.parametrize("name", ["../KF-1.yaml", "/etc/passwd", "..", "inner/../../KF-1.yaml"])
def test_a_name_that_leads_out_of_the_folder_is_refused(
    story: Path, shipped_vocabulary: Vocabulary, name: str
) -> None:
    story.write_text(STORY.replace("a.log", name))
    assert [
        line for pointer, line, _ in refused(story, shipped_vocabulary) if pointer == "/evidence/0/file"
    ] == [8]


PICTURED = STORY.replace(
    "kind: log\n    file: a.log", "kind: graph\n    file: a.png\n    alt_text: Memory climbs"
)


@pytest.fixture
def pictured(story: Path) -> Path:
    story.write_text(PICTURED)
    (story.parent / folder.EVIDENCE / "a.png").write_bytes(pictures.file())
    return story


def test_a_picture_comes_with_the_story_as_it_was_cleaned(
    pictured: Path, shipped_vocabulary: Vocabulary
) -> None:
    written = folder.read_whole(pictured, vocabulary=shipped_vocabulary)
    assert written.pictures == (pictures.clean(),)
    graph, manifest = written.story.evidence
    assert (graph.picture, graph.body, graph.file) == (pictures.clean().picture, None, "a.png")
    assert (manifest.picture, manifest.body) == (None, "b: 1\n")


def test_a_picture_that_is_named_by_its_hash_needs_no_file(
    pictured: Path, shipped_vocabulary: Vocabulary
) -> None:
    picture = pictures.clean("orange").picture
    said = f"picture: {{sha256: {picture.sha256}, media_type: image/png, width: 40, height: 20}}"
    pictured.write_text(PICTURED.replace("file: a.png", f"file: a.png\n    {said}"))
    assert folder.read(pictured, vocabulary=shipped_vocabulary).evidence[0].picture != picture
    (pictured.parent / folder.EVIDENCE / "a.png").unlink()
    written = folder.read_whole(pictured, vocabulary=shipped_vocabulary)
    assert (written.story.evidence[0].picture, written.pictures) == (picture, ())


def test_a_picture_without_a_description_is_refused(pictured: Path, shipped_vocabulary: Vocabulary) -> None:
    pictured.write_text(PICTURED.replace("    alt_text: Memory climbs\n", ""))
    ((pointer, _, message),) = refused(pictured, shipped_vocabulary)
    assert (pointer, message) == (
        "/evidence/0/alt_text",
        "describe the picture for those who cannot see it",
    )


def test_a_picture_that_is_none_is_refused_with_its_line(
    pictured: Path, shipped_vocabulary: Vocabulary
) -> None:
    (pictured.parent / folder.EVIDENCE / "a.png").write_bytes(b"<svg onload='alert(1)'/>")
    message = "evidence/a.png is no PNG, JPEG or WebP picture by its content; save it as one of these"
    assert refused(pictured, shipped_vocabulary) == [("/evidence/0/file", 8, message)]


def test_a_picture_that_is_a_link_is_not_followed(
    pictured: Path, tmp_path: Path, shipped_vocabulary: Vocabulary
) -> None:
    linked = pictured.parent / folder.EVIDENCE / "a.png"
    linked.rename(tmp_path / "secret.png")
    linked.symlink_to(tmp_path / "secret.png")
    ((pointer, line, message),) = refused(pictured, shipped_vocabulary)
    assert (pointer, line) == ("/evidence/0/file", 8)
    assert message.startswith("evidence/a.png is a symbolic link")
