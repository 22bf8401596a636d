from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from msgspec.structs import replace

from incidents import yamlwriting
from incidents.domain import rules
from incidents.models import Incident, NoDetection, Rule, Term, ToolCheck
from incidents.rules.record import StoryLink
from tests import factories, rule_factories

pytestmark = pytest.mark.django_db

TERMS = Path(__file__).parents[2] / "fixtures" / "terms.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stories/talk").mkdir(parents=True)
    (tmp_path / "terms.yaml").write_bytes(TERMS.read_bytes())
    (tmp_path / "stories/talk/KF-1.yaml").write_text(yamlwriting.to_yaml(factories.document("KF-1")))
    return tmp_path


def run(folder: Path) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("load_catalogue", folder=folder, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_vocabulary_and_stories_are_there_afterwards(folder: Path) -> None:
    assert run(folder) == ("stories: 1 created\n", "")
    assert Term.objects.filter(facet="failure_mode", slug="memory_leak").exists()
    assert run(folder) == ("stories: 1 unchanged\n", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "terms.yaml: No such file or directory"),
        ("a: [", "terms.yaml: The YAML cannot be read.\nline "),
    ],
)
def test_a_vocabulary_that_cannot_be_read_is_named(folder: Path, text: str | None, message: str) -> None:
    (folder / "terms.yaml").unlink()
    if text:
        (folder / "terms.yaml").write_text(text)
    with pytest.raises(CommandError) as failed:
        run(folder)
    assert message in str(failed.value)


def test_a_story_edited_here_is_named(folder: Path) -> None:
    factories.saved("KF-1", origin="person", author=factories.user())
    assert run(folder) == (
        "stories: 1 kept\n",
        "KF-1: edited here, so the catalogue's version was left aside\n",
    )


@pytest.fixture
def with_rules(folder: Path) -> Path:
    (folder / "rules/mappings").mkdir(parents=True)
    link = StoryLink("KF-1", "detects", "f1")
    rule = rule_factories.manifest_rule("M-1", stories=(link,))
    (folder / "rules/M-1.yaml").write_text(yamlwriting.to_yaml(rule))
    (folder / "rules/mappings/checkov.yaml").write_text(
        "tool: checkov\nchecks: [{check: CKV_K8S_15, story: KF-1, relation: contradicts}]\n"
    )
    (folder / "rules/no-detection.yaml").write_text("stories: [{story: KF-1, reason: It is a thought.}]\n")
    return folder


def test_rules_and_checks_of_tools_come_after_the_stories(with_rules: Path) -> None:
    assert run(with_rules) == ("stories: 1 created\nrules: 3 created\n", "")
    assert Rule.objects.get().is_proven
    assert (ToolCheck.objects.count(), NoDetection.objects.count()) == (1, 1)
    assert run(with_rules) == ("stories: 1 unchanged\nrules: 3 unchanged\n", "")


def test_a_rule_whose_file_changed_becomes_a_revision(with_rules: Path) -> None:
    run(with_rules)
    path = with_rules / "rules/M-1.yaml"
    path.write_text(path.read_text().replace("Runs pile up.", "Runs pile up at night."))
    assert run(with_rules)[0].endswith("rules: 2 unchanged, 1 updated\n")
    assert Rule.objects.get().message == "Runs pile up at night."


def test_a_rule_edited_here_is_left_alone(with_rules: Path) -> None:
    run(with_rules)
    edited = replace(rules.current(ref="M-1"), message="Edited.")
    author = factories.user()
    rule_factories.saved(edited, origin="person", author=author, based_on=1)
    out, err = run(with_rules)
    assert out.endswith("rules: 1 kept, 2 unchanged\n")
    assert err == "M-1: edited here, so the catalogue's version was left aside\n"


def test_rules_that_cannot_be_read_fail_the_command_with_their_places(with_rules: Path) -> None:
    (with_rules / "rules/M-2.yaml").write_text("ref: M-2\nnam: x\n")
    with pytest.raises(CommandError, match=r"M-2\.yaml:2: "):
        run(with_rules)


def test_a_rule_of_a_story_that_is_missing_is_named(with_rules: Path) -> None:
    rule = rule_factories.manifest_rule("M-2", stories=(StoryLink("KF-99", "detects"),))
    (with_rules / "rules/M-2.yaml").write_text(yamlwriting.to_yaml(rule))
    err = StringIO()
    with pytest.raises(CommandError, match="1 were refused"):
        call_command("load_catalogue", folder=with_rules, stdout=StringIO(), stderr=err)
    assert "there is no story KF-99" in err.getvalue()
    assert Rule.objects.filter(ref="M-1").exists()


def test_a_faulty_file_is_named_with_its_line_and_fails_the_command(folder: Path) -> None:
    path = folder / "stories/talk/KF-2.yaml"
    path.write_text("ref: KF-2\nslug: b\nkind: incidnt\nstatus: draft\ntitle: B\n")
    err = StringIO()
    with pytest.raises(CommandError, match="1 were refused; everything else is loaded"):
        call_command("load_catalogue", folder=folder, stdout=StringIO(), stderr=err)
    assert f"{path}:3: " in err.getvalue()
    assert "did you mean incident?" in err.getvalue()
    assert Incident.objects.filter(ref="KF-1").exists()


def test_a_story_that_is_a_link_is_refused(folder: Path) -> None:
    (folder / "stories/talk/KF-2.yaml").symlink_to("/etc/passwd")
    err = StringIO()
    with pytest.raises(CommandError, match="1 were refused"):
        call_command("load_catalogue", folder=folder, stdout=StringIO(), stderr=err)
    assert "talk/KF-2.yaml: It is a symbolic link" in err.getvalue()
