"""Rules to start tests from. Every builder names only what its caller leaves out."""

from datetime import datetime
from typing import Any

from incidents.domain import rules
from incidents.domain.rules import SavedRule
from incidents.models import User
from incidents.rules.proof.result import Proof
from incidents.rules.record import (
    AlertRule,
    AlertTest,
    ManifestRule,
    ManifestTests,
    Signature,
    SignatureTests,
    StoryLink,
)
from tests.factories import NOW

BAD = """\
apiVersion: batch/v1
kind: CronJob
metadata: {name: hourly}
spec:
  schedule: "0 * * * *"
  jobTemplate: {spec: {template: {spec: {containers: [{name: main, image: "x:1"}]}}}}
"""
GOOD = BAD.replace("spec:\n", "spec:\n  concurrencyPolicy: Forbid\n", 1)
TOLD: dict[str, Any] = {
    "status": "experimental",
    "confidence": "exact",
    "stories": (StoryLink("KF-900", "detects", "f1"),),
    "message": "Runs pile up.",
    "fix": "Forbid it.",
    "false_positives": ("none known",),
}


def manifest_rule(ref: str = "M-900", **fields: Any) -> ManifestRule:
    whole: dict[str, Any] = {
        "name": f"rule-{ref.lower()}",
        "level": "high",
        "kinds": ("CronJob",),
        "expr": "object.spec.?concurrencyPolicy.orValue('Allow') == 'Allow'",
        "at": "spec.concurrencyPolicy",
        "admission": "yes",
        "tests": ManifestTests(bad=(BAD,), good=(GOOD,)),
    }
    return ManifestRule(ref=ref, **TOLD | whole | fields)


def alert_rule(ref: str = "A-900", **fields: Any) -> AlertRule:
    whole: dict[str, Any] = {
        "name": f"rule-{ref.lower()}",
        "alert": "RunsPileUp",
        "level": "medium",
        "expr": "kube_cronjob_status_active > 3",
        "lasting": "10m",
        "exporter": "kube-state-metrics",
        "tests": (
            AlertTest({'kube_cronjob_status_active{namespace="a",cronjob="b"}': "5x60"}, "30m", fires=True),
            AlertTest({'kube_cronjob_status_active{namespace="a",cronjob="b"}': "1x60"}, "30m", fires=False),
        ),
    }
    return AlertRule(ref=ref, **TOLD | whole | fields)


def signature(ref: str = "S-900", **fields: Any) -> Signature:
    whole: dict[str, Any] = {
        "name": f"rule-{ref.lower()}",
        "source": "event",
        "pattern": "too many missed start times?",
        "weight": 4,
        "tests": SignatureTests(
            bad=("Cannot determine: too many missed start time",), good=("Started container",)
        ),
    }
    return Signature(ref=ref, **TOLD | whole | fields)


def saved(
    rule: ManifestRule | AlertRule | Signature | None = None,
    *,
    proof: Proof | None = None,
    origin: str = "catalogue",
    author: User | None = None,
    now: datetime = NOW,
    based_on: int | None = None,
) -> SavedRule:
    """A rule in the database, proven; its stories have to be there."""
    return rules.save(
        rule=rule or manifest_rule(),
        proof=proof or Proof(),
        based_on=based_on,
        origin=origin,
        author=author,
        now=now,
    )
