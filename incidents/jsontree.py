"""Reads JSON to a `Tree`. Refuses duplicate keys, of which other decoders silently keep one."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import NoReturn

from incidents import yamltree
from incidents.errors import Fault, Refused
from incidents.yamltree import Plain, Tree, step

REFUSED = "The JSON cannot be read."
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class _Doubled(dict[str, Plain]):
    """An object with duplicate keys."""

    duplicate_keys: tuple[str, ...] = ()


def read(data: bytes | str) -> Tree:
    """Raises `Refused` for invalid, too large or too deeply nested JSON, and for duplicate keys."""
    if len(data) > yamltree.MAX_BYTES:
        raise yamltree.too_large()
    doubled: list[_Doubled] = []

    def collect(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
        fields = dict(pairs)
        if len(fields) == len(pairs):
            return fields
        doubled.append(_Doubled(fields))
        doubled[-1].duplicate_keys = _duplicates([name for name, _ in pairs])
        return doubled[-1]

    try:
        text = (data if isinstance(data, bytes) else data.encode()).decode()
        value = json.loads(text, object_pairs_hook=collect, parse_constant=_constant, parse_float=_float)
        if SURROGATE.search(text):
            json.dumps(
                value, ensure_ascii=False
            ).encode()  # a lone surrogate could not be quoted in a response
    except RecursionError:
        raise Refused(REFUSED, [Fault("", "is nested too deep")]) from None
    except ValueError as error:
        raise Refused(REFUSED, [Fault("", f"is no JSON: {error}")]) from None
    if doubled:
        faults = [Fault(place, "appears twice; keep one") for place in _places(value)]
        raise Refused(REFUSED, faults)
    return Tree(value)


def _duplicates(names: list[str]) -> tuple[str, ...]:
    return tuple(name for name, number in Counter(names).items() if number > 1)


def _places(value: Plain) -> Iterator[str]:
    """The JSON pointers of duplicate keys, except in objects that a duplicate key has replaced."""
    waiting = [("", value)]
    while waiting:
        pointer, one = waiting.pop()
        if isinstance(one, _Doubled):
            yield from (step(pointer, name) for name in one.duplicate_keys)
        if isinstance(one, dict):
            waiting += [(step(pointer, name), inside) for name, inside in one.items()]
        elif isinstance(one, list):
            waiting += [(step(pointer, index), inside) for index, inside in enumerate(one)]


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is invalid")


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number is out of range")
    return number
