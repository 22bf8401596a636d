"""Explains to people why a condition cannot be evaluated over an object: which value has the wrong type."""

import re
from collections.abc import Callable, Iterator

from incidents.rules.cel.conditions import Condition, EvaluationFailed, NotEvaluated, Path, Subject, at
from incidents.rules.deadline import DeadlineExceeded
from incidents.rules.lint import naming
from incidents.rules.lint.locate import MOST_FIELDS, replaced, without
from incidents.yamltree import Plain, scalar

MOST_VALUES = 100
"""Values of the part at fault that are tried as another type."""
LONGEST_VALUE = 60
"""In characters."""
NOT_REMOVED: frozenset[Path] = frozenset({("apiVersion",), ("kind",)})
"""Without its kind, an object has its pod elsewhere."""
STARTS: tuple[Path, ...] = ((), ("spec",), ("metadata",))
"""Where the search begins: few conditions can be evaluated without a whole specification."""
MISSING = re.compile(r'Key not found in map : "?(.*?)"?$')
QUOTED = re.compile("“(.*?)”", re.DOTALL)
KNOWN = (
    (re.compile("Index error"), "a list has fewer items than the rule needs"),
    (re.compile("by zero|overflow"), "a number is zero or too large for what the rule computes"),
)
OTHER = "a value has a type that the rule does not expect"


def explained(condition: Condition, subject: Subject, failed: EvaluationFailed) -> tuple[str, Path]:
    """The reason, and the path of the value behind it: an empty one where none can be named."""
    text = str(failed)
    if missing := MISSING.search(text):
        return f"the rule needs the field “{missing[1]}”, which is not there", ()
    if known := next((reason for pattern, reason in KNOWN if pattern.search(text)), None):
        return known, ()
    try:
        path = _decisive(condition, subject)
        # Functions of ours write for people, with quotation marks that the library does not have.
        if quoted := QUOTED.match(text):
            values = _values(at(subject.value, path), path)
            place = next((one for one, value in values if value == quoted[1]), path)
            return _at(subject, place, text), place
        return _mistyped(condition, subject, path)
    except DeadlineExceeded:
        return OTHER, ()


def _decisive(condition: Condition, subject: Subject) -> Path:
    """The smallest part without which the condition can be evaluated; an empty path where there is none."""
    return next((path for start in STARTS if (path := _deepest(condition, subject, start)) != start), ())


def _deepest(condition: Condition, subject: Subject, path: Path) -> Path:
    for key in _keys(at(subject.value, path)):
        deeper = (*path, key)
        if deeper not in NOT_REMOVED and _evaluates(
            condition, subject.changed(without(subject.value, deeper))
        ):
            return _deepest(condition, subject, deeper)
    return path


def _mistyped(condition: Condition, subject: Subject, part: Path) -> tuple[str, Path]:
    for kind, needed, advice in (
        (_as_text, "text", "put it in quotes"),
        (_as_number, "a number", "write it without quotes"),
    ):
        if (path := _culprit(condition, subject, part, kind)) is not None:
            value = at(subject.value, path)
            return _at(subject, path, f"{_shown(value)}, and the rule needs {needed}; {advice}"), path
    if not part:
        return OTHER, ()
    return _at(subject, part, f"{_shown(at(subject.value, part))}, which the rule does not expect"), part


def _culprit(
    condition: Condition, subject: Subject, part: Path, convert: Callable[[Plain], Plain]
) -> Path | None:
    """The value whose conversion is enough for the condition to be evaluated, or the first of several."""
    found = {path: convert(value) for path, value in _values(at(subject.value, part), part)}
    found = {path: new for path, new in found.items() if new is not None}
    if not 0 < len(found) <= MOST_VALUES:
        return None

    def suffices(*paths: Path) -> bool:
        whole = subject.value
        for path in paths:
            whole = replaced(whole, path, found[path])
        return _evaluates(condition, subject.changed(whole))

    if enough := next((path for path in found if suffices(path)), None):
        return enough
    if not suffices(*found):
        return None
    return next((path for path in found if not suffices(*(one for one in found if one != path))), None)


def _evaluates(condition: Condition, subject: Subject) -> bool:
    try:
        condition.fires(subject)
    except NotEvaluated:
        return False
    return True


def _keys(value: Plain) -> list[str | int]:
    if isinstance(value, dict) and len(value) <= MOST_FIELDS:
        return list(value)
    return list(range(len(value))) if isinstance(value, list) and len(value) <= MOST_FIELDS else []


def _values(value: Plain, path: Path) -> Iterator[tuple[Path, Plain]]:
    if not isinstance(value, dict | list):
        yield path, value
    for key in _keys(value):
        yield from _values(at(value, (key,)), (*path, key))


def _as_text(value: Plain) -> Plain:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else None


def _as_number(value: Plain) -> Plain:
    number = scalar(value) if isinstance(value, str) else None
    return number if isinstance(number, int | float) and not isinstance(number, bool) else None


def _shown(value: Plain) -> str:
    if isinstance(value, dict):
        return "has fields"
    if isinstance(value, list):
        return "is a list"
    if isinstance(value, bool):
        return f"is {str(value).lower()}"
    if isinstance(value, int | float):
        return f"is the number {value}"
    return f"is the text “{str(value)[:LONGEST_VALUE]}”"


def _at(subject: Subject, path: Path, text: str) -> str:
    """The text with what it is about, such as `container web, env PORT: value`."""
    around = naming.part(subject.value, path)
    field = str(path[-1]) if path and isinstance(path[-1], str) else ""
    if not field:
        return f"{around}: {text}" if around else text
    return f"{': '.join(filter(None, [around, field]))} {text}"
