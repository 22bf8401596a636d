from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents.models import Incident, Term
from incidents.stories import writing
from tests import factories

pytestmark = pytest.mark.django_db

TERMS = Path(__file__).parents[2] / "fixtures" / "terms.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stories/talk").mkdir(parents=True)
    (tmp_path / "terms.yaml").write_bytes(TERMS.read_bytes())
    (tmp_path / "stories/talk/KF-1.yaml").write_text(writing.to_yaml(factories.document("KF-1")))
    return tmp_path


def run(folder: Path) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("load_catalogue", folder=folder, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_vocabulary_and_stories_are_there_afterwards(folder: Path) -> None:
    assert run(folder) == ("1 created\n", "")
    assert Term.objects.filter(facet="failure_mode", slug="memory_leak").exists()
    assert run(folder) == ("1 unchanged\n", "")


def test_a_story_edited_here_is_named(folder: Path) -> None:
    factories.saved("KF-1", origin="person", author=factories.user())
    assert run(folder) == ("1 kept\n", "KF-1: edited here, so the catalogue's version was left aside\n")


def test_a_faulty_file_is_named_with_its_line_and_fails_the_command(folder: Path) -> None:
    path = folder / "stories/talk/KF-2.yaml"
    path.write_text("ref: KF-2\nslug: b\nkind: incidnt\nstatus: draft\ntitle: B\n")
    err = StringIO()
    with pytest.raises(CommandError, match="1 of 2 stories were refused"):
        call_command("load_catalogue", folder=folder, stdout=StringIO(), stderr=err)
    assert f"{path}:3: " in err.getvalue()
    assert "did you mean incident?" in err.getvalue()
    assert Incident.objects.filter(ref="KF-1").exists()
