"""The smallest rule of each kind, to be changed by a test."""

from typing import Any

POD = "jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: a}]}}}}"
CRONJOB = f"apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: a, namespace: shop}}\nspec: {{{POD}}}\n"

MANIFEST: dict[str, Any] = {
    "ref": "M-1",
    "name": "runs-pile-up",
    "status": "test",
    "confidence": "exact",
    "stories": [{"ref": "KF-15", "relation": "detects", "target": "f1"}],
    "message": "Runs pile up.",
    "fix": "Forbid it.",
    "false_positives": ["none known"],
    "level": "high",
    "kinds": ["CronJob"],
    "expr": "object.spec.?concurrencyPolicy.orValue('Allow') == 'Allow'",
    "at": "spec.concurrencyPolicy",
    "admission": "yes",
    "tests": {
        "bad": [CRONJOB],
        "good": [CRONJOB.replace(POD, f"{POD}, concurrencyPolicy: Forbid")],
    },
}

ALERT: dict[str, Any] = {
    "ref": "A-1",
    "name": "down",
    "status": "test",
    "confidence": "exact",
    "stories": [{"ref": "KF-15", "relation": "symptom", "target": "s1"}],
    "message": "{{ $labels.job }} is down",
    "fix": "Look.",
    "false_positives": ["none known"],
    "alert": "Down",
    "level": "high",
    "expr": "up == 0",
    "lasting": "5m",
    "exporter": "any",
    "tests": [
        {"series": {'up{job="a"}': "0x20"}, "at": "15m", "fires": True},
        {"series": {'up{job="a"}': "1x20"}, "at": "15m", "fires": False},
    ],
}

SIGNATURE: dict[str, Any] = {
    "ref": "S-1",
    "name": "out-of-memory",
    "status": "test",
    "confidence": "exact",
    "stories": [{"ref": "KF-16", "relation": "symptom", "target": "s1"}],
    "message": "A container ran out of memory.",
    "fix": "Look at its limit.",
    "false_positives": ["none known"],
    "source": "pods",
    "pattern": r"\bOOMKilled\b",
    "weight": 2,
    "tests": {"bad": ["a 0/1 OOMKilled 7 3m"], "good": ["a 1/1 Running 0 3m"]},
}
