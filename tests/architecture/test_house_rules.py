import ast
import re
from itertools import pairwise

import pytest

from tests.architecture import tree

# Put together here so that this file does not find itself.
SILENCED_CHECK = re.compile("#.*(" + "|".join(["type: " + "ignore", "no" + "qa", "fmt: " + "off"]) + ")")
LATER = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX"]) + r")\b")
CLOCKS = re.compile(
    r"\b(datetime\.now|datetime\.today|date\.today|time\.time|time\.monotonic|utcnow|timezone\.now)\("
)
ENGINES = (
    "incidents/stories/",
    "incidents/rules/",
    "incidents/feeds/",
    "incidents/training/",
    "incidents/openid/",
)
QUERIES = re.compile(r"with .*(num_queries\((?!0)|\bstatements\.counted\()")
NETWORK = ("socket", "ssl", "http", "urllib.request", "httpx", "httpcore", "requests", "subprocess")


def importers(names: list[str], *packages: str) -> list[str]:
    return [
        f"{name}:{line} imports {dotted}"
        for name in names
        for line, dotted in tree.imports(name)
        if tree.is_within(dotted, *packages)
    ]


def matching(names: list[str], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number} {line.strip()}"
        for name in names
        for number, line in enumerate(tree.text(name).splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_signals():
    faults = importers(tree.python(*tree.APPLICATION), "django.dispatch", "django.db.models.signals")
    assert not faults, tree.report(faults, "Call the verb where the state changes; a signal hides it:")


def test_no_generic_relations():
    faults = importers(tree.python(*tree.APPLICATION), "django.contrib.contenttypes.fields")
    assert not faults, tree.report(faults, "Write one foreign key for each thing pointed at:")


def test_no_mocks():
    faults = importers(tree.python(), "unittest." + "mock", "mock", "pytest_mock")
    assert not faults, tree.report(faults, "Hand the collaborator in as a parameter:")


def test_a_number_of_queries_says_which():
    faults = [
        f"{name}:{number} {line.strip()}"
        for name in tree.python("tests/")
        for above, (number, line) in pairwise(enumerate(tree.text(name).splitlines(), 1))
        if QUERIES.search(line) and not above[1].lstrip().startswith("#")
    ]
    assert not faults, tree.report(faults, "Say in a comment above which queries these are:")


def test_no_check_is_silenced():
    faults = matching(tree.python(), SILENCED_CHECK)
    assert not faults, tree.report(faults, "Repair what the check found, or change the rule in the open:")


def test_nothing_is_left_for_later():
    ours = [name for name in tree.files() if not name.startswith("fixtures/") and not name.endswith(".lock")]
    faults = matching(ours, LATER)
    assert not faults, tree.report(faults, "Do it or drop it:")


def test_verbs_and_tables_know_no_request():
    faults = importers(
        tree.python("incidents/domain/", "incidents/models/"), "django.http", "django.shortcuts"
    )
    assert not faults, tree.report(faults, "Take what is needed from the request as parameters:")


def test_types_are_decoded_by_a_decoder_that_one_thread_has_built():
    own = re.compile(r"\bmsgspec\.convert\(|\bjson\.decode\(.*\btype=|\bjson\.Decoder\(")
    outside = [name for name in tree.python(*tree.APPLICATION) if name != "incidents/decoding.py"]
    faults = matching(outside, own)
    assert not faults, tree.report(faults, "Call incidents.decoding.decoder; msgspec is not safe there:")


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_read_no_clock(engine):
    faults = matching(tree.python(engine), CLOCKS)
    assert not faults, tree.report(faults, "Take the time as a parameter:")


def test_engines_reach_no_network():
    # One fetches feeds, one shuts a rule that somebody typed into a process of its own, one runs promtool.
    outward = {
        "incidents/feeds/fetch/__init__.py",
        "incidents/feeds/fetch/connection.py",
        "incidents/rules/proof/promtool.py",
        "incidents/rules/proof/sandbox.py",
    }
    faults = importers([name for name in tree.python(*ENGINES) if name not in outward], *NETWORK)
    assert not faults, tree.report(faults, f"Only {', '.join(sorted(outward))} may reach out:")


def classes() -> list[tuple[str, ast.ClassDef]]:
    return [
        (name, node)
        for name in tree.python("incidents/")
        for node in ast.walk(tree.syntax(name))
        if isinstance(node, ast.ClassDef)
    ]


def test_no_model_overrides_save():
    faults = [
        f"{name}:{method.lineno} {owner.name}.{method.name}"
        for name, owner in classes()
        if "/models" in name
        for method in owner.body
        if isinstance(method, ast.FunctionDef) and method.name == "save"
    ]
    assert not faults, tree.report(faults, "A named verb in incidents/domain/ says what happens:")


def test_forms_and_serializers_do_not_save():
    faults = [
        f"{name}:{method.lineno} {owner.name}.{method.name}"
        for name, owner in classes()
        if name.startswith(("incidents/web/", "incidents/api/"))
        for method in owner.body
        if isinstance(method, ast.FunctionDef) and method.name in {"save", "perform_create", "perform_update"}
    ]
    assert not faults, tree.report(faults, "Forms and serializers shape and validate; a verb saves:")


def test_no_table_has_an_order_of_its_own():
    faults = [
        f"{name}:{owner.lineno}"
        for name, owner in classes()
        if "/models" in name and owner.name == "Meta"
        for statement in owner.body
        if isinstance(statement, ast.Assign) and "ordering" in {ast.unparse(t) for t in statement.targets}
    ]
    assert not faults, tree.report(faults, "Order where the rows are asked for:")
