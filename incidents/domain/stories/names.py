"""The names of a story: its reference, its slug, its aliases, its uuid. One name means one story."""

from collections.abc import Iterator
from itertools import chain

from incidents.errors import Fault
from incidents.models import Alias, Incident
from incidents.stories.document import Story


def taken(story: Story) -> Iterator[Fault]:
    """Names of the story that lead to another one. References and slugs are found in any case."""
    names = {"/slug": story.slug} | {f"/aliases/{place}": name for place, name in enumerate(story.aliases)}
    holders = _holders(story.ref, list(names.values()))
    for pointer, name in names.items():
        if holder := holders.get(name.lower()):
            yield Fault(pointer, f"{name} leads to {holder} already")
    twins = Incident.objects.filter(uuid__in=[story.uuid]).exclude(ref=story.ref)
    for ref in twins.values_list("ref", flat=True):
        yield Fault("/uuid", f"is the one of {ref}; leave the field out to get a new one")


def _holders(ref: str, names: list[str]) -> dict[str, str]:
    """References of other stories by their names, in small letters."""
    others = Incident.objects.exclude(ref=ref)
    found = chain(
        others.filter(ref__in=[name.upper() for name in names]).values_list("ref", "ref"),
        others.filter(slug__in=[name.lower() for name in names]).values_list("slug", "ref"),
        Alias.objects.filter(name__in=names, incident__in=others).values_list("name", "incident__ref"),
    )
    return {name.lower(): holder for name, holder in found}


def replace(*, incident: Incident, story: Story) -> None:
    wanted = set(story.aliases)
    kept = set(Alias.objects.filter(incident=incident).values_list("name", flat=True))
    Alias.objects.filter(incident=incident, name__in=kept - wanted).delete()
    Alias.objects.bulk_create(Alias(incident=incident, name=name) for name in sorted(wanted - kept))
