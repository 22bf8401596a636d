"""A configuration of kube-linter with custom checks that use its template `cel-expression`.

The template supports plain CEL only: no optional fields, no quantities, no variables. It calls the object
`subject` and expects a text, which is empty if there is no finding.
"""

import re
from collections.abc import Iterator

from incidents.rules.bundle import Bundle
from incidents.rules.exports import policies
from incidents.rules.exports.policies import Json
from incidents.rules.record import ManifestRule

TITLE = "Custom checks of Soundings for kube-linter (template cel-expression)"
NOT_PLAIN = re.compile(
    r"\.\?|\[\?|\bvariables\b|\bobjects\b|\boldObject\b|\b(?:quantity|isQuantity|find|findAll|sum)\("
)
TOKEN = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\bobject\b""")


def write(bundle: Bundle) -> str:
    checks = [_check(rule, bundle) for rule in bundle.manifest_rules if _is_plain(rule)]
    return policies.to_yaml(bundle, TITLE, [{"customChecks": checks}], _left_out(bundle))


def _is_plain(rule: ManifestRule) -> bool:
    return not NOT_PLAIN.search(rule.expr) and not rule.context and not rule.compares


def _left_out(bundle: Bundle) -> Iterator[tuple[str, str]]:
    for rule in bundle.manifest_rules:
        if not _is_plain(rule):
            yield rule.ref, "needs more than plain CEL over one object"


def _check(rule: ManifestRule, bundle: Bundle) -> Json:
    stories = list(dict.fromkeys(link.ref for link in rule.stories))
    condition = f"({_subject(rule.expr.strip())})"
    if rule.kinds != ("*",):
        kinds = ", ".join(f"'{kind}'" for kind in rule.kinds)
        condition = f"subject.kind in [{kinds}] && {condition}"
    text = _quoted(f"{rule.message} Why: {', '.join(stories)}")
    return {
        "name": f"soundings-{rule.ref.lower()}-{rule.name}",
        "description": rule.message,
        "remediation": f"{rule.fix} {bundle.address}/{stories[0]}",
        "template": "cel-expression",
        "scope": {"objectKinds": ["Any"]},
        "params": {"check": f"{condition} ? {text} : ''"},
    }


def _subject(expression: str) -> str:
    return TOKEN.sub(lambda found: "subject" if found.group() == "object" else found.group(), expression)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
