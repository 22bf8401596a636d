"""ValidatingAdmissionPolicies with their bindings: the API server itself evaluates the rules.

A policy warns and audits but denies nothing. It admits what it cannot evaluate, and matches controllers
instead of Pods.
"""

from incidents.rules.bundle import Bundle
from incidents.rules.exports import policies
from incidents.rules.exports.policies import Json, Policy

API = "admissionregistration.k8s.io/v1"
TITLE = "Admission policies of Soundings (ValidatingAdmissionPolicy, Kubernetes 1.30 and newer)"


def write(bundle: Bundle) -> str:
    documents = [
        document
        for policy in policies.from_bundle(bundle)
        for document in (_policy(policy), _binding(policy))
    ]
    return policies.to_yaml(bundle, TITLE, documents, policies.left_out(bundle))


def _policy(policy: Policy) -> Json:
    return {
        "apiVersion": API,
        "kind": "ValidatingAdmissionPolicy",
        "metadata": policy.metadata(),
        "spec": {
            "failurePolicy": "Ignore",
            "matchConstraints": {
                "resourceRules": [
                    {
                        "apiGroups": [resource.group],
                        "apiVersions": [resource.version],
                        "operations": ["CREATE", "UPDATE"],
                        "resources": [resource.plural],
                    }
                    for _, resource in policy.matched
                ]
            },
            **({"variables": variables} if (variables := policy.variables()) else {}),
            "validations": [{"expression": policy.expression, "message": policy.message}],
        },
    }


def _binding(policy: Policy) -> Json:
    return {
        "apiVersion": API,
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": policy.metadata(),
        "spec": {"policyName": policy.name, "validationActions": ["Warn", "Audit"]},
    }
