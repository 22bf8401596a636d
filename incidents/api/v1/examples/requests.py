"""The example requests, by operation."""

import json
import shlex
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ANSWERS = Path(__file__).with_name("answers")
ADDRESS = "https://soundings.example.org"
"""Where the answers say that they come from; whoever shows them puts its own address there."""
ROOT = "/api/v1"
MANIFEST = """\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  schedule: "*/15 * * * *"
  jobTemplate:
    spec:
      template:
        spec:
          concurrencyPolicy: Forbid
          restartPolicy: Never
          containers:
          - name: report
            image: registry.example.com/report:1
"""
LOG = """\
Memory cgroup out of memory: Kill process 6428 (coredns) score 2050 or sacrifice child
dial tcp: lookup api.example.com on 10.3.0.10:53: read udp 10.2.9.4:53: i/o timeout
"""
POSTMORTEM = """\
## What happened

The pod failed to start. The team should have tested the migration, and the root cause was a full disk.
"""
ACTION = json.dumps(
    {"title": "Alert on restarts of pricing", "type": "detect", "needed": "A rule that fires in a drill"}
)
SIGHTING = json.dumps(
    {
        "source": "checkov",
        "external_id": "shop/deploy.yaml#CronJob/report",
        "started": "2026-05-31T14:10:00Z",
        "story": "KF-15",
        "environment": "production",
    }
)
DELIVERY = json.dumps(
    {
        "version": "4",
        "status": "firing",
        "receiver": "soundings",
        "alerts": [
            {
                "status": "firing",
                "labels": {"alertname": "CronJobRunsPileUp", "incident_id": "KF-15", "cluster": "prod-1"},
                "annotations": {"summary": "Runs of shop/report pile up"},
                "startsAt": "2026-05-31T14:10:00Z",
                "endsAt": "0001-01-01T00:00:00Z",
                "fingerprint": "5b0e23f1c4a98d77",
            }
        ],
    }
)
EVIDENCE = json.dumps({"evidence": "The rule fired in the drill of 12 May."})
QUERIES = json.dumps({"queries": [{"tool": "checkov", "rule": "CKV_K8S_15"}]})
CONTENT_TYPES = {
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".log": "text/plain",
    ".md": "text/markdown",
}


@dataclass(frozen=True)
class RequestExample:
    """`path`: below `/api/v1`. `answer`: a file in `answers/`. `file`: the name of the file with `body`."""

    summary: str
    path: str
    answer: str
    body: str = ""
    file: str = ""
    of_ones_own: bool = False
    """Whether it takes a token."""
    verb: str = ""
    """The method, where it is neither GET nor, with a body, POST."""
    is_conditional: bool = False
    """Whether it takes the `ETag` of what it changes."""

    @property
    def method(self) -> str:
        return self.verb or ("POST" if self.file else "GET")

    @property
    def content_type(self) -> str:
        """Of the body."""
        return CONTENT_TYPES[Path(self.file).suffix] if self.file else ""

    @property
    def answer_type(self) -> str:
        return CONTENT_TYPES[Path(self.answer).suffix]

    def answered(self, address: str) -> str:
        """What a site at this address answers, shortened."""
        return _answer(self.answer).replace(ADDRESS, address)

    def curl(self, address: str) -> str:
        """The command that sends it to a site at this address."""
        url = shlex.quote(f"{address}{ROOT}{self.path}")
        said = '-H "Authorization: Bearer $SOUNDINGS_TOKEN" ' if self.of_ones_own else ""
        said += '-H "If-Match: $ETAG" ' if self.is_conditional else ""
        said += f"-X {self.verb} " if self.verb else ""
        if not self.file:
            return f"curl {said}{url}"
        return f"curl {said}-H 'Content-Type: {self.content_type}' \\\n  --data-binary @{self.file} {url}"


@cache
def _answer(name: str) -> str:
    return (ANSWERS / name).read_text(encoding="utf-8")


OF_OPERATIONS = {
    "root": RequestExample("List what there is", "/", "root.json"),
    "stories": RequestExample(
        "List and search stories", "/stories?component=network/dns&q=ndots&facets=true", "stories.json"
    ),
    "story": RequestExample("Read a story", "/stories/KF-15", "story.json"),
    "story_as": RequestExample("Read a story as JSON, YAML or Markdown", "/stories/KF-15.md", "story_as.md"),
    "revisions": RequestExample(
        "List the revisions of a story", "/stories/KF-15/revisions", "revisions.json"
    ),
    "revision": RequestExample("Read a revision of a story", "/stories/KF-15/revisions/1", "revision.json"),
    "find": RequestExample("Find stories by words", "/find?q=lookups+take+five+seconds", "find.json"),
    "find_pasted": RequestExample(
        "Find stories by what you see", "/find", "find_pasted.json", body=LOG, file="incident.log"
    ),
    "match": RequestExample(
        "Find stories, by the older name", "/match", "find_pasted.json", body=LOG, file="incident.log"
    ),
    "lint": RequestExample("Lint manifests", "/lint", "lint.json", body=MANIFEST, file="deploy.yaml"),
    "check": RequestExample(
        "Check a text for blame and shallow causes", "/check", "check.json", body=POSTMORTEM, file="notes.log"
    ),
    "rules": RequestExample("List rules", "/rules?story=KF-15&kind=manifest", "rules.json"),
    "rule": RequestExample("Read a rule", "/rules/M-2", "rule.json"),
    "rule_as": RequestExample("Read a rule as JSON or YAML", "/rules/M-2.yaml", "rule_as.yaml"),
    "resolve": RequestExample(
        "Resolve a check of another tool to stories", "/resolve?tool=checkov&rule=CKV_K8S_15", "resolve.json"
    ),
    "resolve_batch": RequestExample(
        "Resolve many checks at once",
        "/resolve/batch",
        "resolve_batch.json",
        body=QUERIES,
        file="queries.json",
    ),
    "export": RequestExample("Export rules for other programs", "/export/prometheus.yaml", "export.yaml"),
    "news": RequestExample("Read your news", "/news?unread=true", "news.json", of_ones_own=True),
    "actions": RequestExample(
        "List actions", "/actions?state=unfinished&overdue=false", "actions.json", of_ones_own=True
    ),
    "action": RequestExample("Read an action", "/stories/KF-15/actions/1", "action.json", of_ones_own=True),
    "action_plan": RequestExample(
        "Plan an action",
        "/stories/KF-15/actions",
        "action.json",
        body=ACTION,
        file="action.json",
        of_ones_own=True,
    ),
    "action_change": RequestExample(
        "Change an action",
        "/stories/KF-15/actions/1",
        "action.json",
        body=ACTION,
        file="action.json",
        of_ones_own=True,
        verb="PUT",
        is_conditional=True,
    ),
    "action_do": RequestExample(
        "Start, close or reopen an action",
        "/stories/KF-15/actions/1/finish",
        "action.json",
        body=EVIDENCE,
        file="evidence.json",
        of_ones_own=True,
        is_conditional=True,
    ),
    "alertmanager": RequestExample(
        "Take alerts from Alertmanager",
        "/alertmanager",
        "alertmanager.json",
        body=DELIVERY,
        file="delivery.json",
        of_ones_own=True,
    ),
    "sighting_report": RequestExample(
        "Report that a story was seen",
        "/sightings",
        "sighting_report.json",
        body=SIGHTING,
        file="sighting.json",
        of_ones_own=True,
    ),
    "story_sightings": RequestExample(
        "List the sightings of a story", "/stories/KF-15/sightings", "story_sightings.json", of_ones_own=True
    ),
    "terms": RequestExample("List the vocabulary", "/terms?facet=severity", "terms.json"),
    "story_schema": RequestExample("Read the schema of a story", "/schema/story.json", "story_schema.json"),
    "rule_schema": RequestExample("Read the schema of a rule", "/schema/rule.json", "rule_schema.json"),
    "configuration_schema": RequestExample(
        "Read the schema of .soundings.yaml", "/schema/configuration.json", "configuration_schema.json"
    ),
}
"""By `operationId`."""
