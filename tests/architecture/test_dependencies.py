import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import packages_distributions

import pytest

from tests.architecture import tree

LOCKS = ["requirements.lock", "requirements-dev.lock"]
REQUIREMENT = re.compile(r"^[\"']?([A-Za-z0-9][A-Za-z0-9._-]*)")
DOTTED = re.compile(r"[a-z_][\w.]*")
USED_BY_PYTHON_ITSELF = {"tzdata"}


def direct() -> list[str]:
    project = tomllib.loads(tree.text("pyproject.toml"))
    extras = project["project"]["optional-dependencies"].values()
    groups = project["dependency-groups"].values()
    return [*project["project"]["dependencies"], *(one for some in (*extras, *groups) for one in some)]


def test_every_direct_dependency_says_why():
    lines = tree.text("pyproject.toml").splitlines()
    faults = [
        requirement
        for requirement in direct()
        if not any(f'"{requirement}"' in line and re.search(r"#\s*\S", line) for line in lines)
    ]
    assert not faults, tree.report(faults, "Write behind it in pyproject.toml what it is for:")


def modules_named(file: str) -> Iterator[str]:
    """Packages that a file imports, or names in a string of its own: `"whitenoise.storage"`, `"granian"`."""
    yield from (dotted.partition(".")[0] for _, dotted in tree.imports(file))
    for node in ast.walk(tree.syntax(file)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and DOTTED.fullmatch(node.value):
            yield node.value.partition(".")[0]


def test_every_dependency_of_the_application_is_used():
    modules: dict[str, set[str]] = defaultdict(set)
    for module, distributions in packages_distributions().items():
        for distribution in distributions:
            modules[distribution.lower().replace("_", "-")].add(module)
    project = tomllib.loads(tree.text("pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["server"]]
    names = {REQUIREMENT.match(one).group(1).lower() for one in wanted}
    used = {module for name in tree.python(*tree.APPLICATION) for module in modules_named(name)}
    faults = [name for name in sorted(names - USED_BY_PYTHON_ITSELF) if not modules[name] & used]
    assert not faults, tree.report(faults, "Nothing imports or installs it; take it out:")


def test_every_direct_dependency_is_locked():
    # The redis extra stands in both, for the tests run against it.
    locked = set(re.findall(r"^([a-z0-9._-]+)==", tree.text("requirements-dev.lock"), re.MULTILINE))
    wanted = {found.group(1).lower() for one in direct() if (found := REQUIREMENT.match(one))}
    missing = sorted(wanted - locked)
    assert not missing, tree.report(missing, "README.md, Dependencies, says how to lock again:")


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_pin_each_file_by_its_hash(lock):
    blocks = re.split(r"\n(?=\S)", tree.text(lock))
    pins = [block for block in blocks if not block.startswith("#")]
    faults = [block.splitlines()[0] for block in pins if "==" not in block or "--hash=sha256:" not in block]
    assert pins
    assert not faults, tree.report(faults, f"{lock} must pin a version and its hashes:")


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_host(lock):
    host = re.compile(r"://|--(?:extra-)?index-url|--find-links|--trusted-host")
    faults = [
        f"{lock}:{number} {line}"
        for number, line in enumerate(tree.text(lock).splitlines(), 1)
        if host.search(line)
    ]
    assert not faults, tree.report(faults, "Lock with --no-emit-index-url --no-emit-find-links:")


def test_both_locks_pin_the_same_versions():
    pins = [dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", tree.text(lock), re.MULTILINE)) for lock in LOCKS]
    served, tried = pins
    faults = [
        f"{name}: {version}, tests run {tried.get(name)}"
        for name, version in served.items()
        if tried.get(name) != version
    ]
    assert not faults, tree.report(faults, "Lock the development packages with -c requirements.lock:")
