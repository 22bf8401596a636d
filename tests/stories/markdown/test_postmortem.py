"""Postmortems in the usual headings, read into what a draft holds."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.errors import Refused
from incidents.stories.markdown import read

SRE = """# Postmortem: Sonnets fell over

**Date:** 2015-10-21
**Authors:** jennifer, martym
**Status**: Complete

**Summary**: Down for 66 minutes.

## Root Causes
Cascading failure.

```
out of files
```

## Action Items

| Action Item | Type | Owner | Bug |
|---|---|---|---|
| Update playbook | mitigate | jennifer | n/a **DONE** |
| Fix leak | prevent | agoogler | https://t.example/554 |

## Lessons Learned

### What went well
- Monitoring alerted
  within a minute

### Where we got lucky
- The mailing list had a copy

## Timeline (all times UTC)

- 14:51 News reports
- **14:54** OUTAGE BEGINS
- nothing to see

## Weather
rain
"""
WORDS = st.sampled_from(
    [
        "# ",
        "## Timeline\n",
        "## Action items\n",
        "- ",
        "14:05 ",
        "| a | b |\n|---|---|\n",
        "\n",
        "word ",
        "```\n",
        *(
            "**Impact**: ",
            "    ",
            "> ",
            "**Date**: ",
            "2026-03-24",
            "[x] ",
            "99:99 ",
            "2026-99-99",
            "\t",
            "1. ",
        ),
    ]
)


def test_the_headings_of_the_google_template() -> None:
    content = read(SRE)

    assert content["title"] == "Sonnets fell over"
    assert content["occurred.start"] == "2015-10-21"
    assert content["authors"] == "jennifer\nmartym"
    assert content["summary"] == "Down for 66 minutes."
    assert content["factors"] == [{"id": "f1", "text": "Cascading failure.\n\n```\nout of files\n```"}]
    assert content["observations"] == [
        {"id": "o1", "kind": "went_well", "text": "Monitoring alerted\nwithin a minute"},
        {"id": "o2", "kind": "lucky", "text": "The mailing list had a copy"},
    ]


def test_a_table_of_action_items() -> None:
    done, planned = read(SRE)["actions"]

    assert (done["text"], done["status"]) == ("Update playbook\nBug: n/a **DONE**", "done")
    assert (planned["type"], planned["owner"]) == ("prevent", "agoogler")
    assert planned["tracker_url"] == "https://t.example/554"


def test_a_timeline_with_the_day_of_the_head() -> None:
    assert [(event["at"], event["text"]) for event in read(SRE)["timeline"]] == [
        ("2015-10-21T14:51Z", "News reports"),
        ("2015-10-21T14:54Z", "OUTAGE BEGINS\nnothing to see"),
    ]


def test_without_a_day_the_time_stays_in_the_text() -> None:
    (event,) = read("## Timeline\n\n14:05 restarted the pods\n")["timeline"]

    assert (event["at"], event["text"]) == ("", "14:05 restarted the pods")


def test_a_zone_in_the_heading_is_that_of_the_times() -> None:
    text = "**Date:** 2026-03-24\n\n## Timeline ({})\n\n- 14:05 restarted the pods\n"

    assert read(text.format("Europe/Berlin"))["timeline"][0]["at"] == "2026-03-24T14:05+01:00"
    assert "read as UTC" in read(text.format("office hours"))["notes"]
    assert read(text.format("UTC"))["notes"] == ""


def test_the_headings_of_the_pagerduty_template() -> None:
    content = read(
        "# Queue stood still\n\n## Overview\nIt stood.\n\n## What Happened\nA long story.\n\n"
        "## Contributing Factors\n- disk full\n- no alert\n\n## Resolution\nMore disk.\n\n"
        "## Impact\n12% of messages late\n\n## Responders\n- mira\n\n## How'd We Do?\n\n"
        "### What Didn't Go So Well?\n- paging\n\n## Action Items\n- [x] buy disk\n\n## Messaging\n\n"
        "### External Message\nSorry.\n"
    )

    assert (content["summary"], content["body"]) == ("It stood.", "A long story.")
    assert [row["text"] for row in content["factors"]] == ["disk full", "no alert", "paging"]
    assert [row["text"] for row in content["fixes"]] == ["More disk."]
    assert content["actions"] == [{"id": "a1", "text": "buy disk", "status": "done"}]
    assert content["notes"] == "Line 20, Responders:\n- mira\n\nLine 33, External Message:\nSorry."


def test_what_is_not_recognised_is_kept_with_its_line() -> None:
    assert read(SRE)["notes"] == "Line 5, Status:\nComplete\n\nLine 39, Weather:\nrain"


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=40).map("".join))
def test_no_word_is_dropped(text: str) -> None:
    if not text.strip():
        return
    kept = str(read(text))

    assert kept.count("word") >= text.count("word")


@pytest.mark.parametrize("text", ["", "\x00", "a" * 300_001])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text)

    assert refused.value.faults


@pytest.mark.parametrize(
    "piece", ["- a\n", "> ", "- ", "|a", "## Timeline\n14:05 a\n", "```\n", "**Impact**: a\n"]
)
def test_hostile_text_takes_bounded_time(piece: str) -> None:
    begin = time.perf_counter()
    read((piece * 300_000)[:300_000])

    assert time.perf_counter() - begin < 20
