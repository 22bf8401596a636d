"""Alerts that come back: each becomes an episode of the story or the rule that it is about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.domain.rules import running
from incidents.domain.sightings import subjects
from incidents.domain.sightings.recording import Episode, Reporter, record
from incidents.domain.sightings.subjects import NamedAlert
from incidents.models.reader import Reader
from incidents.models.sighting import LONGEST_ID, LONGEST_WORDS
from incidents.rules.bundle import StoryDigest
from incidents.yamltree import NOT_TEXT

SOURCE = "alertmanager"
STORY, RULE, NAME = "incident_id", "rule_id", "alertname"
"""Labels: those of exported alerts, and the one that every alert has."""
PLACES = ("environment", "env", "cluster")
"""Labels that say where; the first that is there counts."""


@dataclass(frozen=True)
class Alert:
    """As Alertmanager sends it. `ended_at` is None while it fires."""

    fingerprint: str
    labels: Mapping[str, str]
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class DeliveredAlerts:
    """`matched`: how many were about a story or a rule that the reporter may see."""

    matched: int
    unmatched: int


def deliver(*, alerts: Sequence[Alert], reporter: Reporter, now: datetime) -> DeliveredAlerts:
    """Records them in one statement, after four at most that look for what they are about.

    The story in the label `incident_id` and the rule in `rule_id` count; where neither is one that the
    reporter may see, the alert's name.
    """
    reader = Reader.of(reporter.person)
    known = subjects.named_alerts(running.current(reader).bundle)
    named = [known.get(alert.labels.get(NAME, "").lower()) for alert in alerts]
    found = _Subjects.of(alerts, named, reader)
    episodes = [list(found.episodes(alert, name)) for alert, name in zip(alerts, named, strict=True)]
    record(episodes=[one for some in episodes for one in some], reporter=reporter, now=now)
    matched = sum(bool(some) for some in episodes)
    return DeliveredAlerts(matched, len(alerts) - matched)


def stories_of(*, name: str, reader: Reader) -> tuple[StoryDigest, ...]:
    """The published stories that an alert of this name, in any case, has to do with; the closest first."""
    bundle = running.current(reader).bundle
    found = subjects.named_alerts(bundle).get(name.lower())
    told = {story.ref: story for story in bundle.stories}
    return tuple(told[ref] for ref in found.stories if ref in told) if found else ()


@dataclass(frozen=True)
class _Subjects:
    """The keys of what the reporter may see, by reference."""

    stories: Mapping[str, int]
    rules: Mapping[str, int]

    @classmethod
    def of(cls, alerts: Sequence[Alert], named: Sequence[NamedAlert | None], reader: Reader) -> "_Subjects":
        names = [one for one in named if one]
        stories = {alert.labels.get(STORY, "") for alert in alerts} | {
            ref for one in names for ref in one.seen
        }
        rules = {alert.labels.get(RULE, "") for alert in alerts} | {one.rule for one in names}
        return cls(
            subjects.keys_of_stories(stories, reader=reader), subjects.keys_of_rules(rules, reader=reader)
        )

    def episodes(self, alert: Alert, named: NamedAlert | None) -> Iterator[Episode]:
        story = self.stories.get(alert.labels.get(STORY, "").upper())
        rule = self.rules.get(alert.labels.get(RULE, "").upper())
        if story or rule:
            yield _episode(alert, story, rule)
        elif named:
            stories = [self.stories[ref] for ref in named.seen if ref in self.stories]
            rule = self.rules.get(named.rule)
            for key in dict.fromkeys(stories):
                yield _episode(alert, key, rule)
            if rule and not stories:
                yield _episode(alert, None, rule)


def _episode(alert: Alert, story: int | None, rule: int | None) -> Episode:
    place = next((alert.labels[name] for name in PLACES if alert.labels.get(name)), "")
    return Episode(
        source=SOURCE,
        external_id=_written(alert.fingerprint, LONGEST_ID),
        started_at=alert.started_at,
        ended_at=alert.ended_at and max(alert.ended_at, alert.started_at),
        incident=story,
        rule=rule,
        name=_written(alert.labels.get(NAME, ""), LONGEST_WORDS),
        environment=_written(place, LONGEST_WORDS),
    )


def _written(text: str, most: int) -> str:
    return NOT_TEXT.sub("\ufffd", text)[:most]
