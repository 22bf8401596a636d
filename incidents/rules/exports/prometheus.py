"""Alert rules as a rule file of Prometheus, and their tests as unit tests of promtool."""

from typing import Any

from incidents.rules.bundle import Bundle
from incidents.rules.exports import policies
from incidents.rules.record import AlertRule, Level, Relation

TITLE = "Alerts of Soundings (rule file of Prometheus)"
TESTS_TITLE = "Unit tests of the alerts (promtool test rules)"
RULES_FILE = "soundings-alerts.yaml"
SEVERITIES: dict[Level, str] = {
    "critical": "critical",
    "high": "warning",
    "medium": "warning",
    "low": "info",
    "info": "info",
}
"""The three severities that Alertmanagers usually route by."""
RELATION_ORDER: tuple[Relation, ...] = ("detects", "symptom", "prevents", "related", "contradicts")
Json = dict[str, Any]


def write(bundle: Bundle) -> str:
    """A rule file with one group per exporter, so that users can omit the exporters they do not run."""
    groups: dict[str, list[Json]] = {}
    for rule in bundle.alert_rules:
        groups.setdefault(rule.exporter, []).append(_rule(rule, bundle.address))
    named = [
        {"name": f"soundings-{_slug(exporter)}", "rules": rules} for exporter, rules in sorted(groups.items())
    ]
    return policies.to_yaml(bundle, TITLE, [{"groups": named}], iter(()))


def unit_tests(bundle: Bundle, *, rules_file: str = RULES_FILE) -> str:
    """A test file: each test checks whether any alert with the name fires. `rules_file`: in the same folder.

    promtool evaluates every rule of the rule file in every test, so one rule per file is fastest.
    """
    tests = [_test(rule, index) for rule in bundle.alert_rules for index in range(len(rule.tests))]
    document = {"rule_files": [rules_file], "evaluation_interval": "1m", "tests": tests}
    return policies.to_yaml(bundle, TESTS_TITLE, [document], iter(()))


def _rule(rule: AlertRule, address: str) -> Json:
    links = sorted(rule.stories, key=lambda link: RELATION_ORDER.index(link.relation))
    stories = list(dict.fromkeys(link.ref for link in links))
    alert: Json = {"alert": rule.alert, "expr": rule.expr.strip()}
    if rule.lasting:
        alert["for"] = rule.lasting
    return alert | {
        "labels": {
            "severity": SEVERITIES[rule.level],
            "incident_id": stories[0],
            "rule_id": rule.ref,
        },
        "annotations": {
            "summary": rule.message,
            "description": rule.fix,
            "runbook_url": f"{address}/{stories[0]}",
            "incident_ids": ", ".join(stories),
        },
    }


def _test(rule: AlertRule, index: int) -> Json:
    test = rule.tests[index]
    name = f"{rule.ref} /tests/{index}"
    firing = f'ALERTS{{alertname="{rule.alert}", alertstate="firing"}}'
    return {
        "name": name,
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in test.series.items()],
        "promql_expr_test": [
            {
                # The comment names the test where promtool does not say which one failed.
                "expr": f"(count({firing}) or vector(0)) > bool 0 # {name}",
                "eval_time": test.at,
                "exp_samples": [{"labels": "{}", "value": int(test.fires)}],
            }
        ],
    }


def _slug(text: str) -> str:
    return "-".join("".join(letter if letter.isalnum() else " " for letter in text.lower()).split())
