import ast
from pathlib import PurePosixPath

import pytest

from tests.architecture import tree

PACKAGES = (
    "incidents.domain.actions",
    "incidents.domain.drafts",
    "incidents.domain.feeds",
    "incidents.domain.idempotency",
    "incidents.domain.notifications",
    "incidents.domain.people",
    "incidents.domain.people.invitations",
    "incidents.domain.rules",
    "incidents.domain.search",
    "incidents.domain.single_sign_on",
    "incidents.domain.stories",
    "incidents.domain.training",
    "incidents.openid",
)
MODULES_IN_A_PACKAGE = 15
FLAT = {"incidents/models"}


def face(package: str) -> set[str]:
    """What `__all__` of the package names."""
    source = tree.syntax(package.replace(".", "/") + "/__init__.py")
    (names,) = [
        ast.literal_eval(node.value)
        for node in source.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    return set(names)


def past_the_face(package: str) -> list[str]:
    """Imports from inside the package by code of the project outside of it, such as `a.py:3 …`."""
    allowed, folder = face(package), package.replace(".", "/") + "/"
    return [
        f"{name}:{line} {dotted}"
        for name in tree.python(*tree.APPLICATION)
        if not name.startswith(folder)
        for line, dotted in tree.imports(name)
        if dotted.startswith(package + ".") and dotted.removeprefix(package + ".") not in allowed
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_other_packages_import_from_the_face_only(package):
    faults = past_the_face(package)
    assert not faults, tree.report(faults, f"Import it from {package}, or add it to __all__ there:")


def test_packages_stay_small():
    modules: dict[str, int] = {}
    for name in tree.python(*tree.APPLICATION):
        path = PurePosixPath(name)
        if path.name != "__init__.py":
            modules[str(path.parent)] = modules.get(str(path.parent), 0) + 1
    faults = [
        f"{folder}: {count} modules, at most {MODULES_IN_A_PACKAGE}"
        for folder, count in sorted(modules.items())
        if count > MODULES_IN_A_PACKAGE and folder not in FLAT
    ]
    assert not faults, tree.report(faults, "Name the noun that is missing and make it a package:")
