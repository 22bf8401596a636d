"""A bundle with its conditions compiled, for a file that is read more often than it is made."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from incidents.rules.bundle import Bundle
from incidents.rules.cel import conditions
from incidents.rules.cel.conditions import NotEvaluated
from incidents.rules.record import ManifestRule


def compiled(whole: Bundle) -> Bundle:
    return replace(whole, compiled=dict(_compiled(whole.manifest_rules)))


def _compiled(rules: Sequence[ManifestRule]) -> Iterator[tuple[str, bytes]]:
    for rule in rules:
        try:
            yield rule.expr, conditions.compiled(rule.expr)
        except NotEvaluated:
            continue  # whoever lints is told why
