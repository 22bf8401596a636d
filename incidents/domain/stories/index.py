"""What search knows of a story, written anew in the transaction of its save."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, TextField, Value

from incidents.models import Incident, LabelSet, Rule, RuleLink, SearchEntry
from incidents.stories.document import Story
from incidents.stories.search import vectors

UNKNOWN = "unknown"
DETECTING = ("detects", "prevents", "symptom")
"""Relations by which a rule says something of a story, rather than of its subject."""


class Vector(Func):
    """Atoms are stemmed, wholes are not; both count positions from one."""

    template = "setweight((to_tsvector('pg_catalog.english', %(expressions)s)::tsvector, %(weight)s)"
    arg_joiner = ")::text || ' ' || "
    output_field = SearchVectorField()


class VectorConcat(Func):
    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = SearchVectorField()


def index(*, incident: Incident, story: Story) -> None:
    columns = {
        "status": incident.status,
        "visibility": incident.visibility,
        "owner": incident.owner,
        "team": incident.team,
        "organisation": incident.organisation,
        "components": _set("component", vectors.all_components(story)),
        "failure_modes": _set("failure_mode", (factor.failure_mode for factor in story.factors)),
        "effects": _set("effect", (impact.effect for impact in story.impacts)),
        "traits": _kept(_traits(incident)),
        "appeared_at": incident.published_at or incident.created_at,
        "modified_at": incident.modified_at,
        "occurred_on": incident.occurred_on,
        "prefix": story.ref.split("-")[0],
        "number": int(story.ref.split("-")[1]),
        "words": VectorConcat(*(_vector(section) for section in vectors.sections(story))),
    }
    SearchEntry.objects.update_or_create(incident=incident, defaults=columns)


def note_rules(incidents: Iterable[Incident]) -> None:
    """Whether a rule detects these stories may have changed."""
    for incident in incidents:
        SearchEntry.objects.filter(incident=incident).update(traits=_kept(_traits(incident)))


def _vector(section: vectors.WeightedWords) -> Vector:
    atoms, wholes = Value(section.atoms, TextField()), Value(section.wholes, TextField())
    return Vector(atoms, wholes, weight=f"'{section.weight}'")


def _traits(incident: Incident) -> Iterator[str]:
    yield f"kind:{incident.kind}"
    yield f"severity:{incident.severity}"
    yield f"trigger:{incident.trigger}"
    yield f"year:{incident.occurred_on.year if incident.occurred_on else UNKNOWN}"
    yield f"has_rule:{'yes' if _has_rule(incident) else 'no'}"


def _has_rule(incident: Incident) -> bool:
    running = Rule.objects.that_run().values("pk")
    links = RuleLink.objects.filter(incident=incident, relation__in=DETECTING, rule__in=running)
    return links.exists()


def _set(facet: str, values: Iterable[str]) -> LabelSet:
    return _kept(f"{facet}:{value}" for value in set(values) or {UNKNOWN})


def _kept(labels: Iterable[str]) -> LabelSet:
    ordered = sorted(labels)
    digest = sha256("\n".join(ordered).encode()).hexdigest()
    return LabelSet.objects.get_or_create(digest=digest, defaults={"labels": ordered})[0]
