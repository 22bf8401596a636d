"""A drill of one story: made from its document and what its reader may see around it."""

from collections.abc import Iterator, Sequence

import msgspec
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.utils.crypto import salted_hmac

from incidents.decoding import decoder
from incidents.domain.stories import RelatedContent, related, relations
from incidents.models import Factor, Incident, Symptom
from incidents.models.choices import ENDED
from incidents.models.json_text import JsonObject
from incidents.models.reader import Reader
from incidents.stories.document import Story
from incidents.training import making
from incidents.training.drill import Drill, RuleOfDrill
from incidents.training.hypotheses import Mechanism
from incidents.training.making import Around, Names

CANDIDATES = 200
"""So many of the newest stories are looked through for what a story could be taken for."""


class _FactorRow(msgspec.Struct, frozen=True):
    failure_mode: str
    text: str
    basis: str
    components: tuple[str, ...]


class _SymptomRow(msgspec.Struct, frozen=True):
    kind: str
    component: str


def lacking(*, incident: Incident, story: Story) -> tuple[str, ...]:
    """What keeps a story from being a drill."""
    return ("a story that still stands",) if incident.status in ENDED else making.missing(story)


def drill(*, incident: Incident, story: Story, reader: Reader, names: Names) -> Drill:
    """Two queries. Nothing may be `lacking`; the reader may see the story.

    `names`: the label of a term, by facet and slug.
    """
    found = related.related(incident=incident, named=relations.named_by_parts(story), reader=reader)
    around = Around(
        candidates=_candidates(incident, reader),
        related=_tied(found) - {incident.ref},
        rules=list(_rules(found)),
        rule_words=[f"{rule.name} {rule.message}" for rule in found.rules],
        names=names,
        secret=salted_hmac("incidents.drill", incident.ref).digest(),
    )
    return making.make(relations.redacted_parts(story=story, seen=found.seen), around)


def _tied(found: RelatedContent) -> set[str]:
    return {ref for tie in found.ties for ref in (tie.source, tie.target)}


def _rules(found: RelatedContent) -> Iterator[RuleOfDrill]:
    """Each rule that runs, once."""
    taken: set[str] = set()
    for rule in found.rules:
        if rule.is_proven and rule.ref not in taken:
            taken.add(rule.ref)
            yield RuleOfDrill(rule.ref, rule.message, rule.relation)


def _candidates(incident: Incident, reader: Reader) -> list[Mechanism]:
    factors = Factor.objects.filter(incident=OuterRef("pk")).order_by("position")
    symptoms = Symptom.objects.filter(incident=OuterRef("pk")).order_by("position")
    stories = Incident.objects.visible_to(reader).published().exclude(pk=incident.pk).order_by("-pk")
    rows = stories.values_list(
        "ref",
        "title",
        "entry__components",
        ArraySubquery(
            factors.values(
                json=JsonObject(
                    failure_mode=F("failure_mode"),
                    text=F("text"),
                    basis=F("basis"),
                    components=F("components"),
                )
            )
        ),
        ArraySubquery(symptoms.values(json=JsonObject(kind=F("kind"), component=F("component")))),
    )
    return [_mechanism(*row) for row in rows[:CANDIDATES] if row[3]]


def _mechanism(
    ref: str, title: str, components: Sequence[str], factors: Sequence[str], symptoms: Sequence[str]
) -> Mechanism:
    causes = [decoder(_FactorRow).decode(text) for text in factors]
    seen = [decoder(_SymptomRow).decode(text) for text in symptoms]
    first = min(causes, key=lambda factor: factor.basis == "inferred")
    return Mechanism(
        ref=ref,
        title=title,
        text=first.text,
        failure_mode=first.failure_mode,
        failure_modes=frozenset(factor.failure_mode for factor in causes),
        components=frozenset(components),
        symptom_kinds=frozenset(symptom.kind for symptom in seen),
    )
