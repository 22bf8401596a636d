"""Kyverno ClusterPolicies with `validate.cel`, in audit mode."""

from incidents.rules.bundle import Bundle
from incidents.rules.exports import policies
from incidents.rules.exports.policies import Json, Policy

TITLE = "Cluster policies of Soundings for Kyverno (validate.cel, Kyverno 1.12 and newer)"
SEVERITIES = {"critical": "critical", "high": "high", "medium": "medium", "low": "low", "info": "info"}


def write(bundle: Bundle) -> str:
    documents = [_policy(policy) for policy in policies.from_bundle(bundle)]
    return policies.to_yaml(bundle, TITLE, documents, policies.left_out(bundle))


def _policy(policy: Policy) -> Json:
    metadata = policy.metadata()
    metadata["annotations"] |= {
        "policies.kyverno.io/title": policy.rule.name,
        "policies.kyverno.io/severity": SEVERITIES[policy.rule.level],
        "policies.kyverno.io/description": policy.message,
        # Without this annotation Kyverno would generate rules for Pods.
        "pod-policies.kyverno.io/autogen-controllers": "none",
    }
    cel: Json = {"expressions": [{"expression": policy.expression, "message": policy.message}]}
    if variables := policy.variables():
        cel = {"variables": variables, **cel}
    return {
        "apiVersion": "kyverno.io/v1",
        "kind": "ClusterPolicy",
        "metadata": metadata,
        "spec": {
            "validationFailureAction": "Audit",
            "failurePolicy": "Ignore",
            "background": True,
            "rules": [
                {
                    "name": policy.rule.name,
                    "match": {
                        "any": [
                            {
                                "resources": {
                                    "kinds": [
                                        "/".join(filter(None, [resource.group, resource.version, kind]))
                                        for kind, resource in policy.matched
                                    ],
                                    "operations": ["CREATE", "UPDATE"],
                                }
                            }
                        ]
                    },
                    "validate": {"cel": cel},
                }
            ],
        },
    }
