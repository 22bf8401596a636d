from typing import Any

import pytest
from cel_expr_python import cel

from incidents.rules.cel import kubernetes


def evaluated(expression: str, **data: Any) -> Any:
    kubernetes.strict().compile(expression)
    value = kubernetes.run().compile(expression).eval(data=data)
    if value.type() == cel.Type.ERROR:
        raise ArithmeticError(value.value())
    return value.plain_value()


@pytest.mark.parametrize(
    "expression",
    [
        "quantity('1Gi').isGreaterThan(quantity('500Mi'))",
        "quantity('100m').isLessThan(quantity('1'))",
        "quantity('1Gi') == quantity('1024Mi')",
        "quantity('0.1').add(quantity('0.2')) == quantity('0.3')",
        "quantity('1').add(1) == quantity('2')",
        "quantity('1').sub(quantity('1500m')).sign() == -1",
        "quantity('3').sub(1).asInteger() == 2",
        "quantity('1').compareTo(quantity('1000m')) == 0",
        "quantity('500m').asApproximateFloat() == 0.5",
        "quantity('1Ki').isInteger() && !quantity('1m').isInteger()",
        "isQuantity('1Mi') && !isQuantity('1 Mi')",
        "'-Xmx4g -Xms1g'.find('-Xm[xs][0-9]+g') == '-Xmx4g'",
        "'none'.find('[0-9]') == ''",
        "'a1b22'.findAll('[0-9]+') == ['1', '22']",
        "'a1b22'.findAll('[0-9]*') == ['', '1', '22']",
        "'a1b22'.findAll('[0-9]+', 1) == ['1'] && 'a1'.findAll('[0-9]', 0) == []",
        "[1, 2].sum() == 3 && [1.5, 2.0].sum() == 3.5",
        "[3, 1, 2].min() == 1 && ['a', 'b'].max() == 'b'",
        "[1, 2, 2].isSorted() && !['b', 'a'].isSorted()",
        "'abc'.indexOf('c') == 2",
        "{'a': 1}.?b.orValue(2) == 2",
    ],
)
def test_functions_evaluate_as_in_kubernetes(expression: str) -> None:
    assert evaluated(expression) is True


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("quantity('1') > quantity('2')", "no matching overload for '_>_'"),
        ("quantity('1') == '1'", "no matching overload"),
        ("quantity(1)", "no matching overload for 'quantity'"),
        ("[true].sum()", "no matching overload for 'sum'"),
        ("cel.bind(x, 1, x) == 1", "undeclared reference"),
        ("math.greatest(1, 2) == 2", "undeclared reference to 'math"),
        ("pod.spec", "undeclared reference to 'pod"),
        ("variables.missing", "undeclared reference to 'variables"),
    ],
)
def test_an_expression_that_the_api_server_would_refuse_is_refused(expression: str, says: str) -> None:
    with pytest.raises(RuntimeError, match=says):
        kubernetes.strict().compile(expression)


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("quantity('many').sign()", "“many” is no quantity"),
        ("quantity('500m').asInteger()", "no whole number"),
        ("quantity(object.cpu).sign()", "No matching overloads"),
        ("'a'.find('(')", "no regular expression"),
        ("[].min() == 1", "empty"),
        ("[1, 'a'].map(x, dyn(x)).sum() == 1", "unsupported operand"),
    ],
)
def test_a_failed_evaluation_is_an_error_with_the_reason(expression: str, says: str) -> None:
    with pytest.raises(ArithmeticError, match=says):
        evaluated(expression, object={"cpu": 1}, variables={})


def test_the_sum_of_an_empty_list_is_zero() -> None:
    assert evaluated("object.numbers.sum() == 0", object={"numbers": []}) is True
