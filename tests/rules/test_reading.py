import json
from typing import Any

import pytest

from incidents import yamlwriting
from incidents.errors import Refused
from incidents.rules import reading
from incidents.rules.record import AlertRule, ManifestRule, Signature
from incidents.yamltree import Tree
from tests.rules.records import ALERT, MANIFEST, SIGNATURE


def refused(value: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        reading.from_tree(Tree(value))
    return [(fault.pointer, fault.message) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("value", "kind"), [(MANIFEST, ManifestRule), (ALERT, AlertRule), (SIGNATURE, Signature)]
)
def test_every_kind_is_read_and_written_without_loss(value: dict[str, Any], kind: type) -> None:
    rule = reading.from_json(json.dumps(value))

    assert isinstance(rule, kind)
    assert reading.plain(rule) == value
    assert reading.from_yaml(yamlwriting.to_yaml(rule)) == rule
    assert reading.trusted(reading.to_json(rule)) == rule


def test_fields_with_default_values_are_omitted() -> None:
    rule = reading.from_tree(Tree(MANIFEST | {"compares": False, "context": [], "references": []}))

    assert reading.plain(rule) == MANIFEST


@pytest.mark.parametrize(
    ("fields", "pointer", "message"),
    [
        ({"ref": "M-0"}, "/ref", "write a reference such as M-2, A-3 or S-6"),
        ({"ref": "S-1"}, "/ref", "references start with M-"),
        ({"name": "Bad Name"}, "/name", "use small letters, digits and single hyphens"),
        ({"level": "fatal"}, "/level", "choose one of"),
        ({"stories": []}, "/stories", "name at least one story"),
        ({"stories": MANIFEST["stories"] * 2}, "/stories/1", "appears twice"),
        ({"stories": [{"ref": "15", "relation": "detects"}]}, "/stories/0/ref", "such as KF-15"),
        (
            {"stories": [{"ref": "KF-1", "relation": "detect"}]},
            "/stories/0/relation",
            "did you mean detects?",
        ),
        ({"false_positives": []}, "/false_positives", "“none known” is possible"),
        ({"status": "deprecated"}, "/status", "says in replaced_by"),
        ({"replaced_by": "M-2"}, "/replaced_by", "only for a deprecated rule"),
        ({"replaced_by": "M-1", "status": "deprecated"}, "/replaced_by", "this rule itself"),
        ({"kinds": []}, "/kinds", "at least one kind"),
        ({"context": ["Pod"]}, "/admission", "cannot run at admission"),
        ({"admission": "no"}, "/admission", "write yes, or “no: ” and the reason"),
        ({"minimum_kubernetes": 1.3}, "/minimum_kubernetes", "put it in quotes"),
        ({"compares": "yes"}, "/compares", "has to be true or false"),
        ({"tests": {"bad": [], "good": ["a"]}}, "/tests/bad", "at least one example"),
        ({"severity": "high"}, "/severity", "is no field of this part"),
        ({"expr": "x" * 4097}, "/expr", "4,097 characters long"),
        ({"expr": ""}, "/expr", "is empty"),
        ({"message": "one\ntwo"}, "/message", "write it on one line"),
    ],
)
def test_a_fault_of_any_rule_has_a_pointer(fields: dict[str, Any], pointer: str, message: str) -> None:
    ((found, reported),) = refused(MANIFEST | fields)

    assert found == pointer
    assert message in reported


@pytest.mark.parametrize(
    ("fields", "pointer", "message"),
    [
        ({"lasting": "5 minutes"}, "/lasting", "write a duration such as"),
        ({"tests": []}, "/tests", "in which it fires"),
        ({"tests": ALERT["tests"][:1]}, "/tests", "in which it does not fire"),
        (
            {"tests": [ALERT["tests"][0] | {"series": {}}, ALERT["tests"][1]]},
            "/tests/0/series",
            "at least one",
        ),
        (
            {"tests": [ALERT["tests"][0] | {"series": []}, ALERT["tests"][1]]},
            "/tests/0/series",
            "hold fields",
        ),
        (
            {"tests": [ALERT["tests"][0] | {"series": {"up": "0x60 5x99999999999"}}, ALERT["tests"][1]]},
            "/tests/0/series",
            "has 100,000,000,061 samples; write at most",
        ),
    ],
)
def test_a_fault_of_an_alert_has_a_pointer(fields: dict[str, Any], pointer: str, message: str) -> None:
    found = refused(ALERT | fields)

    assert (pointer, message) in [
        (pointer, message) for at, reported in found if at == pointer and message in reported
    ]


@pytest.mark.parametrize(
    ("fields", "pointer", "message"),
    [
        ({"pattern": "(a"}, "/pattern", "RE2 refuses it: missing ): (a"),
        ({"pattern": "(?<=a)b"}, "/pattern", "RE2 refuses it"),
        ({"pattern": "a*"}, "/pattern", "matches the empty text"),
        ({"recovery": "(a"}, "/recovery", "RE2 refuses it: missing ): (a"),
        ({"weight": 6}, "/weight", "a whole number from 1 to 5"),
        ({"weight": True}, "/weight", "a whole number from 1 to 5"),
        ({"min": 0}, "/min", "a whole number from 1 to 1000"),
        ({"tests": {"bad": ["a"], "good": []}}, "/tests/good", "at least one example"),
    ],
)
def test_a_fault_of_a_signature_has_a_pointer(fields: dict[str, Any], pointer: str, message: str) -> None:
    ((found, reported),) = refused(SIGNATURE | fields)

    assert found == pointer
    assert message in reported


@pytest.mark.parametrize(
    "command",
    [
        "kubectl get events -A --field-selector reason=Failed --sort-by=.lastTimestamp | tail -20",
        "kubectl rollout history deployment/NAME -n NAMESPACE",
        "kubectl exec POD -n NAMESPACE -- cat /sys/fs/cgroup/cpu.stat",
        "timeout 10 crictl ps -a; ps -eo state,pid,wchan:30,comm | grep ^D",
        "du -xsh /var/log/* 2>/dev/null | sort -h | tail",
        "etcdctl alarm list; etcdctl endpoint status --cluster -w table",
    ],
)
def test_a_command_that_reads_is_accepted(command: str) -> None:
    assert reading.from_tree(Tree(SIGNATURE | {"command": command}))


@pytest.mark.parametrize(
    "command",
    [
        "kubectl delete pod POD",
        "kubectl -n NAMESPACE rollout restart deployment/NAME",
        "kubectl get pods && kubectl scale deployment/NAME --replicas=0",
        "kubectl run test --image=busybox",
        "etcdctl --endpoints=https://127.0.0.1:2379 del / --prefix",
        "sudo systemctl restart kubelet",
        "crictl ps; crictl rm CONTAINER",
        "ps aux > /var/log/ps.txt",
        "rm /var/log/pods/x",
        "sysctl -w vm.panic_on_oom=1",
    ],
)
def test_a_command_that_changes_something_is_refused(command: str) -> None:
    ((pointer, message),) = refused(SIGNATURE | {"command": command})
    assert pointer == "/command"
    assert "a check only reads" in message


def test_a_question_has_its_answers_at_the_links() -> None:
    link = SIGNATURE["stories"][0] | {"answer": "cluster DNS"}
    assert refused(SIGNATURE | {"stories": [link]}) == [
        ("/stories/0/answer", "answers a question that the rule does not ask")
    ]
    assert refused(MANIFEST | {"stories": [link]})[0][0] == "/stories/0/answer"
    assert refused(SIGNATURE | {"question": "Is it as in KF-16?"})[0][0] == "/question"
    rule = reading.from_tree(Tree(SIGNATURE | {"stories": [link], "question": "Which process was killed?"}))
    assert [one.answer for one in rule.stories] == ["cluster DNS"]


def test_all_faults_are_listed_in_the_order_of_the_lines() -> None:
    text = yamlwriting.to_yaml(reading.from_tree(Tree(SIGNATURE)))
    broken = (
        text.replace("weight: 2", "weight: 9").replace("- none known", "[]").replace("[none known]", "[]")
    )
    with pytest.raises(Refused) as caught:
        reading.from_yaml(
            broken.replace("OOMKilled\\b'", "OOMKilled('").replace("status: test", "status: new")
        )

    faults = caught.value.faults
    assert [fault.pointer for fault in faults] == ["/status", "/false_positives", "/pattern", "/weight"]
    assert [fault.line for fault in faults] == sorted(fault.line or 0 for fault in faults)
    assert faults[0].line == 3


@pytest.mark.parametrize("value", [None, [], "M-1", 3])
def test_a_value_without_fields_is_no_rule(value: Any) -> None:
    ((pointer, message),) = refused(value)

    assert pointer == ""
    assert "has to hold fields" in message


def test_a_rule_of_unknown_kind_is_refused_with_the_known_kinds() -> None:
    assert refused({"ref": "X-1", "name": "a"}) == [
        ("/ref", "has to start with M- (a condition over objects), A- (an alert) or S- (a signature)")
    ]


def test_values_of_wrong_types_are_refused() -> None:
    odd = dict.fromkeys([*MANIFEST, "replaced_by", "context"], 3)

    assert {pointer for pointer, _ in refused(odd)} >= {"/ref", "/stories", "/tests", "/kinds"}
    assert refused(SIGNATURE | {"stories": [3, None], "tests": [], "pattern": 3, "status": ["deprecated"]})
