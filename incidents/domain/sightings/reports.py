"""A report of one sighting, as a program or a person sends it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from incidents.domain.sightings import subjects
from incidents.domain.sightings.recording import Episode, Reporter, record
from incidents.errors import Fault, Refused
from incidents.models.reader import Reader
from incidents.models.sighting import LONGEST_ID, LONGEST_SOURCE, LONGEST_WORDS, SOURCE_PATTERN
from incidents.yamltree import NOT_TEXT

AHEAD = timedelta(minutes=10)
"""How far the clock of a source may run ahead of ours."""
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
NOT_RECORDED = "The sighting was not recorded."
LONGEST = {
    "source": LONGEST_SOURCE,
    "external_id": LONGEST_ID,
    "name": LONGEST_WORDS,
    "environment": LONGEST_WORDS,
}


@dataclass(frozen=True)
class SightingReport:
    """What was sent. `story` and `rule` are references in any case, at least one of them."""

    source: str
    external_id: str
    started: str
    """A point in time with its zone; so is `ended`, which is empty while it lasts."""
    ended: str = ""
    story: str = ""
    rule: str = ""
    name: str = ""
    environment: str = ""


def report(*, sent: SightingReport, reporter: Reporter, now: datetime) -> tuple[Episode, bool]:
    """The episode, and whether it was not known. Raises `Refused` with every fault.

    A story or a rule that the reporter may not see is one that does not exist.
    """
    reader = Reader.of(reporter.person)
    incident = subjects.keys_of_stories([sent.story], reader=reader).get(sent.story.upper())
    rule = subjects.keys_of_rules([sent.rule], reader=reader).get(sent.rule.upper())
    started, ended = instant(sent.started), instant(sent.ended)
    faults = [*_words(sent), *_subject(sent, incident, rule), *_times(sent, now)]
    if faults or started is None:
        raise Refused(NOT_RECORDED, faults)
    episode = Episode(
        source=sent.source,
        external_id=sent.external_id,
        started_at=started,
        ended_at=ended,
        incident=incident,
        rule=rule,
        name=sent.name,
        environment=sent.environment,
    )
    return episode, record(episodes=[episode], reporter=reporter, now=now) > 0


def instant(text: str) -> datetime | None:
    """The point in time in UTC; None where it is none, or has no zone."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _subject(sent: SightingReport, incident: int | None, rule: int | None) -> Iterator[Fault]:
    if not sent.story and not sent.rule:
        yield Fault("", "says neither which story was seen nor which rule; write “story”, “rule” or both")
    if sent.story and incident is None:
        yield Fault("/story", f"“{sent.story[:40]}” is no story that you may read; write one such as KF-15")
    if sent.rule and rule is None:
        yield Fault("/rule", f"“{sent.rule[:40]}” is no rule that you may read; write one such as A-3")


def _words(sent: SightingReport) -> Iterator[Fault]:
    if not re.fullmatch(SOURCE_PATTERN, sent.source):
        yield Fault(
            "/source", "begins with a small letter or a digit, and holds these, dots, hyphens and underscores"
        )
    if not sent.external_id.strip():
        yield Fault(
            "/external_id", "is blank; write what the source calls what it saw, the same each time it reports"
        )
    for name, most in LONGEST.items():
        text = getattr(sent, name)
        if len(text) > most:
            yield Fault(f"/{name}", f"is {len(text):,} characters long; {most:,} are possible")
        if found := NOT_TEXT.search(text):
            yield Fault(f"/{name}", f"holds the control character U+{ord(found.group()):04X}; remove it")


def _times(sent: SightingReport, now: datetime) -> Iterator[Fault]:
    started, ended = instant(sent.started), instant(sent.ended)
    for name, text, found in (("started", sent.started, started), ("ended", sent.ended, ended)):
        if found is None and (text or name == "started"):
            yield Fault(f"/{name}", "is no point in time with a zone; write one such as 2026-05-31T14:10:00Z")
        elif found and found > now + AHEAD:
            yield Fault(f"/{name}", "lies in the future; look at the clock of the source")
        elif found and found < EARLIEST:
            yield Fault(f"/{name}", "lies before the year 2000; look at the clock of the source")
    if started and ended and ended < started:
        yield Fault("/ended", "is before the start")
