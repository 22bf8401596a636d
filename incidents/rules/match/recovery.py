"""Finds out whether a later line says that a failure is over, such as `Started` after `FailedScheduling`."""

import re

from incidents.rules.match import signatures
from incidents.rules.match.scanner import Hits
from incidents.rules.record import Signature

READ = 2**16
"""Bytes after the last hit that are searched."""

OBJECT = re.compile(
    rb"\b(?:pod|job|cronjob|deployment|replicaset|statefulset|daemonset|horizontalpodautoscaler)s?(?:\.apps|\.batch)?/"
    rb"([a-z0-9][a-z0-9.-]*)|\b([a-z0-9-]+-[a-z0-9]{6,10}-[a-z0-9]{5})\b"
)
"""The name of an object in a line of events."""


def follows(rule: Signature, text: bytes, hits: Hits) -> bool:
    """Whether a line after the last hit matches `recovery`; it names the same object, if the hit does."""
    if rule.recovery is None or hits.more or not hits.spans:
        return False
    position = hits.spans[-1][0]
    start = text.rfind(b"\n", max(0, position - READ), position) + 1
    end = text.find(b"\n", position)
    if end < 0:
        return False
    names = _names(text[start:end])
    after = text[end : end + READ]
    return any(
        not names or names & _names(_line(after, *found.span()))
        for found in signatures.compiled(rule.recovery).finditer(after)
    )


def _names(line: bytes) -> set[bytes]:
    return {one or other for one, other in OBJECT.findall(line)}


def _line(text: bytes, start: int, end: int) -> bytes:
    last = text.find(b"\n", end)
    return text[text.rfind(b"\n", 0, start) + 1 : len(text) if last < 0 else last]
