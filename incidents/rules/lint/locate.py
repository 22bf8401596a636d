"""Locates a hazard in an object by evaluating a true condition over smaller and smaller parts of it.

A part is the place if the condition stays true with that part alone, or becomes false without it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from incidents.rules.cel.conditions import Condition, NotEvaluated, Object, Path, Subject, at
from incidents.yamltree import Plain

LISTS = ("containers", "initContainers")
MOST_ITEMS = 30
MOST_FIELDS = 100
"""Longer lists and objects are not searched."""
STEP = re.compile(r"\['([^']+)'\]|([^.\[\]]+)")
OBJECT_FIELDS = frozenset({"apiVersion", "kind", "metadata", "spec", "data", "status"})


def places(condition: Condition, subject: Subject) -> tuple[Path, ...]:
    """The paths at which a condition that is true of the subject fires: at least one, in document order.

    A path may name a missing field; the finding is then shown at the nearest field that exists.
    """
    steps = _steps(condition)
    in_containers = "ontainers" in condition.rule.expr and not _starts_at_object(steps, subject)
    culprits = _containers(condition, subject) if in_containers else ()
    return tuple(dict.fromkeys(_resolved(steps, subject, culprit) for culprit in culprits or (None,)))


def narrowed(condition: Condition, subject: Subject, places: tuple[Path, ...]) -> tuple[Path, ...]:
    """The places, each with a deeper path where less decides; this takes most of the evaluations."""
    return tuple(_narrowed(condition, subject, path) for path in places)


def rough_path(condition: Condition, subject: Subject) -> Path:
    """The path that the rule names, without further evaluations."""
    return _resolved(_steps(condition), subject, None)


def _steps(condition: Condition) -> tuple[str, ...]:
    return tuple(quoted or plain for quoted, plain in STEP.findall(condition.rule.at))


def _starts_at_object(steps: tuple[str, ...], subject: Subject) -> bool:
    """Whether the path starts at the object, not at its pod or its containers."""
    return not set(LISTS) & set(steps) and (steps[0] in OBJECT_FIELDS or steps[0] in subject.value)


def _resolved(steps: tuple[str, ...], subject: Subject, culprit: Path | None) -> Path:
    spec = (*subject.pod, "spec")
    listed = next((index for index, name in enumerate(steps) if name in LISTS), None)
    if listed is not None and isinstance(at(subject.value, spec), dict):
        return (*culprit, *steps[listed + 1 :]) if culprit else (*spec, steps[listed])
    if _starts_at_object(steps, subject) or listed is not None:
        return steps
    around = [path for path in (culprit, spec) if path and isinstance(at(subject.value, path), dict)]
    owner = next((path for path in around if at(subject.value, (*path, steps[0])) is not None), None)
    return (*(owner or next(iter(around), ())), *steps)


def _containers(condition: Condition, subject: Subject) -> tuple[Path, ...]:
    spec = (*subject.pod, "spec")
    lists = {name: at(subject.value, (*spec, name)) for name in LISTS}
    every: list[Path] = [
        (*spec, name, index)
        for name, items in lists.items()
        if isinstance(items, list)
        for index in range(len(items))
    ]
    if not 0 < len(every) <= MOST_ITEMS:
        return ()
    if len(every) == 1:
        return tuple(every)
    for restricted in (_alone, _among_empty):
        nothing = subject.changed(restricted(subject.value, spec, None))
        if not condition.certainly_fires(nothing):
            found = [
                path
                for path in every
                if condition.certainly_fires(subject.changed(restricted(subject.value, spec, path)))
            ]
            if found:
                return tuple(found)
    return _decisive_container(condition, subject, every)


def _decisive_container(condition: Condition, subject: Subject, every: list[Path]) -> tuple[Path, ...]:
    """The one container without which the condition is false."""
    found = [path for path in every if _cleared(condition, subject.changed(without(subject.value, path)))]
    named = [path for path in found if str(path[-2]) in condition.rule.at]
    return next((tuple(one) for one in (named, found) if len(one) == 1), ())


def _alone(value: Object, spec: Path, kept: Path | None) -> Object:
    return _each_list(value, spec, lambda path, item: [item] if path == kept else [])


def _among_empty(value: Object, spec: Path, kept: Path | None) -> Object:
    return _each_list(value, spec, lambda path, item: [item] if path == kept else [{}])


def _each_list(value: Object, spec: Path, items: Callable[[Path, Plain], list[Plain]]) -> Object:
    for name in LISTS:
        listed = at(value, (*spec, name))
        if isinstance(listed, list):
            new = [one for index, item in enumerate(listed) for one in items((*spec, name, index), item)]
            value = replaced(value, (*spec, name), new)
    return value


def _narrowed(condition: Condition, subject: Subject, path: Path) -> Path:
    """A deeper path, as long as a single field or item decides."""
    inner = at(subject.value, path)
    if not isinstance(inner, dict | list):
        return path
    if not 0 < len(inner) <= (MOST_FIELDS if isinstance(inner, dict) else MOST_ITEMS):
        return path
    empty: Plain = {} if isinstance(inner, dict) else []
    if condition.certainly_fires(subject.changed(replaced(subject.value, path, empty))):
        return path
    child = next(_deciding(condition, subject, path, inner), None)
    if child is None:
        return path
    # An item of a list is precise enough; a field may hold the whole pod.
    return (*path, child) if isinstance(inner, list) else _narrowed(condition, subject, (*path, child))


def _deciding(
    condition: Condition, subject: Subject, path: Path, inner: dict[str, Plain] | list[Plain]
) -> Iterator[str | int]:
    parts: dict[str | int, Plain] = (
        {key: {key: item} for key, item in inner.items()}
        if isinstance(inner, dict)
        else {index: [item] for index, item in enumerate(inner)}
    )
    for key, kept in parts.items():
        if condition.certainly_fires(subject.changed(replaced(subject.value, path, kept))):
            yield key
    for key in parts:
        if _cleared(condition, subject.changed(without(subject.value, (*path, key)))):
            yield key


def _cleared(condition: Condition, subject: Subject) -> bool:
    """Whether the condition is certainly false."""
    try:
        return not condition.fires(subject)
    except NotEvaluated:
        return False


def replaced(value: Any, path: Path, new: Plain) -> Any:
    """A copy of `value` with `new` at the path."""
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = replaced(copy[path[0]], path[1:], new)
    return copy


def without(value: Any, path: Path) -> Any:
    """A copy of `value` without what is at the path."""
    around, last = at(value, path[:-1]), path[-1]
    left: Plain = (
        {key: item for key, item in around.items() if key != last}
        if isinstance(around, dict)
        else [item for index, item in enumerate(_items(around)) if index != last]
    )
    return replaced(value, path[:-1], left)


def _items(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else []
