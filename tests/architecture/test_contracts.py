import tomllib

import pytest

from tests.architecture import tree

ENGINES = {
    "incidents.stories",
    "incidents.rules",
    "incidents.finding",
    "incidents.feeds",
    "incidents.training",
    "incidents.openid",
    "incidents.answering",
    "incidents.bundling",
    "incidents.decoding",
    "incidents.erasing",
    "incidents.refs",
    "incidents.jsontree",
    "incidents.mcp",
    "incidents.structs",
    "incidents.yamlnodes",
    "incidents.yamltree",
    "incidents.yamlwriting",
    "incidents.errors",
}
VERBS_AND_TABLES = {"incidents.domain", "incidents.models", "incidents.access"}


def contract(name: str) -> dict[str, list[str]]:
    configuration = tomllib.loads(tree.text("pyproject.toml"))
    contracts = configuration["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract["name"] == name)


def existing(modules: set[str]) -> set[str]:
    """Those of `modules` that are a file or a package with files in it."""
    paths = {module: module.replace(".", "/") for module in modules}
    return {
        module
        for module, path in paths.items()
        if f"{path}.py" in tree.files() or f"{path}/__init__.py" in tree.files()
    }


@pytest.mark.parametrize(
    ("name", "modules"),
    [("Engines are plain Python", ENGINES), ("Verbs and tables know no transport", VERBS_AND_TABLES)],
)
def test_every_module_that_exists_is_under_its_contract(name, modules):
    listed = set(contract(name)["source_modules"])
    assert listed == existing(modules), f"List it in pyproject.toml under the contract {name!r}."
