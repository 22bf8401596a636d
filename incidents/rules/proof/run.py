"""Runs a rule's own tests: the rule has to fire on every bad example and on no good one."""

from collections.abc import Callable, Iterator

from incidents.errors import Fault
from incidents.rules.cel.conditions import Condition, NotEvaluated, objection
from incidents.rules.match.hits import recognitions
from incidents.rules.match.pasted import cleaned
from incidents.rules.match.recognition import Recognition
from incidents.rules.match.scanner import Scanner
from incidents.rules.proof.examples import Example, read
from incidents.rules.proof.result import Proof
from incidents.rules.record import AlertRule, ManifestRule, Rule, Signature

AlertProver = Callable[[AlertRule], Proof]

SILENT = "it does not fire on this example"
OVER = "a line of this example says that it is over, so it does not fire"
FIRES = "it fires on this example, where it has to stay silent"


def no_promtool(_: AlertRule) -> Proof:
    return Proof(unproven="tests of alerts are run by promtool, which is not available here")


def prove(rule: Rule, *, alerts: AlertProver = no_promtool) -> Proof:
    """Tests a rule. The pointers of faults name the example, such as `/tests/bad/0`.

    `alerts` tests an alert, which needs an external program. Without it an alert is unproven, not passed.
    """
    if isinstance(rule, AlertRule):
        return alerts(rule)
    if isinstance(rule, Signature):
        return Proof(tuple(_signature_faults(rule)))
    return Proof(tuple(_condition_faults(rule)))


def _signature_faults(rule: Signature) -> Iterator[Fault]:
    scanner = Scanner([rule])
    for index, text in enumerate(rule.tests.bad):
        seen = _seen(scanner, text)
        if seen is None:
            yield Fault(f"/tests/bad/{index}", SILENT)
        elif not seen.is_enough:
            yield Fault(f"/tests/bad/{index}", f"has {seen.hits} lines with a match; it takes {rule.min}")
        elif seen.is_over:
            yield Fault(f"/tests/bad/{index}", OVER)
    for index, text in enumerate(rule.tests.good):
        seen = _seen(scanner, text)
        if seen and seen.is_enough and not seen.is_over:
            yield Fault(f"/tests/good/{index}", FIRES)


def _seen(scanner: Scanner, text: str) -> Recognition | None:
    return next(iter(recognitions(scanner, cleaned(text), addresses=False)), None)


def _condition_faults(rule: ManifestRule) -> Iterator[Fault]:
    reason = objection(rule.expr)
    if reason is not None:
        yield Fault("/expr", reason)
        return
    condition = Condition(rule)
    for example in read(rule):
        yield from example.faults or _evaluated(condition, example)


def _evaluated(condition: Condition, example: Example) -> Iterator[Fault]:
    try:
        fires = condition.fires(example.subject)
    except NotEvaluated as error:
        yield Fault(example.pointer, f"cannot be evaluated: {error}")
        return
    if fires != example.bad:
        yield Fault(example.pointer, FIRES if fires else SILENT)
