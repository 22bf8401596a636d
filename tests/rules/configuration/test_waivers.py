"""Waivers of the configuration: what they suppress, until when, and what is said once that day is over."""

from datetime import date

import pytest
from msgspec import structs

from incidents.rules.configuration import waivers
from incidents.rules.configuration.settings import PlacedWaiver, Waiver
from incidents.rules.lint.findings import Report
from tests.rules.reports.samples import FINDING, FOLDED, REPORT

LAST = date(2027, 1, 31)
FILE = ".soundings.yaml"


def waived(*listed: Waiver, today: date = LAST, **options: str) -> Report:
    placed = [PlacedWaiver(one, number, 3, f"- {one.rule}") for number, one in enumerate(listed, 1)]
    return waivers.applied(REPORT, placed, today=today, file=FILE, **options)


def waiver(**fields: str) -> Waiver:
    return Waiver(**{"rule": "M-2", "until": "2027-01-31", "reason": "Moved."} | fields)


def test_what_is_waived_is_suppressed_with_reason_and_day() -> None:
    report = waived(waiver())
    assert [one.rule for one in report.findings] == [""]
    first = report.suppressed[0]
    assert (first.finding, first.reason, first.until) == (FINDING, "Moved.", "2027-01-31")
    assert len(report.suppressed) == 3


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({"path": "shop"}, 0),
        ({"path": "shop/more.yaml"}, 1),
        ({"subject": "CronJob shop/foobar"}, 1),
        ({"subject": "CronJob shop/foo"}, 2),
        ({"path": "shop/more.yaml", "subject": "CronJob shop/foobar"}, 2),
        ({"rule": "M-3"}, 2),
    ],
)
def test_it_waives_what_it_names(fields: dict[str, str], left: int) -> None:
    report = waived(waiver(**fields))
    assert sum(one.rule == "M-2" for one in report.findings) == left


def test_paths_are_those_from_the_folder_of_the_file() -> None:
    assert len(waived(waiver(path="deploy/shop/**"), folder="deploy").findings) == 1
    assert len(waived(waiver(path="shop/**"), folder="deploy").findings) == 3


def test_a_waiver_that_ended_is_a_finding_and_waives_nothing() -> None:
    report = waived(waiver(subject="CronJob shop/foobar", path="shop"), today=date(2027, 2, 1))
    assert report.suppressed == REPORT.suppressed
    assert {FINDING, FOLDED} < set(report.findings)
    (expired,) = [one for one in report.findings if one.name == "waiver-expired"]
    assert (expired.path, expired.line, expired.column, expired.level) == (FILE, 1, 3, "medium")
    assert expired.message == (
        "The waiver of M-2 for CronJob shop/foobar in shop ended on 2027-01-31 (“Moved.”)."
    )


def test_each_has_a_fingerprint_that_lines_and_days_do_not_change() -> None:
    ended = [waiver(), waiver(rule="M-3"), waiver(path="shop"), waiver(subject="Pod a")]
    today = date(2028, 1, 1)
    first = {one.fingerprint for one in waived(*ended, today=today).findings}
    again = [structs.replace(one, until="2027-02-02") for one in reversed(ended)]
    assert first == {one.fingerprint for one in waived(*again, today=today).findings}
    assert len(first) == len(REPORT.findings) + len(ended)


def test_below_the_level_it_is_counted() -> None:
    report = waived(waiver(rule="M-3"), today=date(2028, 1, 1), level="high")
    assert (report.findings, report.hidden) == (REPORT.findings, REPORT.hidden + 1)


def test_the_most_severe_come_first() -> None:
    report = waived(waiver(rule="M-3"), today=date(2028, 1, 1))
    assert [one.level for one in report.findings] == ["critical", "critical", "medium", "medium"]
    assert report.findings[2].name == "waiver-expired", ".soundings.yaml comes before zz.yaml"
