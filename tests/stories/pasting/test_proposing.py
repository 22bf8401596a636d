"""Timelines that are proposed from pasted texts of all forms."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.stories import pasting
from incidents.stories.pasting import ProposedTimeline
from tests.conftest import POSTMORTEMS


def proposed(text: str, zone: str = "Europe/Berlin", day: date = date(2026, 3, 24)) -> ProposedTimeline:
    return pasting.propose(text, zone=zone, first_day=day, masked=str)


def times(proposal: ProposedTimeline) -> list[str]:
    return [one.at for one in proposal.events]


def said(proposal: ProposedTimeline) -> list[tuple[str | None, str]]:
    return [(one.speaker, one.text) for one in proposal.events]


@pytest.mark.parametrize(
    ("text", "at", "speaker", "words"),
    [
        ("[14:05] mira: looking", "2026-03-24T14:05+01:00", "mira", "looking"),
        ("14:05 restarted the pods", "2026-03-24T14:05+01:00", None, "restarted the pods"),
        ("- 14:05 – restarted the pods", "2026-03-24T14:05+01:00", None, "restarted the pods"),
        ("~14:05 the queue grew", "2026-03-24T14:05+01:00~", None, "the queue grew"),
        ("2:05 PM: the queue grew", "2026-03-24T14:05+01:00", None, "the queue grew"),
        ("14:05 UTC the queue grew", "2026-03-24T15:05+01:00", None, "the queue grew"),
        ("14:05:09 <@mira> looking", "2026-03-24T14:05:09+01:00", "mira", "looking"),
        ("Mira Harbour\n  2:05 PM\nlooking", "2026-03-24T14:05+01:00", "Mira Harbour", "looking"),
        ("mira  [2:05 PM]\nlooking", "2026-03-24T14:05+01:00", "mira", "looking"),
        ("[24/03/2026, 14:05] Mira Harbour: looking", "2026-03-24T14:05+01:00", "Mira Harbour", "looking"),
        (
            "2026-03-24T13:05:09Z level=error timeout",
            "2026-03-24T14:05:09+01:00",
            None,
            "level=error timeout",
        ),
        (
            "Mar 24 14:05:09 node-7 kubelet[812]: OOM killed",
            "2026-03-24T14:05:09+01:00",
            "kubelet",
            "node-7: OOM killed",
        ),
    ],
)
def test_forms_of_lines(text: str, at: str, speaker: str | None, words: str) -> None:
    (event,) = proposed(text).events
    assert (event.at, event.speaker, event.text) == (at, speaker, words)


def test_an_export_of_slack_has_names_for_mentions() -> None:
    text = """[
      {"user": "U1", "user_profile": {"display_name": "mira"}, "ts": "1774357500.0001", "text": "a &lt; b"},
      {"user": "U2", "ts": "1774357560.0001", "text": "thanks <@U1>"},
      {"user": "U2", "text": "no time"}
    ]"""
    proposal = proposed(text)
    assert said(proposal) == [("mira", "a < b"), ("U2", "thanks @mira")]
    assert times(proposal) == ["2026-03-24T14:05:00+01:00", "2026-03-24T14:06:00+01:00"]
    assert [note.text for note in proposal.notes] == ["no time"]


def test_a_broken_export_is_read_line_by_line() -> None:
    assert proposed('[{"ts": "1774357500", "text": "cut').events == ()


def test_the_day_is_carried_over_midnight() -> None:
    proposal = proposed("23:58 FIRING latency\n00:03 rolled back\n00:03 quiet\n20:15 wrote it up")
    assert [at[:16] for at in times(proposal)] == [
        "2026-03-24T23:58",
        "2026-03-25T00:03",
        "2026-03-25T00:03",
        "2026-03-25T20:15",
    ]


def test_lines_that_are_a_little_out_of_order_stay_on_their_day() -> None:
    proposal = proposed("14:05 first\n14:02 sent late\n14:07 last")
    assert [one.text for one in proposal.events] == ["sent late", "first", "last"]
    assert {at[:10] for at in times(proposal)} == {"2026-03-24"}
    assert "earlier than the time before" in proposal.doubts[0].message


def test_a_line_with_a_date_turns_the_day() -> None:
    proposal = proposed("Tuesday, 24 March 2026\n[23:41] a: b\nThursday, 26 March 2026\n[09:00] a: c")
    assert [at[:10] for at in times(proposal)] == ["2026-03-24", "2026-03-26"]
    assert [note.reason for note in proposal.notes] == ["date", "date"]


def test_the_hour_that_comes_twice_when_clocks_go_back() -> None:
    proposal = proposed("01:50 a\n02:30 b\n02:10 c\n03:05 d", day=date(2026, 10, 25))
    assert times(proposal) == [
        "2026-10-25T01:50+02:00",
        "2026-10-25T02:30+02:00",
        "2026-10-25T02:10+01:00",
        "2026-10-25T03:05+01:00",
    ]
    assert any("clocks went back" in one.message for one in proposal.doubts)


def test_the_hour_that_never_was_when_clocks_go_forward() -> None:
    proposal = proposed("01:50 a\n02:30 b\n03:40 c", day=date(2026, 3, 29))
    assert times(proposal) == ["2026-03-29T01:50+01:00", "2026-03-29T03:30+02:00~", "2026-03-29T03:40+02:00"]
    assert "clocks went forward" in proposal.doubts[0].message


@pytest.mark.parametrize(
    "broken", ["[25:77] x", "14:61 x", "2026-02-30 10:00 x", "14:05 +99:00 x", "13:00 am x"]
)
def test_broken_times_are_kept_as_notes_and_told(broken: str) -> None:
    proposal = proposed(f"14:00 before\n{broken}\n14:10 after")
    assert [one.text for one in proposal.events] == ["before", "after"]
    assert [(note.text, note.reason) for note in proposal.notes] == [(broken, "unreadable")]
    assert [fault.line for fault in proposal.faults] == [2]


def test_lines_without_a_time_belong_to_the_event_above() -> None:
    proposal = proposed(
        "#incident\n14:00 mira: pods:\n    web-1  0/1  OOMKilled\n    web-2  1/1  Running\n14:10 b"
    )
    assert proposal.events[0].text == "pods:\n    web-1  0/1  OOMKilled\n    web-2  1/1  Running"
    assert (proposal.events[0].first, proposal.events[0].last) == (2, 4)
    assert [note.reason for note in proposal.notes] == ["before"]


def test_ages_of_a_table_count_back_from_when_it_was_printed() -> None:
    table = "LAST SEEN   TYPE   REASON    OBJECT     MESSAGE\n5m   Warning   BackOff   pod/web-1   Back-off"
    printed = datetime(2026, 3, 24, 22, 50, tzinfo=UTC)
    proposal = pasting.propose(
        table, zone="UTC", first_day=date(2026, 3, 24), masked=str, as_of=printed, quiet=timedelta(minutes=30)
    )
    assert times(proposal) == ["2026-03-24T22:45Z~"]
    assert "say when the events were printed" in proposed(table).faults[0].message


def test_phases_milestones_and_gaps() -> None:
    proposal = proposed(
        "14:00 deployed pricing\n14:05 pager-bot: FIRING latency\n14:07 mira: not resolved yet\n"
        "14:10 mira: rolled back\n14:20 mira: mitigated\n15:30 mira: all clear\n16:00 todo: alert on restarts"
    )
    assert [one.phase for one in proposal.events] == [
        *("lead_up", "detect", "respond", "mitigate", "mitigate", "resolve", "follow_up")
    ]
    assert {one.field: proposal.events[one.event].at[11:16] for one in proposal.milestones} == {
        "detected_at": "14:05",
        "mitigated_at": "14:20",
        "resolved_at": "15:30",
    }
    assert [(gap.after, gap.minutes) for gap in proposal.gaps] == [(4, 70)]
    assert proposal.events[1].is_program


def test_secrets_are_masked_in_events_and_notes() -> None:
    proposal = pasting.propose(
        "key=abc\n14:00 key=abc", zone="UTC", first_day=date(2026, 3, 24), masked=lambda _: "***"
    )
    assert (proposal.events[0].text, proposal.notes[0].text) == ("***", "***")


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone Nowhere"):
        proposed("14:00 x", zone="Nowhere")


def test_ten_thousand_lines_with_broken_times_lose_no_line() -> None:
    lines = [f"{n % 30:02}:{n % 70:02} line {n}" if n % 3 else f"line {n}" for n in range(10_000)]
    proposal = proposed("\n".join(lines))
    pieces = sorted((one.first, one.last) for one in (*proposal.events, *proposal.notes))
    assert [line for first, last in pieces for line in range(first, last + 1)] == list(range(1, 10_001))
    assert proposal.faults


def test_two_megabytes_on_one_line_are_one_note() -> None:
    (note,) = proposed("word " * 400_000).notes
    assert note.reason == "before"


@given(st.text(alphabet="0123456789:-/.[]<>T+Z apm\n\tabc", max_size=200))
def test_no_text_breaks_it_and_no_line_is_lost(text: str) -> None:
    proposal = proposed(text)
    covered = [n for one in (*proposal.events, *proposal.notes) for n in range(one.first, one.last + 1)]
    assert len(covered) == len(set(covered))
    assert {n for n, line in enumerate(text.split("\n"), 1) if line.strip()} <= set(covered)


def test_a_chat_log_of_a_real_night() -> None:
    chat = POSTMORTEMS / "chat.txt"
    if not chat.exists():
        pytest.skip("the chat log does not lie beside this checkout")
    proposal = proposed(chat.read_text())
    assert proposal.named_zone == "Europe/Berlin"
    assert len(proposal.events) == 27
    found = {one.field: proposal.events[one.event].at for one in proposal.milestones}
    assert found == {"detected_at": "2026-03-24T23:41+01:00", "mitigated_at": "2026-03-25T00:25+01:00"}
    assert [fault.line for fault in proposal.faults] == [36]
