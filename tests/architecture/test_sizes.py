import ast

from tests.architecture import tree

MODULE_LINES = 400
FUNCTION_LINES = 60
VIEW_LINES = 40
TASK_STATEMENT_LINES = 5
TEMPLATE_LINES = 80

Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines_of(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def body_lines(function: Function) -> int:
    """Lines of the statements, without the signature and the docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def is_view(function: Function) -> bool:
    return bool(function.args.args) and function.args.args[0].arg == "request"


def is_task(function: Function) -> bool:
    return any("task" in ast.unparse(decorator) for decorator in function.decorator_list)


def longer(names: list[str], limit: int) -> list[str]:
    sizes = {name: len(tree.text(name).splitlines()) for name in names}
    return [f"{name}: {size} lines, at most {limit}" for name, size in sizes.items() if size > limit]


def test_modules_stay_small():
    faults = longer(tree.python(), MODULE_LINES)
    assert not faults, tree.report(faults, "Name the noun that is missing and split:")


def test_templates_stay_small():
    faults = longer(tree.templates(), TEMPLATE_LINES)
    assert not faults, tree.report(faults, "Move a part of the page into a component:")


def test_functions_stay_small():
    faults = [
        f"{name}:{function.lineno} {function.name}: {lines_of(function)} lines, at most {FUNCTION_LINES}"
        for name in tree.python()
        for function in tree.functions(name)
        if lines_of(function) > FUNCTION_LINES
    ]
    assert not faults, tree.report(faults, "Name the steps and split:")


def test_views_only_translate():
    faults = [
        f"{name}:{view.lineno} {view.name}: {lines_of(view)} lines, at most {VIEW_LINES}"
        for name in tree.python("incidents/web/")
        for view in tree.functions(name)
        if is_view(view) and lines_of(view) > VIEW_LINES
    ]
    assert not faults, tree.report(faults, "Find the rows, make one domain call, translate the answer:")


def test_tasks_make_one_call():
    faults = [
        f"{name}:{task.lineno} {task.name}: {body_lines(task)} lines, at most {TASK_STATEMENT_LINES}"
        for name in tree.python("incidents/tasks/")
        for task in tree.functions(name)
        if is_task(task) and body_lines(task) > TASK_STATEMENT_LINES
    ]
    assert not faults, tree.report(faults, "Move the work into a verb under incidents/domain/:")
