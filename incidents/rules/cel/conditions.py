"""Conditions of manifest rules, evaluated over one object at a time."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any

from msgspec import Struct, field

from incidents.rules.deadline import Deadline, no_deadline
from incidents.rules.record import ManifestRule
from incidents.yamltree import Plain

Object = dict[str, Plain]
Path = tuple[str | int, ...]

LIBRARY_PREFIX = re.compile(r"^(?:[A-Z_]+: )(?:ERROR: )?(?:<input>:)?|\s*\[[A-Z_]+\]$")
LONGEST_REASON = 500
NOTHING_AROUND = ("",)
BUDGET = "takes more than 10,000 steps over this object, where the evaluation stops"

TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "Pod": (),
    "PodTemplate": ("template",),
}
"""The path of the pod in an object, by kind; every other kind has it at `spec.template`."""


class NotEvaluated(Exception):
    """The condition does not compile, or is neither true nor false of an object; the text is the reason."""


class EvaluationFailed(NotEvaluated):
    """The condition cannot be evaluated over this object; the text is for authors of rules."""


class Evaluations(Struct):
    """A count that an object shares with its changed copies."""

    count: int = 0


class Subject(Struct, frozen=True, eq=False):
    """An object as conditions see it, in one thread; the CEL variables are converted once for all of them."""

    value: Object
    before: Object | None = None
    """The object before the change."""
    others: Mapping[tuple[str, ...], Sequence[Object]] = {}
    """The cluster context, by the kinds that a rule names."""
    deadline: Deadline = no_deadline
    evaluations: Evaluations = field(default_factory=Evaluations)
    _activations: dict[tuple[str, ...], Any] = {}

    @property
    def pod(self) -> tuple[str, ...]:
        """The path of the pod, or of the pod template."""
        return TEMPLATES.get(str(self.value.get("kind")), ("spec", "template"))

    def changed(self, value: Object) -> "Subject":
        return Subject(value, self.before, self.others, self.deadline, self.evaluations)

    def activation(self, context: tuple[str, ...]) -> Any:
        """Contexts in which there is nothing share one."""
        key = context if self.others.get(context) else NOTHING_AROUND[: len(context)]
        if key not in self._activations:
            self._activations[key] = _kubernetes().run().Activation(self._data(context))
        return self._activations[key]

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
    """The compiled condition of one rule, which threads may share: it keeps nothing of what it evaluates."""

    def __init__(self, rule: ManifestRule, compiled: bytes | None = None) -> None:
        """`compiled`: from `serialised`. Raises `NotEvaluated` if the expression does not compile."""
        self.rule = rule
        self._program = _restored(compiled) or _compiled(_kubernetes().run(), rule.expr)

    def fires(self, subject: Subject) -> bool:
        """Whether the condition is true. Raises `NotEvaluated` and `DeadlineExceeded`."""
        subject.deadline()
        subject.evaluations.count += 1
        if subject.others.get(self.rule.context):
            # Usually the object alone decides; converting the others is the expensive part.
            with suppress(NotEvaluated):
                return self._evaluate(subject, ())
        return self._evaluate(subject, self.rule.context)

    def _evaluate(self, subject: Subject, context: tuple[str, ...]) -> bool:
        try:
            value = self._program.eval(subject.activation(context))
            answer = value.plain_value()
        except RuntimeError as error:
            raise _failure(str(error)) from None
        if isinstance(answer, bool):
            return answer
        if value.type() == _kubernetes().Type.ERROR:
            raise _failure(str(value.value()))
        raise NotEvaluated("is neither true nor false")

    def certainly_fires(self, subject: Subject) -> bool:
        try:
            return self.fires(subject)
        except NotEvaluated:
            return False


def serialised(expression: str) -> bytes:
    """The compiled expression, which `Condition` loads in a sixth of the time; not reproducible."""
    made: bytes = _compiled(_kubernetes().run(), expression).serialize()
    return made


def objection(expression: str) -> str | None:
    """Why the API server would not compile the expression as a condition, with line and column in it."""
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
    """The CEL library. It takes 25 MB, so it is loaded only by a process that evaluates something."""
    return import_module("incidents.rules.cel.kubernetes")


def at(value: Plain, path: Path) -> Plain:
    """The value at the path, `None` where there is none."""
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
    """The deserialised program; `None` without one, or if another version of the library wrote it."""
    if compiled is None:
        return None
    try:
        return _kubernetes().run().deserialize(compiled)
    except RuntimeError:
        return None


def _failure(text: str) -> NotEvaluated:
    return NotEvaluated(BUDGET) if "Iteration budget exceeded" in text else EvaluationFailed(_reason(text))


def _reason(text: str) -> str:
    # The further lines repeat the expression.
    return LIBRARY_PREFIX.sub("", text.partition("\n |")[0]).strip()[:LONGEST_REASON]


def _mapping(value: Plain) -> dict[str, Plain]:
    return value if isinstance(value, dict) else {}


def _list(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else []
