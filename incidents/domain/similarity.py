"""Which stories are like a story, and in what."""

from dataclasses import dataclass, field

from django.db.models import Q

from incidents.models import Factor, Incident
from incidents.models.incident import Reader
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
    newest = (
        Factor.objects.filter(failure_mode__in=modes)
        .exclude(incident=incident)
        .order_by("-incident_id")
        .values("incident_id")[:CANDIDATES]
    )
    seen = Incident.objects.visible_to(reader).published().filter(pk__in=newest)
    rows = Factor.objects.filter(
        Q(failure_mode__in=modes) | Q(components__overlap=list(components)), incident__in=seen
    ).values_list("incident__ref", "incident__title", "failure_mode", "components")
    found: dict[str, Similar] = {}
    for ref, title, mode, of_factor in rows:
        other = found.setdefault(ref, Similar(ref, title))
        other.failure_modes |= {mode} & modes
        other.components |= set(of_factor) & components
    return sorted(found.values(), key=lambda other: (-other.weight, other.ref))[:limit]
