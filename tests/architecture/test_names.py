import ast
from collections import defaultdict
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
ASKED_FOR_BY_NAME = {"Command", "Config", "Media", "Meta"}
DOCUMENT = "incidents/stories/document.py"


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


def test_a_class_name_names_one_class():
    """What the frameworks ask for by name aside, and a part of the document and the table of its rows."""
    classes: dict[str, list[str]] = defaultdict(list)
    for name in tree.python(*tree.APPLICATION):
        for node in ast.walk(tree.syntax(name)):
            if isinstance(node, ast.ClassDef) and node.name not in ASKED_FOR_BY_NAME:
                classes[node.name].append(f"{name}:{node.lineno}")
    faults = [
        f"{name}: {', '.join(places)}"
        for name, places in sorted(classes.items())
        if len(places) > 1 and not is_part_and_table(places)
    ]
    assert not faults, tree.report(faults, "Say in the name of each class what sets it apart:")


def is_part_and_table(places: list[str]) -> bool:
    return (
        len(places) == 2
        and any(place.startswith(DOCUMENT) for place in places)
        and any(place.startswith("incidents/models/") for place in places)
    )
