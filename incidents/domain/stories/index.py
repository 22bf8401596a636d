"""What search knows of a story, written in the transaction of its save."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, TextField, Value

from incidents.models import Incident, LabelSet, Rule, RuleLink, SearchEntry
from incidents.stories.document import Story
from incidents.stories.search import vectors

UNKNOWN = "unknown"
DETECTING = ("detects", "prevents", "symptom")
"""Relations by which a rule says something of a story, rather than of its subject."""
Labels = tuple[str, ...]


class Vector(Func):
    """Atoms are stemmed, wholes are not; both count positions from one."""

    template = "setweight((to_tsvector('pg_catalog.english', %(expressions)s)::tsvector, %(weight)s)"
    arg_joiner = ")::text || ' ' || "
    output_field = SearchVectorField()


class VectorConcat(Func):
    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = SearchVectorField()


Words = Sequence[vectors.WeightedWords]


def words(story: Story, *, old: Story | None) -> Words | None:
    """What is searched of the story; None where that is what the entry holds already."""
    if old and list(vectors.everything(story)) == list(vectors.everything(old)):
        return None
    return list(vectors.sections(story))


def write(*, incident: Incident, story: Story, words: Words | None, is_new: bool) -> None:
    labels = {
        "components": _labels("component", vectors.all_components(story)),
        "failure_modes": _labels("failure_mode", (factor.failure_mode for factor in story.factors)),
        "effects": _labels("effect", (impact.effect for impact in story.impacts)),
        "traits": _traits(incident, has_rule=not is_new and _with_rule([incident.pk]) != set()),
    }
    sets = _sets(set(labels.values()))
    columns = {
        "status": incident.status,
        "visibility": incident.visibility,
        "owner_id": incident.owner_id,
        "team_id": incident.team_id,
        "organisation_id": incident.organisation_id,
        "appeared_at": incident.published_at or incident.created_at,
        "modified_at": incident.modified_at,
        "occurred_on": incident.occurred_on,
        "prefix": story.ref.split("-")[0],
        "number": int(story.ref.split("-")[1]),
        **{name: sets[wanted] for name, wanted in labels.items()},
    }
    if words is None and SearchEntry.objects.filter(incident=incident).update(**columns):
        return
    vector = VectorConcat(*map(_vector, words or vectors.sections(story)))
    SearchEntry.objects.bulk_create(
        [SearchEntry(incident=incident, words=vector, **columns)],
        update_conflicts=True,
        unique_fields=["incident"],
        update_fields=["words", *columns],
    )


def touch(incidents: Iterable[int], *, now: datetime) -> None:
    """Updates the entries of stories whose rules or checks have changed."""
    keys = set(incidents)
    with_rule = _with_rule(keys)
    heads = Incident.objects.filter(pk__in=keys).only("kind", "severity", "trigger", "occurred_on")
    traits = {head.pk: _traits(head, has_rule=head.pk in with_rule) for head in heads}
    sets = _sets(set(traits.values()))
    SearchEntry.objects.bulk_update(
        (SearchEntry(pk=key, traits=sets[wanted], modified_at=now) for key, wanted in traits.items()),
        ["traits", "modified_at"],
    )


def _vector(section: vectors.WeightedWords) -> Vector:
    atoms, wholes = Value(section.atoms, TextField()), Value(section.wholes, TextField())
    return Vector(atoms, wholes, weight=f"'{section.weight}'")


def _traits(incident: Incident, *, has_rule: bool) -> Labels:
    year = incident.occurred_on.year if incident.occurred_on else UNKNOWN
    traits = {
        f"kind:{incident.kind}",
        f"severity:{incident.severity}",
        f"trigger:{incident.trigger}",
        f"year:{year}",
        f"has_rule:{'yes' if has_rule else 'no'}",
    }
    return tuple(sorted(traits))


def _with_rule(incidents: Iterable[int]) -> set[int]:
    """Those that a running rule detects."""
    running = Rule.objects.that_run().values("pk")
    links = RuleLink.objects.filter(incident__in=incidents, relation__in=DETECTING, rule__in=running)
    return set(links.values_list("incident", flat=True))


def _labels(facet: str, values: Iterable[str]) -> Labels:
    return tuple(sorted(f"{facet}:{value}" for value in set(values) or {UNKNOWN}))


def _sets(wanted: Collection[Labels]) -> dict[Labels, LabelSet]:
    """The set of each, those that are new among them; under the lock of all saves nobody else makes any."""
    digests = {labels: sha256("\n".join(labels).encode()).hexdigest() for labels in wanted}
    known = {one.digest: one for one in LabelSet.objects.filter(digest__in=digests.values()).defer("leaves")}
    missing = [
        LabelSet(digest=digest, labels=list(labels))
        for labels, digest in digests.items()
        if digest not in known
    ]
    known |= {one.digest: one for one in LabelSet.objects.bulk_create(missing)}
    return {labels: known[digest] for labels, digest in digests.items()}
