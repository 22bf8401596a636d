"""Which stories are like a story, and in what."""

from dataclasses import dataclass, field
from functools import cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Q

from incidents.models import Factor, Incident, statements
from incidents.models.reader import Reader
from incidents.models.statements import Parameter, Statement
from incidents.stories.document import Story

CANDIDATES = 100
"""So many of the newest factors with a failure mode in common are compared; more would not be read anyway."""

SHARED_MODE = 3
SHARED_COMPONENT = 1


@dataclass
class Similar:
    """Another story with what it shares, as slugs."""

    ref: str
    title: str
    failure_modes: set[str] = field(default_factory=set)
    components: set[str] = field(default_factory=set)

    @property
    def weight(self) -> int:
        return SHARED_MODE * len(self.failure_modes) + SHARED_COMPONENT * len(self.components)


def similar(*, incident: Incident, story: Story, reader: Reader, limit: int = 5) -> list[Similar]:
    """The stories that share most with this one, of those the reader may see. One query."""
    modes = {factor.failure_mode for factor in story.factors} - {"unknown"}
    components = {slug for factor in story.factors for slug in factor.components} | set(story.components)
    rows = _sharing(reader.placeholder).rows(
        story=incident.pk, modes=list(modes), components=list(components), reader=reader.person
    )
    found: dict[str, Similar] = {}
    for ref, title, mode, of_factor in rows:
        other = found.setdefault(ref, Similar(ref, title))
        other.failure_modes |= {mode} & modes
        other.components |= set(of_factor) & components
    return sorted(found.values(), key=lambda other: (-other.weight, other.ref))[:limit]


@cache
def _sharing(reader: Reader) -> Statement:
    same_mode = statements.is_one_of("failure_mode", "modes")
    newest = Factor.objects.filter(same_mode).exclude(incident=Parameter("story")).order_by("-incident_id")
    # As an array they are looked up once; as a subquery, once for each factor they are compared with.
    candidates = ArraySubquery(newest.values("incident_id")[:CANDIDATES])
    sharing = Factor.objects.filter(
        Q(same_mode) | Q(components__overlap=statements.texts("components")),
        statements.IsOneOf(F("incident"), candidates),
        incident__in=Incident.objects.visible_to(reader).published(),
    )
    return statements.compiled(
        sharing.values_list("incident__ref", "incident__title", "failure_mode", "components")
    )
