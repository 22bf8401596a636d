from typing import Any

import msgspec
import pytest

from incidents.stories import checks
from incidents.stories.document import Story
from tests.stories.samples import draft

SYMPTOM = {"id": "s1", "kind": "metric", "text": "a"}
FACTOR = {"id": "f1", "dimension": "capacity", "failure_mode": "missing_limit", "text": "a"}
FIX = {"id": "x1", "phase": "remediation", "outcome": "worked", "text": "a"}
SUCCESSOR = {"type": "duplicate_of", "to": "KF-2"}


def faults_of(story: Story) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.message) for fault in checks.faults(story)]


def test_a_complete_story_has_no_fault(flood: Story) -> None:
    assert checks.faults(flood) == []


def test_a_draft_may_be_unfinished() -> None:
    assert checks.faults(draft()) == []


def test_publishing_requires_symptoms_factors_fixes_and_takeaways() -> None:
    assert faults_of(draft(status="published")) == [
        ("/symptoms", "a published story needs at least one symptom"),
        ("/factors", "a published story needs at least one contributing factor"),
        ("/takeaways", "a published story needs at least one takeaway"),
        ("/fixes", "a published story needs a fix, or no_fix_known: true"),
        ("/summary", "a published story needs a summary"),
    ]


def test_no_fix_known_replaces_a_fix(flood: Story) -> None:
    without = msgspec.structs.replace(flood, fixes=(), no_fix_known=True)

    assert checks.faults(without) == []


def test_fixes_contradict_no_fix_known(flood: Story) -> None:
    both = msgspec.structs.replace(flood, no_fix_known=True)

    assert faults_of(both) == [("/no_fix_known", "a story with fixes cannot say that none is known")]


@pytest.mark.parametrize(
    ("fields", "pointer", "message"),
    [
        ({"fixes": [FIX | {"addresses": ["f9"]}]}, "/fixes/0/addresses/0", "f9 is none of the factors"),
        (
            {"takeaways": [{"text": "a", "derived_from": ["x4"]}]},
            "/takeaways/0/derived_from/0",
            "x4 is none of the fixes",
        ),
        ({"factors": [FACTOR | {"leads_to": ["i1"]}]}, "/factors/0/leads_to/0", "i1 is none of the impacts"),
        ({"factors": [FACTOR | {"leads_to": ["f1"]}]}, "/factors/0/leads_to/0", "f1 points to itself"),
        (
            {"timeline": [{"phase": "start", "text": "a", "evidence": ["v1"]}]},
            "/timeline/0/evidence/0",
            "v1 is none",
        ),
        ({"symptoms": [SYMPTOM, SYMPTOM]}, "/symptoms/1/id", "s1 already names /symptoms/0"),
        ({"resolved_at": "2019-02-30"}, "/resolved_at", "there is no such day or time: 2019-02-30"),
        (
            {"timeline": [{"phase": "start", "text": "a", "at": "2019-06-31"}]},
            "/timeline/0/at",
            "no such day",
        ),
        ({"actions": [{"text": "a", "due": "2019-06-31"}]}, "/actions/0/due", "no such day"),
        (
            {"sources": [{"title": "a", "kind": "other", "published": "2019-06-31"}]},
            "/sources/0/published",
            "no such day",
        ),
        (
            {"occurred": {"start": "2019-05-21", "end": "2019-05-20"}},
            "/occurred/end",
            "is before",
        ),
        ({"detected_at": "T+5m"}, "/detected_at", "T+5m counts from the start; say occurred"),
        ({"time_zone": "Europe/Atlantis"}, "/time_zone", "is no time zone of the IANA database"),
        (
            {"mitigated_at": "2019-05-21T12:00Z", "resolved_at": "2019-05-21T11:00Z"},
            "/resolved_at",
            "2019-05-21T11:00Z is before the mitigation, 2019-05-21T12:00Z",
        ),
        (
            {"impacts": [{"effect": "errors", "start": "2019-05-21", "end": "2019-05-20"}]},
            "/impacts/0/end",
            "is before the start, 2019-05-21",
        ),
        (
            {"impacts": [{"effect": "errors", "quantities": [{"unit": "users"}]}]},
            "/impacts/0/quantities/0",
            "is empty: give value",
        ),
        (
            {"impacts": [{"effect": "errors", "quantities": [{"from": 5, "to": 4}]}]},
            "/impacts/0/quantities/0/to",
            "4 is less than 5",
        ),
        (
            {"impacts": [{"effect": "errors", "quantities": [{"value": 3, "from": 5}]}]},
            "/impacts/0/quantities/0/value",
            "write the value or the range",
        ),
        ({"organisations": [{"role": "caused"}]}, "/organisations/0", "needs a name, or a description"),
        ({"checks": [{"question": "Full?"}]}, "/checks/0", "needs a command that answers the question"),
        (
            {"checks": [{"question": "Full?", "look": "at the disk", "changes": True}]},
            "/checks/0/changes",
            "the first check only reads",
        ),
        (
            {"checks": [{"question": "Full?", "look": "at the disk", "otherwise": ["KF-1"]}]},
            "/checks/0/otherwise",
            "names this story",
        ),
        (
            {
                "sources": [{"id": "r1", "title": "a", "kind": "other"}],
                "disagreements": [{"of": "e9", "sources": ["r1"], "at": "2019"}],
            },
            "/disagreements/0/of",
            "e9 is no part of this story",
        ),
        (
            {"disagreements": [{"of": "detected_at", "sources": ["r7"], "at": "2019"}]},
            "/disagreements/0/sources/0",
            "r7 is none of the sources",
        ),
        (
            {
                "sources": [{"id": "r1", "title": "a", "kind": "other"}],
                "disagreements": [{"of": "detected_at", "sources": ["r1"]}],
            },
            "/disagreements/0",
            "is empty: give at or text",
        ),
        (
            {"occurred": {"start": "2019-05-21"}, "detected_at": "2019-05-20"},
            "/detected_at",
            "2019-05-20 is before the start, 2019-05-21",
        ),
        (
            {"evidence": [{"kind": "graph", "url": "https://a.example/"}]},
            "/evidence/0/alt_text",
            "describe the picture",
        ),
        (
            {"evidence": [{"kind": "log", "file": "a.log", "url": "https://a.example/"}]},
            "/evidence/0/file",
            "is not here",
        ),
        ({"evidence": [{"kind": "log"}]}, "/evidence/0", "is empty: give body, picture, url or alt_text"),
        (
            {"relations": [{"type": "see_also", "to": "KF-1"}]},
            "/relations/0/to",
            "a story is not related to itself",
        ),
        (
            {"relations": [{"type": "see_also", "to": "KF-2"}] * 2},
            "/relations/1",
            "see_also KF-2 is written twice",
        ),
        ({"status": "withdrawn"}, "/withdrawal", "a withdrawn story needs a reason"),
        ({"withdrawal": {"reason": "a"}}, "/withdrawal", "a story that is draft has no withdrawal"),
        ({"status": "merged"}, "/relations", "exactly one relation duplicate_of"),
        ({"relations": [SUCCESSOR]}, "/relations", "duplicate_of belongs to a merged story"),
    ],
)
def test_a_fault_has_a_pointer(fields: dict[str, Any], pointer: str, message: str) -> None:
    ((found, reported),) = faults_of(draft(**fields))

    assert found == pointer
    assert message in reported


def test_an_end_in_the_same_month_is_not_before_the_start() -> None:
    occurred = {"start": "2019-05-21", "end": "2019-05"}

    assert checks.faults(draft(occurred=occurred, resolved_at="2019")) == []


def test_a_merged_story_names_its_successor() -> None:
    assert checks.faults(draft(status="merged", relations=[SUCCESSOR])) == []


def test_a_time_that_does_not_exist_hides_no_other_fault() -> None:
    fields = {
        "occurred": {"start": "2019-05-21"},
        "detected_at": "2019-05-20",
        "resolved_at": "2019-06-31",
    }

    assert [pointer for pointer, _ in faults_of(draft(**fields))] == ["/resolved_at", "/detected_at"]


def test_all_faults_are_reported_at_once() -> None:
    fields = {"status": "withdrawn", "resolved_at": "2019-02-30", "evidence": [{"kind": "log"}]}

    assert [pointer for pointer, _ in faults_of(draft(**fields))] == [
        "/evidence/0",
        "/resolved_at",
        "/withdrawal",
    ]


def test_advice_names_weaknesses() -> None:
    story = draft(symptoms=[SYMPTOM], factors=[FACTOR], fixes=[FIX])

    assert [advice.pointer for advice in checks.advice(story)] == [
        "/factors",
        "/symptoms",
        "/checks",
        "/factors",
    ]


def test_factors_that_nothing_addresses_are_named_together() -> None:
    factors = [FACTOR | {"id": f"f{number}"} for number in range(1, 21)]
    (advice,) = [
        one for one in checks.advice(draft(factors=factors, fixes=[FIX])) if one.pointer == "/factors"
    ]

    assert advice.message.endswith("f7, f8 and 12 others")


def test_a_complete_story_needs_no_advice(flood: Story) -> None:
    assert checks.advice(flood) == []
