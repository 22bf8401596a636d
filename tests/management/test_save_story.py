from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents import yamlwriting
from incidents.domain import vocabulary
from incidents.models import Attachment, Incident, RefCounter, Revision, User
from incidents.stories import reading
from incidents.stories.document import Relation
from incidents.stories.vocabulary import Vocabulary
from tests import factories, pictures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def author(shipped_vocabulary: Vocabulary) -> User:
    vocabulary.load(shipped=shipped_vocabulary)
    return factories.user("robin")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    lines = yamlwriting.to_yaml(factories.document(title="Pods wait forever")).splitlines(keepends=True)
    path = tmp_path / "story.yaml"
    path.write_text("".join(line for line in lines if not line.startswith(("ref:", "slug:"))))
    return path


def run(file: Path, *, author: str = "robin", **options: object) -> str:
    out = StringIO()
    call_command("save_story", file, author=author, stdout=out, **options)
    return out.getvalue()


def test_a_story_without_reference_gets_the_next_one(file: Path, settings) -> None:
    settings.STORY_PREFIX = "OPS"
    assert run(file).splitlines()[-1] == "http://localhost:8000/OPS-1 (revision 1)"
    incident = Incident.objects.get()
    assert (incident.slug, incident.current_revision.author) == ("pods-wait-forever", incident.owner)


def test_a_long_title_gives_an_address_of_bearable_length(file: Path) -> None:
    title = "Pods wait forever, " * 8
    file.write_text(file.read_text().replace("Pods wait forever", title.strip()))
    run(file)
    run(file)
    first, second = Incident.objects.order_by("pk").values_list("slug", flat=True)
    assert second == f"{first}-2"


def test_who_tells_everybody_of_a_closed_story_is_told(file: Path) -> None:
    factories.saved("KF-2", status="draft")
    factories.saved("KF-3")
    links = tuple(Relation(type="same_mechanism", to=ref) for ref in ("KF-3", "KF-2"))
    warning = "/relations/1/to could be better: KF-2 is left out for everybody who may not read it"
    file.write_text(yamlwriting.to_yaml(factories.document("KF-1", relations=links)))
    told = run(file)
    assert warning in told
    assert told.count("is left out") == 1
    draft = factories.document("KF-1", relations=links, status="draft")
    file.write_text(yamlwriting.to_yaml(draft))
    assert "is left out" not in run(file, based_on=1)


def test_a_change_names_the_revision_it_started_from(file: Path) -> None:
    factories.saved("KF-1", title="Before")
    file.write_text(yamlwriting.to_yaml(factories.document("KF-1", title="After")))
    with pytest.raises(CommandError, match="KF-1 is not available"):
        run(file)
    assert "http://localhost:8000/KF-1 (revision 2)" in run(file, based_on=1, reason="Sharper.")
    assert Revision.objects.get(number=2).reason == "Sharper."
    assert "http://localhost:8000/KF-1 (unchanged)" in run(file, based_on=2)


def test_every_fault_is_named_with_its_line_and_no_number_is_used_up(file: Path) -> None:
    file.write_text("title: A story\nkind: mishap\nstatus: drafd\n")
    with pytest.raises(CommandError) as caught:
        run(file)
    assert f"{file}:2: /kind" in str(caught.value)
    assert f"{file}:3: /status" in str(caught.value)
    assert not RefCounter.objects.exists()


def test_a_fault_that_other_stories_cause_is_named_with_its_line(file: Path) -> None:
    factories.saved("KF-2")
    file.write_text(file.read_text() + "slug: story-kf-2\n")
    line = len(file.read_text().splitlines())
    with pytest.raises(CommandError, match=f"{file}:{line}: /slug"):
        run(file)


@pytest.mark.parametrize("content", ["", "- a\n", "a: ["])
def test_what_is_no_story_is_refused(file: Path, content: str) -> None:
    file.write_text(content)
    with pytest.raises(CommandError):
        run(file)


def test_an_author_who_does_not_exist_is_named(file: Path) -> None:
    with pytest.raises(CommandError, match="nobody called 'nemo'"):
        run(file, author="nemo")


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.yaml")


def test_what_was_saved_is_what_was_written(file: Path) -> None:
    run(file)
    saved = reading.trusted(Incident.objects.get().current_revision.document)
    assert saved.title == "Pods wait forever"
    assert saved.factors == factories.document().factors


def test_a_single_factor_is_remarked_on(file: Path) -> None:
    assert f"{file}: /factors could be better: a single factor is rarely the whole story" in run(file)


def test_a_picture_is_saved_with_its_story_and_again_without_its_file(file: Path) -> None:
    evidence = "evidence:\n  - {kind: graph, file: a.png, alt_text: Memory climbs}\n"
    file.write_text(file.read_text() + evidence)
    picture = file.parent / "evidence" / "a.png"
    picture.parent.mkdir()
    picture.write_bytes(pictures.file())
    run(file)
    assert bytes(Attachment.objects.get().data) == pictures.clean().data
    picture.unlink()
    story = reading.trusted(Revision.objects.get().document)
    file.write_text(yamlwriting.to_yaml(story).replace("Pods wait forever", "Pods wait"))
    assert "(revision 2)" in run(file, based_on=1)
    assert Attachment.objects.count() == 1
