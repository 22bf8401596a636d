from pathlib import PurePosixPath

from tests.architecture import tree

NOT_A_NOUN = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "base",
    "mixins",
    "mixin",
    "manager",
    "managers",
}
NOT_A_NOUN |= {"service", "services", "misc", "legacy"}
# The page every other page extends has this name in every Django project.
# Django looks for the class of a database backend in its module "base".
KNOWN_EXCEPTIONS = {"templates/base.html", ".ci/services", "kb/postgresql/base.py"}


def words_of(name: str) -> set[str]:
    path = PurePosixPath(name)
    return {*path.parts[:-1], path.name.partition(".")[0].removeprefix("test_")}


def test_every_file_and_folder_is_named_after_its_noun():
    faults = [
        f"{name}: {', '.join(sorted(words_of(name) & NOT_A_NOUN))} says nothing"
        for name in tree.files()
        if name not in KNOWN_EXCEPTIONS and not name.startswith("fixtures/") and words_of(name) & NOT_A_NOUN
    ]
    assert not faults, tree.report(faults, "Name the file after what is in it:")


def test_nothing_is_versioned_beside_its_replacement():
    ends = ("_v2", "_old", "_new", "_copy", "_legacy")
    faults = [name for name in tree.python() if PurePosixPath(name).stem.endswith(ends)]
    assert not faults, tree.report(faults, "Replace the old module instead of keeping both:")
