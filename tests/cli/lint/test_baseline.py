"""`soundings lint` with `--exclude`, `--baseline` and `--write-baseline`."""

from pathlib import Path

import pytest

from tests.cli.lint.project import BAD, GOOD, Project


@pytest.fixture
def project(tmp_path: Path, monkeypatch, capsys) -> Project:
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    made = Project(tmp_path / "project", capsys)
    made.write(deploy__a=BAD, deploy__b=BAD, deploy__good=GOOD)
    return made


class TestExclude:
    @pytest.mark.parametrize("glob", ["vendor", "deploy/vendor/", "deploy/**/x.yaml", "/deploy/vendor/**"])
    def test_what_is_excluded_is_not_checked_and_counted(self, project: Project, glob: str) -> None:
        project.write(deploy__vendor__x="{{ .Values }}")
        assert project.lint("deploy")[0] == 2
        status, out = project.lint("--exclude", glob, "deploy/")
        assert status == 1
        assert out.endswith(f"; 1 excluded ({glob} 1).\n")

    def test_a_file_that_is_named_is_excluded_too(self, project: Project) -> None:
        status, out = project.lint("--exclude", "a.yaml", "deploy/a.yaml")
        assert (status, out) == (
            0,
            "0 findings in 0 objects of 0 files, checked by 2 rules; 1 excluded (a.yaml 1).\n",
        )

    def test_a_link_that_leads_nowhere_can_be_excluded(self, project: Project) -> None:
        (project.root / "deploy" / "broken.yaml").symlink_to("/nonexistent")
        assert project.lint("--exclude", "broken.yaml", "deploy")[0] == 1

    def test_the_manifests_before_a_change_are_excluded_alike(self, project: Project) -> None:
        project.write(before__x="{{ .Values }}", before__y=GOOD)
        assert project.lint("--exclude", "x.yaml", "--before", "before", "deploy")[0] == 1

    def test_a_glob_that_matches_nothing_possible_is_refused(self, project: Project) -> None:
        status, out = project.lint("--exclude", "!a.yaml", "deploy")
        assert (status, out.startswith("soundings: --exclude: “!a.yaml” begins with")) == (2, True)


class TestWriting:
    def test_what_is_written_down_is_not_reported_again(self, project: Project) -> None:
        status, out = project.lint("--write-baseline", "known.json", "deploy")
        assert status == 0
        assert "0 findings in 3 objects of 3 files" in out
        assert "; 2 below the level; 2 known from the baseline." in out
        assert project.known() == ["deploy/a.yaml", "deploy/b.yaml"]
        assert project.lint("--baseline", "known.json", "deploy") == (0, out)

    def test_what_cannot_be_checked_is_no_all_clear(self, project: Project) -> None:
        project.write(deploy__broken="a: [")
        assert project.lint("--write-baseline", "known.json", "deploy")[0] == 2
        assert project.lint("--baseline", "known.json", "deploy")[0] == 2

    def test_nothing_is_left_beside_it_and_it_is_no_manifest(self, project: Project) -> None:
        project.lint("--write-baseline", "known.json", ".")
        assert sorted(path.name for path in project.root.iterdir()) == ["deploy", "known.json"]
        status, out = project.lint("--baseline", "known.json", ".")
        assert (status, "known.json" in out, "of 3 files" in out) == (0, False, True)

    def test_what_was_not_looked_for_stays(self, project: Project) -> None:
        both = ["--baseline", "known.json", "--write-baseline", "known.json"]
        project.write(other__c=BAD)
        project.lint("--write-baseline", "known.json", "--level", "low", "deploy", "other")
        assert len(project.known()) == 6
        project.write(deploy__a=GOOD, other__c=GOOD)
        project.lint(*both, "deploy")
        assert project.known().count("deploy/a.yaml") == 1, "that of the low level was not looked for"
        assert project.known().count("other/c.yaml") == 2
        project.lint(*both, "--level", "low", ".")
        assert project.known() == ["deploy/b.yaml", "deploy/b.yaml"]

    def test_where_it_cannot_be_written_the_old_one_stays(self, project: Project) -> None:
        status, out = project.lint("--write-baseline", "missing/known.json", "deploy")
        assert (status, "missing/known.json cannot be written: No such file" in out) == (2, True)

    def test_a_link_stays_a_link(self, project: Project) -> None:
        (project.root / "known.json").symlink_to("real.json")
        project.lint("--write-baseline", "known.json", "deploy")
        assert (project.root / "known.json").is_symlink()
        assert len(project.known()) == 2


class TestReading:
    @pytest.fixture(autouse=True)
    def known(self, project: Project) -> None:
        project.lint("--write-baseline", "known.json", "deploy")

    def lint(self, project: Project, *arguments: str) -> tuple[int, str]:
        return project.lint("--baseline", "known.json", *arguments)

    @pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github"])
    def test_what_is_new_is_reported(self, project: Project, form: str) -> None:
        project.write(deploy__new=BAD.replace("hourly", "daily"))
        status, out = self.lint(project, "--format", form, "deploy")
        assert status == 1
        assert "deploy/new.yaml" in out
        assert "deploy/a.yaml" not in out

    @pytest.mark.parametrize("named", ["./deploy/", "deploy//", ".", "{root}/deploy"])
    def test_it_does_not_matter_how_a_folder_is_named(self, project: Project, named: str) -> None:
        status, out = self.lint(project, named.format(root=project.root))
        assert (status, "2 known from the baseline." in out) == (0, True)

    def test_lines_that_move_are_nothing_new(self, project: Project) -> None:
        others = (GOOD.replace("hourly", "y"), BAD.replace("hourly", "x"))
        project.write(deploy__a="# A comment.\n---\n" + "---\n".join([*others, BAD]))
        status, out = self.lint(project, "deploy")
        assert (status, "1 finding (1 high)" in out) == (1, True)

    def test_what_is_mended_is_gone(self, project: Project) -> None:
        project.write(deploy__a=GOOD)
        status, out = self.lint(project, "deploy")
        assert status == 0
        assert "Gone from the baseline\n\n  deploy/a.yaml  M-900  CronJob hourly\n" in out
        assert "1 known from the baseline, 1 of it gone." in out

    def test_what_was_in_a_file_that_is_gone_is_gone(self, project: Project) -> None:
        (project.root / "deploy" / "a.yaml").unlink()
        assert "1 of it gone" in self.lint(project, "deploy")[1]

    @pytest.mark.parametrize(
        "arguments",
        [
            ["deploy/b.yaml"],
            ["--exclude", "a.yaml", "deploy"],
            ["--level", "critical", "deploy"],
            ["--without", "M-900", "deploy"],
        ],
    )
    def test_what_was_not_looked_for_is_not_gone(self, project: Project, arguments: list[str]) -> None:
        project.write(deploy__a=GOOD)
        assert "gone" not in self.lint(project, *arguments)[1]

    def test_in_a_file_that_cannot_be_read_nothing_is_gone(self, project: Project) -> None:
        project.write(deploy__a="a: [")
        status, out = self.lint(project, "deploy")
        assert (status, "gone" in out) == (2, False)

    def test_a_rule_that_there_is_no_more_is_gone(self, project: Project) -> None:
        path = project.root / "known.json"
        path.write_text(
            path.read_text().replace("M-900", "M-899").replace('fingerprint":"', 'fingerprint":"0')
        )
        assert "2 of the baseline gone" in self.lint(project, "deploy")[1]

    def test_a_broken_one_is_refused_with_the_line(self, project: Project) -> None:
        path = project.root / "known.json"
        path.write_text(path.read_text().replace("high", "higher"))
        status, out = self.lint(project, "deploy")
        assert status == 2
        assert out.splitlines()[1].startswith("known.json:4: /findings/0/level: “higher” is not possible")
        assert out.splitlines()[2].startswith("known.json:5: ")

    def test_a_missing_one_is_refused(self, project: Project) -> None:
        (project.root / "known.json").unlink()
        status, out = self.lint(project, "deploy")
        assert (status, "known.json cannot be read: No such file or directory; --write" in out) == (2, True)
