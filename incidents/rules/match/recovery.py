"""Finds out whether a later line says that a failure is over, such as `Started` after `FailedScheduling`."""

from incidents.rules.match import signatures
from incidents.rules.match.scanner import Hits
from incidents.rules.record import Signature

READ = 2**16
"""Bytes after the last hit that are searched."""
LONGEST_LINE = 1000
"""Bytes before and after a place in which its line is read."""

OBJECT = (
    r"\b(pod|job|cronjob|deployment|replicaset|statefulset|daemonset|horizontalpodautoscaler)s?(\.apps|\.batch)?/"
    r"[a-z0-9][a-z0-9.-]*|\b[a-z0-9-]+-[a-z0-9]{6,10}-[a-z0-9]{5}\b"
)
"""An object in a line of events, with or without its kind."""


def follows(rule: Signature, text: bytes, hits: Hits) -> bool:
    """Whether a line after the last hit matches `recovery`; it names the same object, if the hit does."""
    if rule.recovery is None or hits.more or not hits.spans:
        return False
    last = hits.spans[-1][0]
    end = text.find(b"\n", last)
    if end < 0:
        return False
    names = _names(text, last)
    after = text[end : end + READ]
    return any(
        not names or names & _names(after, found.span()[0])
        for found in signatures.compiled(rule.recovery).finditer(after)
    )


def _names(text: bytes, place: int) -> set[bytes]:
    """The names of objects in the line at this place."""
    start = text.rfind(b"\n", max(0, place - LONGEST_LINE), place) + 1 or max(0, place - LONGEST_LINE)
    end = text.find(b"\n", place, place + LONGEST_LINE)
    line = text[start : end if end >= 0 else place + LONGEST_LINE]
    found = (line[slice(*one.span())] for one in signatures.compiled(OBJECT).finditer(line))
    return {name.rpartition(b"/")[2] for name in found}
