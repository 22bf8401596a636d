"""`soundings check` as a person or a pipeline runs it."""

import io
import json
import sys

import pytest

from incidents import cli

TEXT = "# Notes\n\nThe team forgot the second region.\n"
STORY = """\
ref: KF-1
slug: a
kind: incident
title: A title
status: draft
summary: The root cause was a full disk.
"""


@pytest.fixture
def notes(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text(TEXT)
    return str(path)


def test_findings_come_with_place_reason_and_question(capsys, notes):
    assert cli.run(["check", notes]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{notes}:3:10: What did not happen: “forgot the”\n")
    assert "Ask: What happened instead" in out


def test_only_with_fail_findings_are_the_exit_status(capsys, notes, tmp_path):
    assert cli.run(["check", "--fail", notes]) == 1
    clean = tmp_path / "clean.txt"
    clean.write_text("The pod failed to start.")
    assert cli.run(["check", "--fail", str(clean)]) == 0
    assert capsys.readouterr().out.endswith("Nothing found.\n")


def test_a_story_document_is_checked_by_field(capsys, tmp_path):
    path = tmp_path / "story.yaml"
    path.write_text(STORY)
    assert cli.run(["check", "--format", "json", str(path)]) == 0
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["pointer"], finding["line"], finding["kind"]) == ("/summary", 6, "single_cause")


def test_a_document_that_is_none_is_refused_with_its_line(capsys, tmp_path):
    path = tmp_path / "story.yaml"
    path.write_text(STORY.replace("kind: incident", "kind: party"))
    assert cli.run(["check", str(path)]) == 2
    assert "line 3, /kind" in capsys.readouterr().err


def test_standard_input_is_text(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert cli.run(["check", "-"]) == 0
    assert capsys.readouterr().out.startswith("<stdin>:3:10:")


def test_pipelines_get_sarif_and_annotations(capsys, notes):
    cli.run(["check", "--format", "sarif", notes])
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("counterfactual", "note")
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    cli.run(["check", "--format", "github", notes])
    assert capsys.readouterr().out.startswith("::warning file=")


def test_what_is_too_large_is_refused(capsys, tmp_path):
    path = tmp_path / "large.txt"
    path.write_text("a " * 2**20)
    assert cli.run(["check", str(path)]) == 2
    assert "is larger than 1 MiB" in capsys.readouterr().err
