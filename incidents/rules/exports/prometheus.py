"""Alerts as a rule file of Prometheus, and their unit tests as promtool runs them."""

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
"""The three that alert managers usually route by."""
SAID_FIRST: tuple[Relation, ...] = ("detects", "symptom", "prevents", "related", "contradicts")
Json = dict[str, Any]


def write(bundle: Bundle) -> str:
    """One group for each exporter, so that whoever lacks one can leave its group out."""
    groups: dict[str, list[Json]] = {}
    for rule in bundle.alert_rules:
        groups.setdefault(rule.exporter, []).append(_rule(rule, bundle.address))
    named = [
        {"name": f"soundings-{_slug(exporter)}", "rules": rules} for exporter, rules in sorted(groups.items())
    ]
    return policies.written(bundle, TITLE, [{"groups": named}], iter(()))


def unit_tests(bundle: Bundle, *, rules_file: str = RULES_FILE) -> str:
    """Each test asks whether any alert of the name fires at its time. `rules_file`: beside the tests.

    promtool evaluates every rule of the file in every test: it is quick with a file for each rule.
    """
    tests = [_test(rule, index) for rule in bundle.alert_rules for index in range(len(rule.tests))]
    document = {"rule_files": [rules_file], "evaluation_interval": "1m", "tests": tests}
    return policies.written(bundle, TESTS_TITLE, [document], iter(()))


def _rule(rule: AlertRule, address: str) -> Json:
    links = sorted(rule.stories, key=lambda link: SAID_FIRST.index(link.relation))
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
    told = rule.tests[index]
    name = f"{rule.ref} /tests/{index}"
    firing = f'ALERTS{{alertname="{rule.alert}", alertstate="firing"}}'
    return {
        "name": name,
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in told.series.items()],
        "promql_expr_test": [
            {
                # The comment names the test where promtool does not say which one failed.
                "expr": f"(count({firing}) or vector(0)) > bool 0 # {name}",
                "eval_time": told.at,
                "exp_samples": [{"labels": "{}", "value": int(told.fires)}],
            }
        ],
    }


def _slug(text: str) -> str:
    return "-".join("".join(letter if letter.isalnum() else " " for letter in text.lower()).split())
