"""`./manage.py erase` reads the words where no shell keeps them."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents.models import AuditEntry, Revision
from tests import factories
from tests.traces import SECRET, tables_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def story() -> None:
    factories.user("admin")
    factories.saved("KF-900", summary=f"The token {SECRET}.")


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.txt"
    path.write_text(f"{SECRET}\n")
    return path


def run(ref: str = "KF-900", *, author: str = "admin", **options: object) -> list[str]:
    out = StringIO()
    call_command("erase", ref, author=author, reason="A token was pasted.", stdout=out, **options)
    return out.getvalue().splitlines()


def test_words_of_a_file_are_erased(words: Path) -> None:
    assert run(words=words) == ["KF-900, revision 1 /summary", "Words were erased from 1 text."]
    assert not tables_with(SECRET)
    assert AuditEntry.objects.get().reason == "A token was pasted."


def test_words_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{SECRET}\n"))
    assert run()[-1] == "Words were erased from 1 text."


def test_a_dry_run_names_the_places_and_changes_nothing(words: Path) -> None:
    factories.saved("KF-901", summary=SECRET)
    assert run(words=words, dry_run=True) == [
        "KF-900, revision 1 /summary",
        "Words would be erased from 1 text.",
        "The words are in these, too: KF-901.",
    ]
    assert Revision.objects.count() == 2
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("dry_run", [True, False])
def test_words_that_are_nowhere_end_the_command_with_an_error(tmp_path: Path, dry_run: bool) -> None:
    path = tmp_path / "words.txt"
    path.write_text("nowhere at all\n")
    with pytest.raises(CommandError, match="none of the words is in a text of KF-900"):
        run(words=path, dry_run=dry_run)


def test_every_line_that_is_no_word_is_named(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("ab\nerased\n")
    with pytest.raises(CommandError, match=r"line 1 has 2 characters[\s\S]*line 2 is part of the mark"):
        run(words=path)


def test_somebody_and_something_unknown_are_named(words: Path) -> None:
    with pytest.raises(CommandError, match="nobody called 'nemo'"):
        run(words=words, author="nemo")
    with pytest.raises(CommandError, match="There is no KF-7 here"):
        run("KF-7", words=words)
    with pytest.raises(CommandError, match="No such file"):
        run(words=Path("/nowhere/words.txt"))
