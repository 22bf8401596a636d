"""The list of drills, with what each opens with, and the order in which a wheel stops at them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Exists, OuterRef

from incidents.models import Factor, Fix, Incident, RuleLink, Symptom
from incidents.models.incident import IncidentQuerySet
from incidents.models.reader import Reader
from incidents.stories import reading
from incidents.training import making, spoilers
from incidents.training.drill import Alarm


@dataclass(frozen=True)
class DrillKey:
    """A story that is a drill, and the groups of components that it is about."""

    ref: str
    groups: frozenset[str]


@dataclass(frozen=True)
class ListedDrill:
    ref: str
    alarm: Alarm
    """What it opens with: its title would tell what it was."""


def all_drills(*, reader: Reader) -> tuple[DrillKey, ...]:
    """Those of published stories, in the order of their references. One query."""
    rows = _stories(reader).in_order_of_refs().values_list("ref", "entry__components")
    return tuple(
        DrillKey(ref, frozenset(slug.partition("/")[0] for slug in components)) for ref, components in rows
    )


def _stories(reader: Reader) -> IncidentQuerySet:
    parts = (model._default_manager.filter(incident=OuterRef("pk")) for model in (Symptom, Factor, Fix))
    stories = Incident.objects.visible_to(reader).published()
    return stories.filter(*(Exists(some) for some in parts))


def listed(*, refs: Collection[str], reader: Reader) -> list[ListedDrill]:
    """Two queries."""
    incidents = list(
        _stories(reader)
        .filter(ref__in=refs)
        .in_order_of_refs()
        .select_related("revision")
        .only("ref", "revision__document")
    )
    links = RuleLink.objects.filter(incident__in=incidents)
    words: dict[int, list[str]] = {incident.pk: [] for incident in incidents}
    for key, name, message in links.values_list("incident", "rule__name", "rule__message"):
        words[key].append(f"{name} {message}")
    return [_listed(incident, words[incident.pk]) for incident in incidents]


def _listed(incident: Incident, rule_words: Collection[str]) -> ListedDrill:
    story = reading.trusted(incident.current_revision.document)
    secrets = spoilers.of(story, rule_words)
    first = making.opening_symptoms(story, secrets)[0]
    return ListedDrill(incident.ref, making.alarm(first, secrets))


def spun(keys: Sequence[DrillKey], *, seed: str) -> list[DrillKey]:
    """All of them in the order of this seed: the first is where the wheel stops."""
    return sorted(keys, key=lambda key: sha256(f"{seed} {key.ref}".encode("utf-8", "replace")).hexdigest())
