import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents.feeds import files

LIST = "* [Fog at night - Lock Labs - blog post 2019](https://lock.example/fog)\n    * involved: `fog`\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.md"
    path.write_text(LIST)
    return path


def run(kind: str, place: Path | str, **options: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("read_feed", kind, str(place), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_a_file_is_read_and_nothing_else_happens(file):
    out, err = run("k8s-af", file)
    assert out.splitlines() == [
        "lines 1 to 2: Fog at night | Lock Labs | 2019 | https://lock.example/fog",
        "1 stories, 0 skipped, 0 faults",
    ]
    assert err == ""


def test_json_has_what_was_written_and_what_was_made_of_it(file):
    out, _ = run("k8s-af", file, json=True)
    (story,) = json.loads(out)["stories"]
    assert (story["terms_raw"], story["terms"]) == (["`fog`"], ["fog"])
    assert story["title_raw"] == "Fog at night - Lock Labs - blog post 2019"
    assert story["locator"] == {"first": 1, "last": 2, "file": None}


def test_faults_are_told_with_their_line_and_by_the_exit_status(file):
    file.write_text(f"{LIST}* Nobody knows where\n")
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("read_feed", "k8s-af", str(file), stdout=out, stderr=err)
    assert left.value.code == 1
    assert f"{file}:3: has no address, so it is left out: Nobody knows where" in err.getvalue()
    assert "1 stories, 0 skipped, 1 faults" in out.getvalue()


def test_a_folder_is_read_without_its_links(tmp_path):
    story = "---\nuuid: '{}'\nurl: https://lock.example/{}\ntitle: Fog {}\n---\n"
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / "1.md").write_text(story.format(1, 1, 1))
    (tmp_path / "2.md").write_text(story.format(2, 2, 2))
    (tmp_path / "feed" / "2.md").symlink_to(tmp_path / "2.md")
    out, _ = run("front-matter", tmp_path / "feed")
    assert out.splitlines() == [
        "1.md, lines 1 to 5: Fog 1 | https://lock.example/1",
        "1 stories, 0 skipped, 0 faults",
    ]


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("/nowhere/list.md", "No such file or directory"),
        ("http://127.0.0.1:1/list.md", "feeds are fetched from the public internet"),
        ("http://169.254.169.254/latest/meta-data/", "the local link"),
        ("file:///etc/passwd", "has to begin with http:// or https://"),
    ],
)
def test_what_cannot_be_read_says_why(place, says):
    with pytest.raises(CommandError, match=says) as refused:
        run("k8s-af", place)
    assert refused.value.returncode == 2


def test_a_list_without_stories_fails(file):
    file.write_text("# Moved\n\nThe list has moved to [its new home](https://new.example/).\n")
    with pytest.raises(CommandError, match="no story was found") as refused:
        run("k8s-af", file)
    assert refused.value.returncode == 2


def test_a_file_that_is_too_large_is_not_read(file, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    with pytest.raises(CommandError, match="is larger than"):
        run("k8s-af", file)
    with pytest.raises(CommandError, match="has more than"):
        run("front-matter", file.parent)
