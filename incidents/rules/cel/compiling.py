"""Compiles the conditions of a bundle ahead of time, for the file that the command line ships."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from incidents.rules.bundle import Bundle
from incidents.rules.cel import conditions
from incidents.rules.cel.conditions import NotEvaluated
from incidents.rules.record import ManifestRule


def with_compiled_conditions(whole: Bundle) -> Bundle:
    return replace(whole, compiled=dict(_compiled(whole.manifest_rules)))


def _compiled(rules: Sequence[ManifestRule]) -> Iterator[tuple[str, bytes]]:
    for rule in rules:
        try:
            yield rule.expr, conditions.serialised(rule.expr)
        except NotEvaluated:
            continue  # the linter reports it
