"""Gatekeeper policies: for each rule a ConstraintTemplate with CEL and a constraint that warns."""

from incidents.rules.bundle import Bundle
from incidents.rules.exports import policies
from incidents.rules.exports.policies import Json, Policy

TITLE = "Constraint templates of Soundings for Gatekeeper (K8sNativeValidation, Gatekeeper 3.18 and newer)"


def write(bundle: Bundle) -> str:
    made = policies.from_bundle(bundle)
    # A template defines the kind of its constraint, so all templates come first.
    documents = [*map(_template, made), *map(_constraint, made)]
    return policies.to_yaml(bundle, TITLE, documents, policies.left_out(bundle))


def _kind(policy: Policy) -> str:
    words = f"soundings-{policy.rule.ref}-{policy.rule.name}".split("-")
    return "".join(word.capitalize() for word in words)[:63]


def _template(policy: Policy) -> Json:
    source: Json = {"validations": [{"expression": policy.expression, "message": policy.message}]}
    if variables := policy.variables():
        source = {"variables": variables, **source}
    source = {"failurePolicy": "Ignore", **source}
    return {
        "apiVersion": "templates.gatekeeper.sh/v1",
        "kind": "ConstraintTemplate",
        "metadata": policy.metadata(_kind(policy).lower()),
        "spec": {
            "crd": {"spec": {"names": {"kind": _kind(policy)}}},
            "targets": [
                {
                    "target": "admission.k8s.gatekeeper.sh",
                    "code": [{"engine": "K8sNativeValidation", "source": source}],
                }
            ],
        },
    }


def _constraint(policy: Policy) -> Json:
    groups: dict[str, list[str]] = {}
    for kind, resource in policy.matched:
        groups.setdefault(resource.group, []).append(kind)
    return {
        "apiVersion": "constraints.gatekeeper.sh/v1beta1",
        "kind": _kind(policy),
        "metadata": policy.metadata(),
        "spec": {
            "enforcementAction": "warn",
            "match": {"kinds": [{"apiGroups": [group], "kinds": kinds} for group, kinds in groups.items()]},
        },
    }
