"""What a pasted text is, and what to paste next where it does not lead far enough."""

import re
from typing import Literal

from msgspec import Struct

from incidents.rules.match.ranking import NextCheck
from incidents.rules.match.wrapping import ENTRY_START

Kind = Literal["words", "log", "events", "pods", "description", "manifest"]

MOST_LINES, LONGEST_LINE = 400, 300
"""What is read of a text, so that its size does not matter."""
NAME = r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?"
"""Of an object of Kubernetes: it means nothing to a shell."""

MANIFEST = (re.compile(r"(?m)^[{\s]{0,4}\"?apiVersion\"?:"), re.compile(r"(?m)^[{\s]{0,4}\"?kind\"?:"))
DESCRIPTION = re.compile(rf"(?m)^Name:\s+(?P<pod>{NAME})\s*\nNamespace:\s+(?P<namespace>{NAME})\s*$")
POD = re.compile(
    rf"(?m)^(?:(?P<namespace>{NAME})\s+)?(?P<pod>{NAME})\s+\d+/\d+\s+(?P<status>[A-Za-z:]{{4,40}})\s"
)
EVENT = re.compile(rf"\b(?:Normal|Warning)\s+[A-Z][A-Za-z]+\s+pod/(?P<pod>{NAME})\s")
EVENTS = re.compile(r"(?m)^\s*(?:LAST SEEN|Events:)|\s(?:Normal|Warning)\s+[A-Z][A-Za-z]{3,}\s")
HEALTHY = frozenset({"Running", "Completed"})

ALL_EVENTS = NextCheck(
    "The latest events of the cluster", "kubectl get events -A --sort-by=.lastTimestamp | tail -40"
)


class PastedText(Struct, frozen=True):
    kind: Kind
    pod: str | None = None
    """The first pod that the text tells of, and that does not look well where it lists pods."""
    namespace: str | None = None

    @property
    def is_output(self) -> bool:
        """Whether a program that ran has written it."""
        return self.kind not in {"words", "manifest"}


def read(text: str) -> PastedText:
    lines = [line[:LONGEST_LINE] for line in text.split("\n", MOST_LINES)[:MOST_LINES]]
    head = "\n".join(lines)
    if all(pattern.search(head) for pattern in MANIFEST):
        return PastedText("manifest")
    if found := DESCRIPTION.search(head):
        return PastedText("description", found["pod"], found["namespace"])
    if rows := list(POD.finditer(head)):
        ill = [row for row in rows if row["status"] not in HEALTHY]
        return PastedText("pods", ill[0]["pod"], ill[0]["namespace"]) if ill else PastedText("pods")
    if EVENTS.search(head):
        event = EVENT.search(head)
        return PastedText("events", event["pod"] if event else None)
    return PastedText("log" if _is_output(lines) else "words")


def _is_output(lines: list[str]) -> bool:
    """Several lines, or one that begins like the entry of a log."""
    filled = [line for line in lines if line.strip()]
    return len(filled) > 1 or any(ENTRY_START.match(line.encode("utf-8", "replace")) for line in filled)


def paste_next(pasted: PastedText) -> tuple[NextCheck, ...]:
    """The output that would tell more, what is most telling first."""
    pod = pasted.pod or "POD"
    where = f" -n {pasted.namespace}" if pasted.namespace else "" if pasted.pod else " -n NAMESPACE"
    described = NextCheck("The pod and its own events", f"kubectl describe pod {pod}{where}")
    earlier = NextCheck(
        "What its container wrote before it was restarted", f"kubectl logs {pod}{where} --previous --tail=40"
    )
    match pasted.kind:
        case "pods" if pasted.pod is None:
            return ALL_EVENTS, described
        case "pods" | "events":
            return described, earlier
        case "description":
            return earlier, ALL_EVENTS
        case "log":
            return ALL_EVENTS, described
    return ALL_EVENTS, described, earlier
