import re
import tomllib

from tests.architecture import tree

BELOW = re.compile(r"import_module\(f?\"(?P<module>incidents[\w.]*)\.?[{\"]")
ONLY_IN_A_CHECKOUT = frozenset({"incidents.bundling"})
"""Imported where there is no bundle to read."""


def included() -> tuple[str, ...]:
    build = tomllib.loads(tree.text("pyproject.toml"))["tool"]["hatch"]["build"]
    return tuple(build["targets"]["wheel"]["only-include"])


def modules(name: str) -> set[str]:
    """Modules of ours that a file imports, those by name included."""
    dotted = {module for _, module in tree.imports(name) if module.startswith("incidents")}
    return dotted | {found["module"] for found in BELOW.finditer(tree.text(name))} - ONLY_IN_A_CHECKOUT


def files_of(module: str) -> list[str]:
    """The file of a module or package; of a name in a module, the module's own."""
    known = set(tree.files())
    whole = module.replace(".", "/")
    places = [
        f"{path}{ending}" for path in (whole, whole.rpartition("/")[0]) for ending in (".py", "/__init__.py")
    ]
    return [place for place in places if place in known][:1]


def test_the_package_of_the_command_line_holds_all_that_it_imports():
    inside = included()
    faults = [
        f"{name} imports {module}"
        for name in tree.python("incidents/")
        if name.startswith(inside)
        for module in sorted(modules(name))
        for place in files_of(module)
        if not place.startswith(inside)
    ]
    assert not faults, tree.report(faults, "Add it to only-include in pyproject.toml:")
