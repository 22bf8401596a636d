"""Checks of a rule beyond the types of its fields.

They run on plain values, so that their faults are reported together with those of the types.
"""

import re
from collections.abc import Iterator

from incidents.refs import STORY_PATTERN
from incidents.rules.match import signatures
from incidents.yamltree import Plain, step

Fields = dict[str, Plain]
Found = Iterator[tuple[str, str]]

MAX_SAMPLES = 100_000
"""A limit for one test of an alert, because promtool holds all samples in memory."""
REPEATED = re.compile(r"x([0-9]{1,12})$")
"""`0x5` is a sample and five more; promtool rejects longer numbers."""
CHANGES = re.compile(
    r"\bkubectl\b[^|;&]*\s(?:annotate|apply|autoscale|cordon|create|debug|delete|drain|edit|expose|label|patch|"
    r"replace|rollout\s+(?:pause|restart|resume|undo)|run|scale|set|taint|uncordon)\b"
    r"|\b(?:etcdctl\b[^|;&]*\s(?:compact|defrag|del|disarm|put)|crictl\b[^|;&]*\s(?:create|pull|rm|rmi|run|runp|stop|stopp)"
    r"|docker\s+(?:kill|prune|pull|restart|rm|rmi|run|stop)|systemctl\s+(?:restart|start|stop)"
    r"|(?:chmod|chown|kill|mkfs|mv|pkill|rm|tee|truncate|umount)\s|sysctl\s+-w|auditctl\s+-[eDaWd])"
    r"|>{1,2}\s*/(?!dev/null)"
)
"""Commands that change something."""
STORY_IN_TEXT = re.compile(rf"\b{STORY_PATTERN.strip('^$')}\b")
WITHOUT_A_STORY = "name at least one story that justifies the rule"
WITHOUT_FALSE_POSITIVES = "say when it fires without a hazard; an honest “none known” is possible"


def objections(letter: str, rule: Fields) -> Found:
    """The pointer and message of every fault."""
    yield from _reference(letter, rule)
    yield from _links(rule)
    if rule.get("false_positives") == []:
        yield "/false_positives", WITHOUT_FALSE_POSITIVES
    yield from _replacement(rule)
    yield from {"M": _manifest, "A": _alert, "S": _signature}[letter](rule)


def _reference(letter: str, rule: Fields) -> Found:
    ref = rule.get("ref")
    if isinstance(ref, str) and ref[:1] in {"M", "A", "S"} - {letter}:
        yield "/ref", f"the fields are those of another kind of rule, whose references start with {letter}-"


def _links(rule: Fields) -> Found:
    links = rule.get("stories")
    if links == []:
        yield "/stories", WITHOUT_A_STORY
    seen = []
    for index, link in enumerate(links if isinstance(links, list) else []):
        if not isinstance(link, dict):
            continue
        if link.get("answer") is not None and rule.get("question") is None:
            yield f"{step('/stories', index)}/answer", "answers a question that the rule does not ask"
        key = (link.get("ref"), link.get("target"), link.get("relation"))
        if key in seen:
            yield step("/stories", index), "appears twice; keep one"
        seen.append(key)


def _replacement(rule: Fields) -> Found:
    deprecated = rule.get("status") == "deprecated"
    replacement = rule.get("replaced_by")
    if deprecated and replacement is None:
        yield "/status", "a deprecated rule says in replaced_by which one to use"
    elif replacement is not None and not deprecated:
        yield "/replaced_by", "is only for a deprecated rule"
    elif replacement is not None and replacement == rule.get("ref"):
        yield "/replaced_by", "is this rule itself"


def _manifest(rule: Fields) -> Found:
    if rule.get("kinds") == []:
        yield "/kinds", "name at least one kind of object"
    if rule.get("context") and rule.get("admission") == "yes":
        yield (
            "/admission",
            "a rule that sees other objects (context) cannot run at admission; write “no: ” and why",
        )
    yield from _examples(rule)


def _alert(rule: Fields) -> Found:
    tests = rule.get("tests")
    cases = [case for case in tests if isinstance(case, dict)] if isinstance(tests, list) else None
    if cases is None:
        return
    outcomes = {case.get("fires") for case in cases if isinstance(case.get("fires"), bool)}
    if True not in outcomes:
        yield "/tests", "show at least one case in which it fires"
    if False not in outcomes:
        yield "/tests", "show at least one case in which it does not fire"
    for index, case in enumerate(cases):
        if case.get("series") == {}:
            yield f"/tests/{index}/series", "name at least one series"
        if (samples := _samples(case.get("series"))) > MAX_SAMPLES:
            yield (
                f"/tests/{index}/series",
                f"has {samples:,} samples; write at most {MAX_SAMPLES:,}",
            )


def _samples(series: object) -> int:
    """The number of samples in the series of a test, in the notation of promtool."""
    written = series.values() if isinstance(series, dict) else ()
    values = [value for text in written if isinstance(text, str) for value in text.split()]
    return sum(1 + int(repeated[1]) if (repeated := REPEATED.search(value)) else 1 for value in values)


def _signature(rule: Fields) -> Found:
    for name in ("pattern", "recovery"):
        pattern = rule.get(name)
        objection = signatures.objection(pattern) if isinstance(pattern, str) and pattern.strip() else None
        if objection is not None:
            yield f"/{name}", objection
    command = rule.get("command")
    if isinstance(command, str) and (found := CHANGES.search(command)):
        yield "/command", f"changes something ({found[0].strip()}); a check only reads"
    question = rule.get("question")
    if isinstance(question, str) and (named := STORY_IN_TEXT.search(question)):
        yield "/question", f"names {named[0]}, which not everybody may see; write an answer at its link"
    yield from _examples(rule)


def _examples(rule: Fields) -> Found:
    tests = rule.get("tests")
    if isinstance(tests, dict):
        for name, what in (("bad", "it fires on"), ("good", "it does not fire on")):
            if tests.get(name) == []:
                yield f"/tests/{name}", f"show at least one example that {what}"
