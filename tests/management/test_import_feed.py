from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents.models import AuditEntry, Candidate, Feed, FeedEntry, FeedRun

pytestmark = pytest.mark.django_db
FOG = "* [Fog at night - Lock Labs - blog post 2019](https://lock.example/fog)\n    * involved: `fog`\n"
MAST = "* [A mast came down - Quay Works - blog post 2018](https://quay.example/mast)\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.md"
    path.write_text(FOG)
    return path


def run(kind: str, place: Path | str, **options: object) -> str:
    out = StringIO()
    call_command("import_feed", kind, str(place), stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_a_file_is_imported_and_reported(file):
    assert run("k8s-af", file).splitlines() == [
        "created: lines 1 to 2 | Fog at night",
        "run 1 of k8s-af from files is done: 1 created",
    ]
    assert run("k8s-af", file) == "run 2 of k8s-af from files is done: 1 unchanged\n"
    assert AuditEntry.objects.get().action == "feed.added"


def test_files_of_one_kind_are_states_of_one_feed(file, tmp_path):
    run("k8s-af", file)
    later = tmp_path / "later.md"
    later.write_text(MAST + FOG.replace("night", "noon"))
    assert run("k8s-af", later).splitlines() == [
        "created: line 1 | A mast came down",
        "updated: lines 2 to 3 | Fog at noon | (title, title_raw)",
        "run 2 of k8s-af from files is done: 1 created, 1 updated",
    ]
    assert Feed.objects.count() == 1


def test_another_list_halts_until_it_is_named(file, tmp_path):
    run("k8s-af", file)
    other = tmp_path / "other.md"
    other.write_text(MAST)
    with pytest.raises(CommandError, match=r"more than a fifth.*name it with --feed") as halted:
        run("k8s-af", other)
    assert halted.value.returncode == 2
    assert FeedEntry.objects.count() == 1
    assert "run 1 of Boats is done: 1 created" in run("k8s-af", other, feed="Boats")
    assert Candidate.objects.count() == 2


def test_a_dry_run_says_the_same_and_writes_nothing(file):
    assert run("k8s-af", file, dry_run=True).splitlines() == [
        "created: lines 1 to 2 | Fog at night",
        "dry run: 1 created",
    ]
    assert not Feed.objects.exists()
    assert not FeedRun.objects.exists()


def test_parts_that_cannot_be_read_are_told_by_the_exit_status(file):
    file.write_text(f"{FOG}* Nobody knows where\n")
    with pytest.raises(SystemExit) as left:
        run("k8s-af", file)
    assert left.value.code == 1
    assert FeedEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("/nowhere/list.md", "No such file or directory"),
        ("http://127.0.0.1:1/list.md", "feeds are fetched from the public internet"),
    ],
)
def test_what_cannot_be_had_leaves_no_feed_behind(place, says):
    with pytest.raises(CommandError, match=says):
        run("k8s-af", place)
    assert not Feed.objects.exists()


def test_a_feed_keeps_its_kind(file):
    run("k8s-af", file, feed="Ships")
    with pytest.raises(CommandError, match="Ships is a feed of the kind k8s-af"):
        run("paragraphs", file, feed="Ships")
