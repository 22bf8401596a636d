import re

from django.core.management import get_commands

from incidents.cli import served
from kb import env
from tests.architecture import tree

README = "README.md"
OUR_VARIABLE = re.compile(r"\bSOUNDINGS_[A-Z_]+\b")
TABLE_ROW = re.compile(r"^\|\s*`([A-Z][A-Z0-9_]*)`", re.MULTILINE)


def undocumented(names: list[str]) -> list[str]:
    readme = tree.text(README) if README in tree.files() else ""
    return [name for name in sorted(names) if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", readme)]


def test_every_environment_variable_is_documented():
    faults = undocumented(list(env.VARIABLES))
    assert not faults, tree.report(faults, f"{README} says what each variable means:")


OF_THE_COMMAND_LINE = served.VARIABLE
"""The command line reads it itself, since it knows no settings."""


def test_every_documented_variable_exists():
    readme = tree.text(README) if README in tree.files() else ""
    documented = {*OUR_VARIABLE.findall(readme), *TABLE_ROW.findall(readme)}
    assert documented, f"{README} documents no variable."
    faults = sorted(documented - set(env.VARIABLES) - {OF_THE_COMMAND_LINE})
    assert not faults, tree.report(faults, f"{README} names variables that nothing reads:")


def test_every_management_command_is_documented():
    ours = [name for name, application in get_commands().items() if application == "incidents"]
    faults = undocumented(ours)
    assert not faults, tree.report(faults, f"{README} says what each command is for:")


def test_every_endpoint_is_documented():
    # Imports every view: where one is broken, only this test says so.
    from drf_spectacular.generators import SchemaGenerator

    schema = SchemaGenerator().get_schema(request=None, public=True)
    assert schema["paths"], "The schema holds no endpoint."
    readme = tree.text(README) if README in tree.files() else ""
    faults = [path for path in schema["paths"] if path.rstrip("/") not in readme]
    assert not faults, tree.report(faults, f"{README} lists every endpoint:")
