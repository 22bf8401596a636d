"""The JSON Schema (2020-12) of a rule. It covers types and patterns; saving checks and tests the rule too."""

from typing import Any

import msgspec

from incidents.rules.record import AlertRule, ManifestRule, Signature

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER = "urn:soundings:rule"
DESCRIPTION = (
    "A detection rule with its own tests: a condition (CEL) over Kubernetes objects, a Prometheus alert, "
    "or a signature (RE2) over text. The letter of the reference says which: M, A or S."
)


def rule_schema() -> dict[str, Any]:
    kinds, definitions = msgspec.json.schema_components(
        [ManifestRule, AlertRule, Signature], ref_template="#/$defs/{name}"
    )
    return {
        "$schema": DIALECT,
        "$id": IDENTIFIER,
        "title": "Rule",
        "description": DESCRIPTION,
        "oneOf": list(kinds),
        "$defs": definitions,
    }
