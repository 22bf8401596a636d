"""The file of a baseline: how it is written, and what is said of a broken one."""

import json

import pytest
from msgspec import structs

from incidents.errors import Refused
from incidents.rules.configuration import baseline
from tests.rules.reports.samples import DOUBLED, FINDING, REPORT, SUPPRESSED

ENTRIES = [baseline.entry(one) for one in REPORT.findings]
LINE = '{"path":"a.yaml","rule":"M-2","level":"low","subject":"Pod a","fingerprint":"abc"}'
WHOLE = f'{{\n  "format": 1,\n  "findings": [\n    {LINE}\n  ]\n}}\n'


def faults(text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        baseline.read(text.encode())
    return [str(fault) for fault in refused.value.faults]


def test_it_is_written_the_same_whatever_the_order() -> None:
    assert baseline.written(ENTRIES) == baseline.written([*reversed(ENTRIES), *ENTRIES])


def test_it_has_a_line_for_each_finding_that_names_rule_path_and_subject() -> None:
    lines = baseline.written(ENTRIES).splitlines()
    assert lines[3] == (
        '    {"path":"shop/jobs, nightly.yaml","rule":"M-2","level":"critical",'
        '"subject":"CronJob shop/foobar, container job","fingerprint":"abc123"},'
    )
    assert len(lines) == 4 + len(ENTRIES) + 1
    assert json.loads("\n".join(lines))["findings"][-1]["rule"] == DOUBLED.name


@pytest.mark.parametrize("entries", [ENTRIES, []])
def test_what_was_written_is_read(entries: list) -> None:
    assert sorted(baseline.read(baseline.written(entries).encode()), key=structs.astuple) == sorted(
        entries, key=structs.astuple
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has to hold fields"),
        ("[]", "has to hold fields"),
        (WHOLE.replace('"format": 1', '"format": 9'), "line 2, /format: is 9, and 1 is known here"),
        (WHOLE.replace("Pod a", "Pod a\x00"), "line 4"),
        (WHOLE.replace('"low"', '"lowish"'), "line 4, /findings/0/level: “lowish” is not possible"),
        (WHOLE.replace('"rule"', '"rul"'), "line 4, /findings/0/rul: is no field of this part; did you mean"),
        (WHOLE.replace(LINE, f"{LINE}\n<<<<<<< HEAD\n{LINE}"), "line 5"),
        (WHOLE.replace(LINE, f"{LINE} {LINE}"), "line 4"),
    ],
)
def test_a_fault_is_said_with_its_line(text: str, said: str) -> None:
    assert any(said in one for one in faults(text))


def test_every_fault_is_said() -> None:
    found = faults(WHOLE.replace(LINE, f'{LINE},\n{{"path": 1}},\n{LINE.replace("low", "lower")}'))
    assert [one.partition(",")[0] for one in found] == [*["line 5"] * 5, "line 6"]


@pytest.mark.parametrize("text", ["\xff\xfe", "[" * 100_000, " " * 6 * 2**20 + "]"])
def test_what_is_no_baseline_at_all_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        baseline.read(text.encode("latin-1"))


def test_a_known_finding_is_not_reported_and_counted() -> None:
    report = baseline.compared(REPORT, ENTRIES[:1], was_sought=lambda _: True)
    assert FINDING not in report.findings
    assert (len(report.findings), report.known, report.gone) == (2, 1, ())


def test_what_was_sought_and_is_not_there_is_gone() -> None:
    old = structs.replace(ENTRIES[0], fingerprint="old")
    assert baseline.compared(REPORT, [old], was_sought=lambda _: True).gone == (old,)
    assert baseline.compared(REPORT, [old], was_sought=lambda _: False).gone == ()


def test_what_is_suppressed_now_is_not_gone() -> None:
    suppressed = baseline.entry(SUPPRESSED.finding)
    assert baseline.compared(REPORT, [suppressed], was_sought=lambda _: True).gone == ()
