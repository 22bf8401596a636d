"""The form of a rule: the whole rule as YAML, exactly as it will be stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from incidents import yamltree
from incidents.errors import Fault, Refused
from incidents.models.revision import LONGEST_REASON
from incidents.web.parts.forms import RevisionForm, code

TEMPLATES = {
    "M": """\
ref: {ref}
name: short-name-of-the-hazard
status: experimental
confidence: heuristic
stories:
  - ref: KF-15
    relation: detects
    target: f1
message: One sentence that says what happens.
fix: One sentence that says what to do.
false_positives: [none known]
level: medium
kinds: [CronJob]
expr: object.spec.?concurrencyPolicy.orValue('Allow') == 'Allow'
at: spec.concurrencyPolicy
admission: "yes"
tests:
  bad:
    - |
      apiVersion: batch/v1
      kind: CronJob
      metadata: {{name: hourly}}
      spec: {{schedule: "0 * * * *"}}
  good:
    - |
      apiVersion: batch/v1
      kind: CronJob
      metadata: {{name: hourly}}
      spec: {{schedule: "0 * * * *", concurrencyPolicy: Forbid}}
""",
    "A": """\
ref: {ref}
name: short-name-of-the-alert
status: experimental
confidence: heuristic
stories:
  - ref: KF-15
    relation: symptom
    target: s1
message: One sentence that says what happens.
fix: One sentence that says what to do.
false_positives: [none known]
alert: NameOfTheAlert
level: medium
expr: kube_cronjob_status_active > 3
lasting: 10m
exporter: kube-state-metrics
tests:
  - series:
      kube_cronjob_status_active{{namespace="a",cronjob="b"}}: 5x60
    at: 30m
    fires: true
  - series:
      kube_cronjob_status_active{{namespace="a",cronjob="b"}}: 1x60
    at: 30m
    fires: false
""",
    "S": """\
ref: {ref}
name: short-name-of-the-sight
status: experimental
confidence: heuristic
stories:
  - ref: KF-15
    relation: symptom
    target: s1
message: One sentence that says what this line means.
fix: One sentence that says what to check next.
false_positives: [none known]
source: event
pattern: too many missed start times?
weight: 3
tests:
  bad:
    - "Cannot determine if job needs to be started: too many missed start time"
  good:
    - Started container
""",
}
"""To start from; it passes its own examples, where the story is there."""


@dataclass(frozen=True)
class Remark:
    """A fault, with the line it is about; `place` is empty where it is about the whole."""

    place: str
    pointer: str
    message: str
    line: str


class RuleForm(RevisionForm):
    """`based_on` is left out of a new rule."""

    text = forms.CharField(label="The rule, as YAML", required=False, strip=False, widget=code(32))
    reason = forms.CharField(
        label="Why (shown in the history)",
        required=False,
        widget=forms.TextInput(attrs={"maxlength": LONGEST_REASON}),
    )

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["based_on"].required = not is_new


def remarks(text: str, faults: Sequence[Fault]) -> list[Remark]:
    """Faults with their lines; where a pointer does not exist, the nearest line above."""
    if not faults:
        return []
    lines = text.splitlines()
    try:
        tree = yamltree.read(text)
    except Refused:  # then the faults themselves have lines
        return [_remark(fault, lines) for fault in faults]
    return [
        _remark(fault if fault.line else tree.fault(fault.pointer, fault.message), lines) for fault in faults
    ]


def _remark(fault: Fault, lines: list[str]) -> Remark:
    if not fault.line:
        return Remark("", fault.pointer, fault.message, "")
    said = lines[fault.line - 1] if fault.line <= len(lines) else ""
    return Remark(f"line {fault.line}", fault.pointer, fault.message, said)
