"""Conditions of manifest rules, evaluated over one object at a time."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from incidents.rules.deadline import Deadline, no_deadline
from incidents.rules.record import ManifestRule
from incidents.yamltree import Plain

Object = dict[str, Plain]
Path = tuple[str | int, ...]

OF_LIBRARY = re.compile(r"^(?:[A-Z_]+: )(?:ERROR: )?(?:<input>:)?|\s*\[[A-Z_]+\]$")
LONGEST_REASON = 500
BUDGET = "takes more than 10,000 steps over this object; nothing longer is evaluated"

TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "Pod": (),
    "PodTemplate": ("template",),
}
"""Where the pod stands in an object, by kind; in all others at `spec.template`."""


class NotEvaluated(Exception):
    """The condition does not compile, or says neither true nor false of an object; the text is the reason."""


@dataclass(frozen=True, eq=False)
class Subject:
    """An object as conditions see it. What they need is converted once for all of them."""

    value: Object
    before: Object | None = None
    """What stood there before the change."""
    others: Mapping[tuple[str, ...], Sequence[Object]] = field(default_factory=dict)
    """Other objects by the kinds that a rule asks for."""
    deadline: Deadline = no_deadline
    _activations: dict[tuple[str, ...], Any] = field(default_factory=dict)

    @property
    def pod(self) -> tuple[str, ...]:
        """Path of the pod, or of its template."""
        return TEMPLATES.get(str(self.value.get("kind")), ("spec", "template"))

    def changed(self, value: Object) -> "Subject":
        return Subject(value, self.before, self.others, self.deadline)

    def activation(self, context: tuple[str, ...]) -> Any:
        if context not in self._activations:
            self._activations[context] = _kubernetes().run().Activation(self._data(context))
        return self._activations[context]

    def _data(self, context: tuple[str, ...]) -> dict[str, Any]:
        data: dict[str, Any] = {"object": self.value, **self._variables()}
        if self.before is not None:
            data["oldObject"] = self.before
        if context:
            data["objects"] = list(self.others.get(context, ()))
        return data

    def _variables(self) -> dict[str, Plain]:
        spec = _mapping(at(self.value, (*self.pod, "spec")))
        containers, first = _list(spec.get("containers")), _list(spec.get("initContainers"))
        return {
            "variables.podSpec": spec,
            "variables.podMeta": _mapping(at(self.value, (*self.pod, "metadata"))),
            "variables.containers": containers,
            "variables.allContainers": [*containers, *first],
        }


class Condition:
    def __init__(self, rule: ManifestRule, compiled: bytes | None = None) -> None:
        """`compiled`: its expression. Raises `NotEvaluated` where the expression does not compile."""
        self.rule = rule
        self.asked = 0
        """How often it was evaluated."""
        self._program = _restored(compiled) or _compiled(_kubernetes().run(), rule.expr)

    def fires(self, subject: Subject) -> bool:
        """Raises `NotEvaluated` where it cannot be told, `DeadlineExceeded` where no time is left."""
        subject.deadline()
        self.asked += 1
        if self.rule.context:
            # Most often the object alone decides, and need not be converted anew beside others.
            with suppress(NotEvaluated):
                return self._says(subject, ())
        return self._says(subject, self.rule.context)

    def _says(self, subject: Subject, context: tuple[str, ...]) -> bool:
        try:
            value = self._program.eval(subject.activation(context))
            said = value.plain_value()
        except RuntimeError as error:
            raise NotEvaluated(_reason(str(error))) from None
        if isinstance(said, bool):
            return said
        if value.type() == _kubernetes().Type.ERROR:
            raise NotEvaluated(_reason(str(value.value())))
        raise NotEvaluated("says neither true nor false")

    def surely_fires(self, subject: Subject) -> bool:
        try:
            return self.fires(subject)
        except NotEvaluated:
            return False


def compiled(expression: str) -> bytes:
    """For `Condition`, which reads it in a sixth of the time. Not the same bytes each time."""
    made: bytes = _compiled(_kubernetes().run(), expression).serialize()
    return made


def objection(expression: str) -> str | None:
    """Why the API server would not compile it as a condition, with line and column in the expression."""
    try:
        returned = _compiled(_kubernetes().strict(), expression).return_type()
    except NotEvaluated as refused:
        return str(refused)
    kinds = _kubernetes().Type
    if returned not in (kinds.BOOL, kinds.DYN):
        return f"gives {returned.name().lower()}; a condition has to be true or false"
    return None


@cache
def _kubernetes() -> Any:
    """Loaded when something is judged: CEL takes 25 MB that a process which shows pages can do without."""
    return import_module("incidents.rules.cel.kubernetes")


def at(value: Plain, path: Path) -> Plain:
    """`None` where nothing is."""
    for key in path:
        if isinstance(value, dict) and isinstance(key, str):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return None
    return value


def _compiled(environment: Any, expression: str) -> Any:
    try:
        return environment.compile(expression)
    except RuntimeError as error:
        raise NotEvaluated(_reason(str(error))) from None


def _restored(compiled: bytes | None) -> Any:
    """`None` where there is nothing, or what another version of the library wrote."""
    if compiled is None:
        return None
    try:
        return _kubernetes().run().deserialize(compiled)
    except RuntimeError:
        return None


def _reason(said: str) -> str:
    if "Iteration budget exceeded" in said:
        return BUDGET
    # The lines below repeat the expression.
    return OF_LIBRARY.sub("", said.partition("\n |")[0]).strip()[:LONGEST_REASON]


def _mapping(value: Plain) -> dict[str, Plain]:
    return value if isinstance(value, dict) else {}


def _list(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else []
