"""The entry of a story in lists and search, written in the transaction of its save."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, F, Func, Value

from incidents.domain.stories import sources
from incidents.models import Incident, Rule, RuleLink, SearchEntry
from incidents.refs import in_order
from incidents.stories import components, durations, moments, texts
from incidents.stories.document import Story

UNKNOWN = "unknown"
LONGEST = 2**31 - 3
"""Seconds that an order of lists has room for: 68 years."""
MOST_OF_A_REGION = 80
DETECTING = ("detects", "prevents", "symptom")
"""Relations by which a rule says something of a story, rather than of its subject."""


def write(*, incident: Incident, story: Story, is_new: bool) -> None:
    has_rule = not is_new and _with_rule([incident.pk]) != set()
    columns = _columns(incident, story, has_rule=has_rule)
    if not is_new and SearchEntry.objects.filter(incident=incident).update(**columns):
        return
    SearchEntry.objects.create(incident=incident, **columns)


def expected(stories: Sequence[tuple[Incident, Story]]) -> list[dict[str, Any]]:
    """The columns of the entry of each as a save would write them now. Costs one query."""
    with_rule = _with_rule([incident.pk for incident, _ in stories])
    return [_columns(incident, story, has_rule=incident.pk in with_rule) for incident, story in stories]


def _columns(incident: Incident, story: Story, *, has_rule: bool) -> dict[str, Any]:
    modes = sorted({factor.failure_mode for factor in story.factors} - {UNKNOWN})
    taken = durations.of(story)
    # The author's own first, in the author's order: lists show those.
    named = list(dict.fromkeys((*story.components, *sorted(texts.all_components(story)))))
    prefix, number = in_order(story.ref)
    return {
        "status": incident.status,
        "visibility": incident.visibility,
        "owner_id": incident.owner_id,
        "team_id": incident.team_id,
        "organisation_id": incident.organisation_id,
        "appeared_at": incident.published_at or incident.created_at,
        "modified_at": incident.modified_at,
        "dated_on": _dated_on(incident),
        "lasted": min(taken.to_resolve.seconds, LONGEST) if taken.to_resolve else None,
        "prefix": prefix,
        "number": number,
        "components": list(components.leaves([name for name in named if name != UNKNOWN])),
        "failure_modes": modes,
        "labels": [
            *_labels("component", named),
            *_labels("failure_mode", (factor.failure_mode for factor in story.factors)),
            *_labels("effect", (impact.effect for impact in story.impacts)),
            *_labels("scope", (impact.scope for impact in story.impacts if impact.scope)),
            *_labels("technology", texts.all_technologies(story)),
            *_labels("region", map(region, story.regions)),
            *_labels("source", (sources.slug(sources.key(source)) for source in story.sources)),
            *_labels("lasted", [taken.to_resolve.length] if taken.to_resolve else []),
            *_traits(incident, has_rule=has_rule),
        ],
    }


def region(name: str) -> str:
    """The name as filters have it: `eu-west-1`."""
    return re.sub(r"[^\w]+", "-", name.lower()).strip("-")[:MOST_OF_A_REGION] or UNKNOWN


def _dated_on(incident: Incident) -> date | None:
    if incident.occurred_on or not incident.reported_at:
        return incident.occurred_on
    return moments.first_day(incident.reported_at)


def touch(incidents: Iterable[int], *, now: datetime) -> None:
    """Updates the entries of stories whose rules or checks have changed."""
    keys = set(incidents)
    with_rule = _with_rule(keys)
    for answer, some in (("yes", keys & with_rule), ("no", keys - with_rule)):
        other = "no" if answer == "yes" else "yes"
        replaced = Func(
            F("labels"),
            Value(f"has_rule:{other}"),
            Value(f"has_rule:{answer}"),
            function="array_replace",
            output_field=ArrayField(CharField(max_length=120)),
        )
        if some:
            SearchEntry.objects.filter(pk__in=some).update(labels=replaced, modified_at=now)


def _traits(incident: Incident, *, has_rule: bool) -> list[str]:
    return [
        f"kind:{incident.kind}",
        f"severity:{incident.severity}",
        f"trigger:{incident.trigger}",
        f"environment:{incident.environment}",
        f"detection:{incident.detection}",
        f"year:{incident.occurred_on.year if incident.occurred_on else UNKNOWN}",
        f"has_rule:{'yes' if has_rule else 'no'}",
    ]


def _with_rule(incidents: Iterable[int]) -> set[int]:
    """Those that a running rule detects."""
    running = Rule.objects.that_run().values("pk")
    links = RuleLink.objects.filter(incident__in=incidents, relation__in=DETECTING, rule__in=running)
    return set(links.values_list("incident", flat=True))


def _labels(facet: str, values: Iterable[str]) -> list[str]:
    return [f"{facet}:{value}" for value in sorted(set(values) or {UNKNOWN})]
