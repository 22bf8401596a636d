"""The search index follows the database, whatever happens to its folder and to those who write it."""

import fcntl
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from incidents.domain import search
from incidents.domain.search import IndexBeingBuilt, Query, entries, index
from incidents.domain.search.folder import IndexFolder
from incidents.domain.search.index import ProcessIndex
from incidents.finding.indexing import Facts, document
from incidents.finding.storage import Index, IndexDocument, version
from incidents.finding.storage import index as storage_index
from incidents.models import SearchEntry, index_state
from incidents.models.reader import ANYBODY
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def found(text: str = "") -> list[str]:
    query = Query(text=text, sort="ref")
    return [row.ref for row in search.find(reader=ANYBODY, query=query).rows]


def path() -> Path:
    """The folder of the index in use."""
    folder: Path = settings.SEARCH_INDEX
    return folder / f"{version()}-{index_state.current().file}"


@pytest.fixture(autouse=True)
def folder_of_its_own(settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX = tmp_path / "search"
    unhashed = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": unhashed}


@contextmanager
def locked() -> Iterator[None]:
    """As if another process wrote the index all the while."""
    settings.SEARCH_INDEX.mkdir(exist_ok=True)
    with (settings.SEARCH_INDEX / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def stray(key: int, change: int) -> IndexDocument:
    return document(key=key, change=change, ref=f"KF-{key}", texts={"names": ["stray"]}, facts=Facts())


def test_what_is_saved_is_in_the_next_search():
    factories.saved("KF-1", summary="First.")
    assert found() == ["KF-1"]
    factories.saved("KF-2", summary="Second.")
    assert found() == ["KF-1", "KF-2"]
    assert found("second") == ["KF-2"]


def test_a_folder_removed_under_a_running_server_is_built_again():
    factories.saved("KF-1")
    assert found() == ["KF-1"]
    shutil.rmtree(settings.SEARCH_INDEX)
    assert found() == ["KF-1"]
    factories.saved("KF-2")
    assert found() == ["KF-1", "KF-2"]
    assert path().exists()


@pytest.mark.parametrize("damage", ["", "not what it was", None])
@pytest.mark.parametrize(
    "name", ["meta.json", ".managed.json", "*.idx", "*.store", "*.term", "*.fast", "*.pos"]
)
def test_damaged_files_are_built_anew(name: str, damage: str | None):
    factories.saved("KF-1", summary="Pods were lost.")
    assert found("pods") == ["KF-1"]
    index.forget()
    for file in path().glob(name):
        file.unlink()
        if damage is not None:
            file.write_text(damage)
    assert found("pods") == ["KF-1"]
    factories.saved("KF-2", summary="Pods were found.")
    assert found("pods") == ["KF-1", "KF-2"]


def test_an_index_ahead_of_a_restored_database_is_built_anew():
    factories.saved("KF-1")
    assert found() == ["KF-1"]
    Index.open(path()).replace([stray(999, change=2**40)])
    index.forget()
    assert found("stray") == []
    assert found() == ["KF-1"]


def test_an_index_of_another_state_with_the_same_last_change_is_built_anew():
    """A backup that was put back, and saved in again, until it had come as far as the index."""
    first = factories.saved("KF-1").incident
    factories.saved("KF-2")
    assert found() == ["KF-1", "KF-2"]
    change = SearchEntry.objects.get(pk=first.pk).change
    Index.open(path()).replace([stray(first.pk, change - 1)])
    index.forget()
    assert found("stray") == []
    assert found() == ["KF-1", "KF-2"]


@pytest.mark.django_db(transaction=True)
def test_who_finds_no_index_while_another_builds_it_is_asked_to_wait(monkeypatch):
    monkeypatch.setattr(index, "WAIT", 0.01)
    factories.saved("KF-1")
    with locked():
        with pytest.raises(IndexBeingBuilt):
            found()
        page = Client(raise_request_exception=False).get("/stories/")
        problem = Client(raise_request_exception=False).get("/api/v1/stories?q=pods")
        with pytest.raises(CommandError, match="being built"):
            call_command("check_index")
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert "search index is being built" in page.content.decode()
    assert (problem.status_code, problem["Retry-After"]) == (503, "10")
    assert problem.json()["detail"].startswith("The search index is being built.")
    assert found() == ["KF-1"]


def test_while_another_writes_the_old_index_answers(monkeypatch):
    factories.saved("KF-1")
    assert found() == ["KF-1"]
    factories.saved("KF-2")
    monkeypatch.setattr(index, "WAIT", 0.01)
    with locked():
        assert found() == ["KF-1"]
    assert found() == ["KF-1", "KF-2"]


def test_two_processes_share_a_folder():
    one, other = ProcessIndex(), ProcessIndex()
    for number in range(1, 6):
        key = factories.saved(f"KF-{number}").incident.pk
        writer, reader = (one, other) if number % 2 else (other, one)
        for process in (writer, reader):
            snapshot = process.fresh(index_state.current())
            assert key in snapshot.changes()
            assert snapshot.mark.documents == number


def test_many_small_saves_leave_few_segments():
    kept = Index.in_memory([])
    for last in range(1, 95):
        since = entries.since(held=last - 1, last=last)
        kept.replace([stray(key, change=key) for key in range(since + 1, last + 1)], settled=False)
        assert not kept.is_merging
        assert kept.snapshot.mark.documents == last


@pytest.mark.parametrize(
    ("held", "last", "since"),
    [(0, 1, 0), (4, 5, 4), (5, 6, 4), (7, 8, 0), (31, 32, 0), (63, 64, 32), (3, 9, 0)],
)
def test_what_an_index_lacks_is_written_along_with_what_came_just_before(held: int, last: int, since: int):
    assert entries.since(held=held, last=last) == since


def test_what_is_saved_while_the_library_merges_is_found_in_the_next_search(monkeypatch):
    monkeypatch.setattr(storage_index, "MOST_SEGMENTS", 1)
    for number in range(1, 12):
        factories.saved(f"KF-{number}")
        assert len(found()) == number
    with IndexFolder(settings.SEARCH_INDEX, index_state.current().file).lock(wait=5):
        assert len(index.follow().changes()) == 11


@pytest.mark.django_db(transaction=True)
def test_threads_that_save_and_search_at_once_all_find_what_they_saved():
    missing: list[str] = []

    def save_and_search(first: int) -> None:
        for number in range(first, first + 5):
            factories.saved(f"KF-{number}")
            if f"KF-{number}" not in found():
                missing.append(f"KF-{number}")

    at_once(*(lambda first=first: save_and_search(first) for first in (1, 11, 21)))
    assert missing == []
    assert len(found()) == 15


WRITER = """
import sys
from itertools import count
from pathlib import Path
from incidents.finding.indexing import Facts, document
from incidents.finding.storage import Index
folder = Path(sys.argv[1])
index = Index.open(folder)
print("ready", flush=True)
for change in count(1):
    entries = [
        document(key=key, change=change, ref=f"KF-{key}", texts={"names": ["pods"]}, facts=Facts())
        for key in range(1, 51)
    ]
    index.replace(entries)
"""


def test_a_writer_that_is_killed_leaves_all_of_a_commit_or_nothing(tmp_path: Path):
    folder = tmp_path / "index"
    folder.mkdir()
    Index.create(folder)
    for attempt in range(5):
        with subprocess.Popen([sys.executable, "-c", WRITER, folder], stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            writer.stdout.readline()
            time.sleep(0.05 + 0.03 * attempt)
            writer.kill()
        index = Index.open(folder)
        changes = index.snapshot.changes()
        assert len(changes) in {0, 50}
        assert len(set(changes.values())) <= 1
        index.replace([stray(key, change=0) for key in range(1, 51)])
        assert set(index.snapshot.changes().values()) == {0}


def test_check_mends_what_differs_and_removes_what_nobody_uses(capsys):
    kept, changed = factories.saved("KF-1").incident, factories.saved("KF-2").incident
    assert found() == ["KF-1", "KF-2"]
    Index.open(path()).replace([stray(changed.pk, change=1), stray(999, change=2)])
    (settings.SEARCH_INDEX / "0-0.1.0-base-1-1").mkdir()
    report = index.check()
    assert (report.stories, report.built, report.repaired) == (2, False, 2)
    assert report.removed == ("0-0.1.0-base-1-1",)
    assert found() == ["KF-1", "KF-2"]
    call_command("check_index")
    assert "has 2 stories; 0 differed" in capsys.readouterr().out
    call_command("check_index", "--rebuild")
    assert "has 2 stories; it was built anew" in capsys.readouterr().out
    assert kept.pk in index.follow().changes()


def test_check_builds_a_damaged_index_anew_and_says_where_it_cannot_write(capsys, settings, tmp_path: Path):
    factories.saved("KF-1")
    assert found() == ["KF-1"]
    for file in path().glob("*.fast"):
        file.write_text("")
    call_command("check_index")
    assert "has 1 stories; it was built anew" in capsys.readouterr().out
    settings.SEARCH_INDEX = tmp_path / "file"
    settings.SEARCH_INDEX.write_text("no folder")
    with pytest.raises(CommandError, match=f"cannot be written in {settings.SEARCH_INDEX}"):
        call_command("check_index")
    with pytest.raises(IndexBeingBuilt):
        found()
