"""Every exported policy is evaluated as the cluster would, over the examples of its rule."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from cel_expr_python import cel

from incidents.rules import folder
from incidents.rules.bundle import Bundle
from incidents.rules.cel import kubernetes
from incidents.rules.exports import admission, gatekeeper, kube_linter, kyverno, policies
from incidents.rules.record import ManifestRule
from tests import rule_factories

Json = dict[str, Any]
SHIPPED = folder.read(Path(__file__).parents[3] / "fixtures" / "rules").manifest_rules
BUNDLE = Bundle("https://soundings.example.org", manifest_rules=SHIPPED)
POLICIES = {policy.rule.ref: policy for policy in policies.from_bundle(BUNDLE)}


@cache
def documents(text: str) -> list[Json]:
    return list(yaml.load_all(text, yaml.CSafeLoader))


def of_rule(found: list[Json], ref: str, kind: str) -> Json:
    (document,) = [
        one for one in found if one["metadata"]["labels"]["soundings/rule"] == ref and one["kind"] == kind
    ]
    return document


def with_pod_inlined(expression: str) -> str:
    """The expression with the variable `pod` inlined, which only policies define."""
    return expression.replace("variables.pod.", f"({policies.POD}).")


def evaluated(expression: str, data: Json) -> Any:
    result = kubernetes.run().compile(with_pod_inlined(expression)).eval(data=data)
    return result.plain_value()


def holds(checks: Json, validations: str, value: Json) -> bool:
    """Whether the cluster would let this object through."""
    data: Json = {"object": value}
    for variable in checks.get("variables", []):
        data[f"variables.{variable['name']}"] = evaluated(variable["expression"], data)
    return all(evaluated(one["expression"], data) for one in checks[validations])


def examples(rule: ManifestRule) -> list[tuple[Json, bool]]:
    """Objects of kinds that are exported, and whether they are good."""
    matched = {kind for kind, _ in POLICIES[rule.ref].matched}
    examples = [(text, False) for text in rule.tests.bad] + [(text, True) for text in rule.tests.good]
    read = [(next(iter(yaml.safe_load_all(text))), good) for text, good in examples]
    return [(value, good) for value, good in read if value["kind"] in matched]


@pytest.mark.parametrize("ref", POLICIES)
def test_the_exported_policy_agrees_with_the_rule(ref: str) -> None:
    rule = POLICIES[ref].rule
    policy = of_rule(documents(admission.write(BUNDLE)), ref, "ValidatingAdmissionPolicy")["spec"]
    cluster = of_rule(documents(kyverno.write(BUNDLE)), ref, "ClusterPolicy")["spec"]["rules"][0]
    template = of_rule(documents(gatekeeper.write(BUNDLE)), ref, "ConstraintTemplate")
    source = template["spec"]["targets"][0]["code"][0]["source"]
    for value, good in examples(rule):
        assert holds(policy, "validations", value) is good
        assert holds(cluster["validate"]["cel"], "expressions", value) is good
        assert holds(source, "validations", value) is good


@pytest.mark.parametrize("ref", POLICIES)
def test_the_exported_policy_passes_type_checking(ref: str) -> None:
    policy = POLICIES[ref]
    for text in (policy.expression, *(variable["expression"] for variable in policy.variables())):
        kubernetes.strict().compile(with_pod_inlined(text))


def test_policies_deny_nothing_and_never_match_pods() -> None:
    found = documents(admission.write(BUNDLE))
    made = [one["spec"] for one in found if one["kind"] == "ValidatingAdmissionPolicy"]
    bound = [one["spec"] for one in found if one["kind"] == "ValidatingAdmissionPolicyBinding"]
    assert {spec["failurePolicy"] for spec in made} == {"Ignore"}
    assert all(spec["validationActions"] == ["Warn", "Audit"] for spec in bound)
    resources = {
        plural
        for spec in made
        for rule in spec["matchConstraints"]["resourceRules"]
        for plural in rule["resources"]
    }
    assert "deployments" in resources
    assert not {"pods", "*"} & resources
    cluster = documents(kyverno.write(BUNDLE))
    assert {one["spec"]["validationFailureAction"] for one in cluster} == {"Audit"}
    constraints = [one for one in documents(gatekeeper.write(BUNDLE)) if one["kind"] != "ConstraintTemplate"]
    assert {one["spec"]["enforcementAction"] for one in constraints} == {"warn"}


def test_each_policy_is_bound_and_names_its_story() -> None:
    found = documents(admission.write(BUNDLE))
    made, bound = found[::2], found[1::2]
    assert [one["metadata"]["name"] for one in made] == [one["spec"]["policyName"] for one in bound]
    first = made[0]
    assert first["metadata"]["labels"]["soundings/story"] == "KF-15"
    assert first["metadata"]["annotations"]["soundings/link"] == "https://soundings.example.org/KF-15"
    assert "KF-15" in first["spec"]["validations"][0]["message"]


def test_names_are_valid_in_kubernetes() -> None:
    for write in (admission.write, kyverno.write, gatekeeper.write):
        for one in documents(write(BUNDLE)):
            assert len(one["metadata"]["name"]) <= 63
            assert one["metadata"]["name"] == one["metadata"]["name"].lower()
            labels = one["metadata"]["labels"].values()
            assert all(len(label) <= 63 and " " not in label for label in labels)


def test_a_template_defines_the_kind_of_its_constraint() -> None:
    found = documents(gatekeeper.write(BUNDLE))
    templates = [one for one in found if one["kind"] == "ConstraintTemplate"]
    kinds = [one["spec"]["crd"]["spec"]["names"]["kind"] for one in templates]
    assert [one["metadata"]["name"] for one in templates] == [kind.lower() for kind in kinds]
    assert [one["kind"] for one in found[len(templates) :]] == kinds


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (rule_factories.manifest_rule(admission="no: it cannot be seen"), "it cannot be seen"),
        (rule_factories.manifest_rule(context=("Namespace",)), "also needs other objects"),
        (rule_factories.manifest_rule(compares=True), "compares with the object before the change"),
        (rule_factories.manifest_rule(confidence="contested"), "is contested, so"),
        (rule_factories.manifest_rule(kinds=("Pod",)), "applies to kinds that no policy here matches"),
    ],
)
def test_left_out_rules_are_listed_with_the_reason(rule: ManifestRule, why: str) -> None:
    bundle = Bundle("https://soundings.example.org", manifest_rules=(rule,))
    for write in (admission.write, kyverno.write, gatekeeper.write):
        text = write(bundle)
        assert f"# Left out: M-900 ({why}" in text
        assert documents(text) == []


def test_policies_do_not_match_pods() -> None:
    bundle = Bundle("", manifest_rules=(rule_factories.manifest_rule(kinds=("Pod", "Job")),))
    (policy,) = policies.from_bundle(bundle)
    assert [kind for kind, _ in policy.matched] == ["Job"]


def plain() -> list[Json]:
    (configuration,) = documents(kube_linter.write(BUNDLE))
    checks: list[Json] = configuration["customChecks"]
    return checks


def test_kube_linter_gets_the_rules_in_plain_cel() -> None:
    checks = plain()
    assert len(checks) >= 5
    for check in checks:
        assert check["template"] == "cel-expression"
        text = check["params"]["check"]
        assert ".?" not in text
        assert "variables" not in text
        assert "object." not in text.replace("subject.", "")


def test_the_message_of_kube_linter_names_the_story() -> None:
    environment = cel.NewEnv(variables={"subject": cel.Type.DYN})
    by_ref = {rule.ref.lower(): rule for rule in SHIPPED}
    for check in plain():
        rule = by_ref["-".join(check["name"].split("-")[1:3])]
        program = environment.compile(check["params"]["check"])
        for text, good in [(rule.tests.bad[0], False), (rule.tests.good[0], True)]:
            value = next(iter(yaml.safe_load_all(text)))
            answer = program.eval(data={"subject": value}).plain_value()
            assert (answer == "") is good


def test_a_word_in_a_string_is_not_renamed() -> None:
    rule = rule_factories.manifest_rule(expr="object.kind == 'object' || object.x == \"object.y\"")
    (configuration,) = documents(kube_linter.write(Bundle("", manifest_rules=(rule,))))
    check = configuration["customChecks"][0]["params"]["check"]
    assert "subject.kind == 'object' || subject.x == \"object.y\"" in check
