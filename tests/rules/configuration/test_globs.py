"""Globs over paths: which paths they match, and which globs are refused."""

import pytest

from incidents.rules.configuration.globs import LONGEST, Globs, objection


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("vendor", "vendor/"),
        ("vendor", "deploy/vendor/a.yaml"),
        ("vendor/", "deploy/vendor/"),
        ("*.tpl.yaml", "deploy/a.tpl.yaml"),
        ("deploy/charts", "deploy/charts/web/a.yaml"),
        ("deploy/*/values.yaml", "deploy/web/values.yaml"),
        ("deploy/charts/**", "deploy/charts/"),
        ("**/crds/*.yaml", "crds/a.yaml"),
        ("**/crds/*.yaml", "a/b/crds/a.yaml"),
        ("a/**/b", "a/b"),
        ("a/**/b", "a/x/y/b"),
        ("/a.yaml", "a.yaml"),
        ("./a.yaml", "a.yaml"),
        ("job-?.yaml", "job-1.yaml"),
        ("a[1].yaml", "a[1].yaml"),
        ("a+(b).yaml", "a+(b).yaml"),
        ("line\nbreak", "line\nbreak"),
        ("*", "line\nbreak"),
        (".*", "../.github/"),
    ],
)
def test_it_matches(glob: str, path: str) -> None:
    assert Globs(["never", glob]).matching(path) == glob


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("vendor", "vendors/a.yaml"),
        ("vendor", "my-vendor"),
        ("vendor/", "vendor"),
        ("deploy/charts", "old/deploy/charts/a.yaml"),
        ("deploy/*.yaml", "deploy/web/a.yaml"),
        ("/a.yaml", "b/a.yaml"),
        ("job-?.yaml", "job-10.yaml"),
        ("*.yaml", "a.yml"),
        ("a.yaml", "aXyaml"),
        (".*", "./"),
        (".*", "../deploy/a.yaml"),
    ],
)
def test_it_does_not_match(glob: str, path: str) -> None:
    assert Globs([glob]).matching(path) is None


def test_without_globs_nothing_matches() -> None:
    assert Globs().matching("") is None
    assert Globs().matching("a.yaml") is None


@pytest.mark.parametrize("glob", ["", " ", "/", "!a.yaml", "../a", "a" * (LONGEST + 1)])
def test_it_is_refused(glob: str) -> None:
    assert objection(glob)
    with pytest.raises(ValueError, match="”"):
        Globs([glob])


def test_many_stars_take_no_time() -> None:
    assert Globs(["*a" * 12 + "b"]).matching("a" * 200) is None
