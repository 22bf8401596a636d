"""A story about a queue, and stories that could be taken for it."""

from typing import Any

from incidents.stories.document import Story
from incidents.training import hypotheses
from incidents.training.drill import Drill, RuleOfDrill
from incidents.training.hypotheses import Mechanism
from incidents.training.making import Around, make
from tests.stories.samples import draft

RULE = RuleOfDrill("M-1", "Nothing bounds this backlog.", "detects")
QUEUE: dict[str, Any] = {
    "title": "An unbounded backlog starves the broker",
    "components": ["storage/volumes"],
    "trigger": {"type": "traffic_spike"},
    "detection": {"method": "customer_report", "gap_text": "Nobody watched the backlog."},
    "symptoms": [
        {
            "id": "s1",
            "kind": "latency",
            "text": "Orders arrive late.",
            "observable": "503 from brokerGateway",
        },
        {"id": "s2", "kind": "metric", "text": "Requests wait for hours.", "leads_to": ["s1"]},
        {"id": "s3", "kind": "metric", "text": "The backlog starves brokers.", "leads_to": ["s1"]},
    ],
    "checks": [
        {"id": "c1", "question": "How many orders wait?", "command": "wc -l backlog", "answer": "See KF-9."},
        {
            "id": "c2",
            "question": "Does it help to restart?",
            "command": "restart",
            "look": "it",
            "changes": True,
        },
    ],
    "factors": [
        {
            "id": "f1",
            "dimension": "capacity",
            "failure_mode": "missing_limit",
            "components": ["storage/volumes"],
            "text": "Nothing bounds the backlog. It had never been long.",
        }
    ],
    "fixes": [
        {"id": "x1", "phase": "mitigation", "outcome": "made_worse", "text": "Restart the broker."},
        {"id": "x2", "phase": "mitigation", "outcome": "worked", "text": "Turn orders away."},
        {"id": "x3", "phase": "prevention", "outcome": "planned", "text": "Bound the backlog."},
    ],
    "takeaways": [{"id": "t1", "text": "Every backlog needs a bound."}],
    "timeline": [
        {"id": "e1", "phase": "lead_up", "text": "The bound is taken out."},
        {"id": "e2", "phase": "detect", "at": "2024-05-06T07:08Z", "text": "Customers call."},
        {"id": "e3", "phase": "respond", "at": "T+16m", "text": "The company is told of the backlog."},
        {"id": "e4", "phase": "resolve", "text": "All is well."},
    ],
    "evidence": [
        {"id": "v1", "kind": "log", "role": "observed", "text": "the log", "body": "Backlogs: 7"},
        {"id": "v2", "kind": "config", "role": "bad", "body": "backlog: unbounded"},
    ],
}


def story(**fields: Any) -> Story:
    return draft(**(QUEUE | fields))


def other(number: int, **fields: Any) -> Mechanism:
    mode = f"mode_{number}"
    factor = {"id": "f1", "dimension": "capacity", "failure_mode": mode, "text": f"Text {number}."}
    symptom = {"id": "s1", "kind": "latency", "text": "It is late."}
    filled = {"title": f"Story {number}", "factors": [factor], "symptoms": [symptom], **fields}
    return hypotheses.mechanism_of(draft(ref=f"KF-{number}", **filled))


OTHERS = tuple(other(number) for number in range(2, 9))


def named(facet: str, slug: str) -> str:
    return slug.rpartition("/")[2].replace("_", " ").capitalize()


def drill(document: Story | None = None, *, candidates: tuple[Mechanism, ...] = OTHERS) -> Drill:
    around = Around(candidates, {"KF-3"}, [RULE], [RULE.message], named, b"secret")
    return make(document or story(), around)
