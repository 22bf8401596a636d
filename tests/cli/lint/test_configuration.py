"""`soundings lint` with a file `.soundings.yaml`."""

import json
from pathlib import Path

import pytest

from incidents import yamlwriting
from incidents.cli import shipped
from incidents.rules.configuration import settings
from tests import rule_factories
from tests.cli.lint.project import BAD, GOOD, Project


@pytest.fixture
def project(tmp_path: Path, monkeypatch, capsys) -> Project:
    (tmp_path / "project" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project")
    made = Project(tmp_path / "project", capsys)
    made.write(deploy__a=BAD, deploy__good=GOOD)
    return made


def configured(project: Project, text: str) -> None:
    (project.root / ".soundings.yaml").write_text(text)


def test_files_are_excluded_from_the_folder_of_the_file(project: Project, monkeypatch) -> None:
    configured(project, "exclude: [deploy/vendor]\n")
    project.write(deploy__vendor__x="{{ .Values }}")
    assert "1 excluded (deploy/vendor 1)" in project.lint("deploy")[1]
    monkeypatch.chdir(project.root / "deploy")
    for named in (".", "vendor", "../deploy"):
        status, out = project.lint(named)
        assert (status < 2, "1 excluded (deploy/vendor 1)" in out) == (True, True)


def test_what_is_excluded_on_the_command_line_is_excluded_too(project: Project) -> None:
    configured(project, "exclude: [a.yaml]\n")
    assert "2 excluded (a.yaml 1, good.yaml 1)" in project.lint("--exclude", "good.yaml", "deploy")[1]


def test_a_rule_that_is_off_does_not_run_and_is_named(project: Project) -> None:
    configured(project, "rules: {M-900: {level: off, reason: Ours.}}\n")
    status, out = project.lint("deploy")
    assert status == 0
    assert "checked by 1 rule; 1 below the level; 1 rule off in the configuration (M-900).\n" in out
    assert json.loads(project.lint("--format", "json", "deploy")[1])["summary"]["off"] == ["M-900"]


def test_a_rule_has_the_level_of_the_file(project: Project) -> None:
    configured(project, "rules: {M-901: {level: critical, reason: Ours.}}\n")
    assert "2 findings (1 critical, 1 high)" in project.lint("deploy")[1]


def test_without_any_rule_nothing_is_all_clear(project: Project) -> None:
    configured(project, "rules: {M-900: {level: off, reason: x}, M-901: {level: off, reason: x}}\n")
    status, out = project.lint("deploy")
    assert (status, "no rule is left" in out) == (2, True)


def test_a_rule_can_be_kept_from_annotations(project: Project) -> None:
    noted = BAD.replace("{name: hourly}", '{name: hourly, annotations: {soundings/ignore: "M-900: ours"}}')
    project.write(deploy__a=noted)
    assert project.lint("deploy")[0] == 0
    configured(project, "enforced: [M-900]\n")
    status, out = project.lint("deploy")
    assert status == 1
    assert "suppression-not-allowed" in out
    assert "M-900 rule-m-900" in out


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit"])
def test_a_waiver_suppresses_until_its_day(project: Project, form: str) -> None:
    configured(project, "waivers: [{rule: M-900, until: 2999-01-31, reason: Moved then., path: deploy/*}]\n")
    status, out = project.lint("--format", form, "deploy")
    assert status == 0
    assert "Moved then." in out
    assert "2999-01-31" in out


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github"])
def test_a_waiver_that_ended_is_a_finding(project: Project, form: str) -> None:
    configured(project, "waivers: [{rule: M-900, until: 2026-01-31, reason: Moved then.}]\n")
    status, out = project.lint("--format", form, "deploy")
    assert status == 1
    assert "waiver-expired" in out
    assert "The waiver of M-900 ended on 2026-01-31" in out
    assert "rule-m-900" in out


def test_the_file_is_no_manifest(project: Project) -> None:
    configured(project, "exclude: [vendor]\n")
    assert " of 2 files" in project.lint(".")[1]


def test_it_is_found_upwards_but_not_beyond_the_repository(project: Project, monkeypatch) -> None:
    (project.root.parent / ".soundings.yaml").write_text("broken: [")
    assert project.lint("deploy")[0] == 1
    configured(project, "rules: {M-900: {level: off, reason: Ours.}}\n")
    monkeypatch.chdir(project.root / "deploy")
    assert project.lint(".")[0] == 0


def test_another_one_can_be_named(project: Project, tmp_path: Path) -> None:
    configured(project, "rules: {M-900: {level: off, reason: Ours.}}\n")
    assert project.lint("--config", "/dev/null", "deploy")[0] == 1
    shared = tmp_path / "shared" / "soundings.yaml"
    shared.parent.mkdir()
    shared.write_text("exclude: [deploy/a.yaml]\n")
    assert project.lint("--config", str(shared), "deploy")[0] == 0


def test_one_that_is_not_there_is_refused(project: Project) -> None:
    status, out = project.lint("--config", "missing.yaml", "deploy")
    assert (status, out) == (
        2,
        "soundings: the configuration missing.yaml cannot be read: No such file or directory\n",
    )


def test_another_ending_is_not_passed_over(project: Project) -> None:
    (project.root / ".soundings.yml").write_text("")
    assert project.lint("deploy") == (2, "soundings: .soundings.yml is not read; call it .soundings.yaml\n")


def test_every_fault_is_printed_with_file_and_line(project: Project, monkeypatch) -> None:
    configured(project, "exclude: ['!x']\nrule: {}\n")
    monkeypatch.chdir(project.root / "deploy")
    status, out = project.lint(".")
    assert status == 2
    assert out.splitlines()[1].startswith("../.soundings.yaml:1: /exclude/0: begins with “!”")
    assert out.splitlines()[2] == (
        "../.soundings.yaml:2: /rule: is no field of this part; did you mean “rules”?"
    )


def test_it_may_name_rules_that_do_not_run_today(project: Project, tmp_path: Path) -> None:
    configured(project, "rules: {M-900: {level: low, reason: Ours.}, M-7: {level: low, reason: Ours.}}\n")
    assert project.lint("deploy")[0] == 2
    own = tmp_path / "own"
    own.mkdir()
    (own / "M-7-mine.yaml").write_text(yamlwriting.to_yaml(rule_factories.manifest_rule("M-7")))
    assert project.lint("--rules-from", str(own), "deploy")[0] == 0


def test_the_example_of_the_readme_is_accepted() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text()
    example = readme.partition("stands in `.soundings.yaml`")[2].partition("```yaml\n")[2].partition("```")[0]
    made = settings.read(example.encode(), shipped.load().manifest_rules)
    assert (made.off, made.levels, made.enforced) == ({"M-32"}, {"M-41": "critical"}, {"M-2"})
    assert len(made.waivers) == 1
