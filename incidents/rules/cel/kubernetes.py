"""CEL as the Kubernetes API server runs it, as two environments.

`strict` type-checks an expression as the API server would: a quantity is a type of its own, and
`quantity('1') > quantity('2')` is an error. It evaluates nothing. `run` evaluates: a quantity is text that
holds billionths, so that equal quantities compare as equal. Both lack `indexOf` and `lastIndexOf` of lists,
which the library cannot declare together with those of strings, and the list functions for times.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib import import_module
from itertools import islice, pairwise
from typing import Any

from cel_expr_python import cel
from cel_expr_python.ext import ext_optional, ext_strings

from incidents.rules.cel import quantity
from incidents.rules.cel.quantity import SCALE

Type = cel.Type
Parameters = Sequence[cel.Type]
Implementation = Callable[..., Any]

VARIABLES = {
    "object": Type.DYN,
    "oldObject": Type.DYN,
    "objects": Type.List(Type.DYN),
    "variables.podSpec": Type.DYN,
    "variables.podMeta": Type.DYN,
    "variables.containers": Type.DYN,
    "variables.allContainers": Type.DYN,
}
"""Declared one by one, because a variable that a condition does not name is not converted."""
QUANTITY = Type.AbstractType("kubernetes.Quantity")
ANY = Type.List(Type.DYN)
NUMBERS = (Type.INT, Type.DOUBLE)
ORDERED = (*NUMBERS, Type.STRING, Type.BOOL)


@cache
def strict() -> cel.Env:
    return _environment([*_quantity_functions(QUANTITY), *_text_functions(), *_typed_list_functions()])


def run() -> cel.Env:
    """The same in all threads: what one environment has compiled is evaluated in it."""
    return _RUN


def _environment(functions: list[cel.FunctionDecl]) -> cel.Env:
    extensions = [ext_optional.ExtOptional(), ext_strings.ExtStrings()]
    return cel.NewEnv(variables=VARIABLES, functions=functions, extensions=extensions)


def _member(name: str, returned: cel.Type, parameters: Parameters, does: Implementation) -> cel.Overload:
    return cel.Overload(name, returned, parameters, is_member=True, impl=does)


def _quantity_functions(kind: cel.Type) -> list[cel.FunctionDecl]:
    """Functions of quantities. `kind`: the type of a quantity in this environment."""
    read = cel.Overload("string_to_quantity", kind, [Type.STRING], impl=_read)
    known = cel.Overload("is_quantity_string", Type.BOOL, [Type.STRING], impl=quantity.is_quantity)
    members: list[tuple[str, list[tuple[str, cel.Type, Parameters, Implementation]]]] = [
        (
            "isGreaterThan",
            [("quantity_gt", Type.BOOL, [kind, kind], lambda one, other: int(one) > int(other))],
        ),
        ("isLessThan", [("quantity_lt", Type.BOOL, [kind, kind], lambda one, other: int(one) < int(other))]),
        (
            "compareTo",
            [("quantity_compare", Type.INT, [kind, kind], lambda one, other: _sign(int(one) - int(other)))],
        ),
        ("sign", [("quantity_sign", Type.INT, [kind], lambda one: _sign(int(one)))]),
        ("isInteger", [("quantity_is_integer", Type.BOOL, [kind], lambda one: int(one) % SCALE == 0)]),
        ("asInteger", [("quantity_integer", Type.INT, [kind], lambda one: quantity.whole(int(one)))]),
        ("asApproximateFloat", [("quantity_float", Type.DOUBLE, [kind], lambda one: int(one) / SCALE)]),
        ("add", _sums("add", kind, 1)),
        ("sub", _sums("sub", kind, -1)),
    ]
    declared = [cel.FunctionDecl(name, [_member(*one) for one in overloads]) for name, overloads in members]
    return [cel.FunctionDecl("quantity", [read]), cel.FunctionDecl("isQuantity", [known]), *declared]


def _sums(name: str, kind: cel.Type, sign: int) -> list[tuple[str, cel.Type, Parameters, Implementation]]:
    return [
        (f"quantity_{name}", kind, [kind, kind], lambda one, other: str(int(one) + sign * int(other))),
        (
            f"quantity_{name}_int",
            kind,
            [kind, Type.INT],
            lambda one, other: str(int(one) + sign * other * SCALE),
        ),
    ]


def _read(text: str) -> str:
    return str(quantity.billionths(text))


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _text_functions() -> list[cel.FunctionDecl]:
    text, many = Type.STRING, Type.List(Type.STRING)
    return [
        cel.FunctionDecl("find", [_member("string_find", text, [text, text], _find)]),
        cel.FunctionDecl(
            "findAll",
            [
                _member("string_find_all", many, [text, text], _find_all),
                _member("string_find_all_limited", many, [text, text, Type.INT], _find_all),
            ],
        ),
    ]


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> Any:
    try:
        return _re2().compile(pattern, _options())
    except _re2().error as error:
        raise ValueError(f"“{pattern[:80]}” is no regular expression of RE2") from error


@cache
def _options() -> Any:
    options = _re2().Options()
    options.log_errors = False
    return options


@cache
def _re2() -> Any:
    """The RE2 library, loaded only for `find` and `findAll`, which few conditions use."""
    return import_module("re2")


def _find(text: str, pattern: str) -> str:
    found = _pattern(pattern).search(text)
    return found.group() if found else ""


def _find_all(text: str, pattern: str, limit: int = -1) -> list[str]:
    """A negative `limit` means no limit."""
    return list(islice(_found(text, pattern), None if limit < 0 else limit))


def _found(text: str, pattern: str) -> Any:
    # Go, the language of Kubernetes, omits an empty match that touches the previous match.
    before = -1
    for found in _pattern(pattern).finditer(text):
        if found.end() > found.start() or found.start() != before:
            yield found.group()
        before = found.end()


def _list_functions() -> list[cel.FunctionDecl]:
    """Functions of lists for `run`, which does not know the type of their items."""
    return [
        cel.FunctionDecl("sum", [_member("list_sum", Type.DYN, [ANY], _sum)]),
        cel.FunctionDecl("min", [_member("list_min", Type.DYN, [ANY], min)]),
        cel.FunctionDecl("max", [_member("list_max", Type.DYN, [ANY], max)]),
        cel.FunctionDecl("isSorted", [_member("list_is_sorted", Type.BOOL, [ANY], _is_sorted)]),
    ]


def _typed_list_functions() -> list[cel.FunctionDecl]:
    def typed(name: str, kinds: Sequence[cel.Type], returned: cel.Type | None = None) -> cel.FunctionDecl:
        return cel.FunctionDecl(
            name,
            [
                cel.Overload(
                    f"list_{name}_{kind.name()}", returned or kind, [Type.List(kind)], is_member=True
                )
                for kind in kinds
            ],
        )

    return [
        typed("sum", NUMBERS),
        typed("min", ORDERED),
        typed("max", ORDERED),
        typed("isSorted", ORDERED, Type.BOOL),
    ]


def _sum(items: list[Any]) -> Any:
    return sum(items[1:], start=items[0]) if items else 0


def _is_sorted(items: list[Any]) -> bool:
    return all(one <= other for one, other in pairwise(items))


_RUN = _environment([*_quantity_functions(Type.STRING), *_text_functions(), *_list_functions()])
