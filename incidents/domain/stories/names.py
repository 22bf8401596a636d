"""The names of a story: its reference, its slug, its aliases, its uuid. One name means one story.

References count up within a prefix and are never given twice.
"""

from collections.abc import Iterator
from itertools import chain, count
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.text import slugify

from incidents.errors import Fault
from incidents.models import Alias, Incident, RefCounter
from incidents.stories.document import Story

SLUG_LENGTH = 100


def taken(story: Story) -> Iterator[Fault]:
    """Names of the story that another one has. References and slugs are found in any case.

    Which one has it is not said: the writer may not see that story.
    """
    names = {"/slug": story.slug} | {f"/aliases/{place}": name for place, name in enumerate(story.aliases)}
    taken = _taken(story.ref, list(names.values()))
    for pointer, name in names.items():
        if name.lower() in taken:
            yield Fault(pointer, f"{name} is not available; choose another name")
    if Incident.objects.filter(uuid__in=[story.uuid]).exclude(ref=story.ref).exists():
        yield Fault("/uuid", "is not available; leave the field out to get a new one")


def _taken(ref: str, names: list[str]) -> set[str]:
    """Those of the names that lead to another story, in small letters."""
    others = Incident.objects.exclude(ref=ref)
    found = chain(
        others.filter(ref__in=[name.upper() for name in names]).values_list("ref", flat=True),
        others.filter(slug__in=[name.lower() for name in names]).values_list("slug", flat=True),
        Alias.objects.filter(name__in=names, incident__in=others).values_list("name", flat=True),
    )
    return {name.lower() for name in found}


def replace(*, incident: Incident, story: Story) -> None:
    wanted = set(story.aliases)
    kept = set(Alias.objects.filter(incident=incident).values_list("name", flat=True))
    Alias.objects.filter(incident=incident, name__in=kept - wanted).delete()
    Alias.objects.bulk_create(Alias(incident=incident, name=name) for name in sorted(wanted - kept))


def reserve_ref(*, prefix: str) -> str:
    """A reference nobody had before. Two at once get two different ones."""
    with transaction.atomic():
        counter = _locked(prefix)
        counter.last += 1
        counter.save(update_fields=["last"])
        return f"{prefix}-{counter.last}"


def remember_ref(*, ref: str) -> None:
    """A reference given elsewhere is not to be reserved here."""
    prefix, number = ref.split("-")
    raised = RefCounter.objects.filter(prefix=prefix).update(last=Greatest(F("last"), Value(int(number))))
    if not raised:
        with transaction.atomic():
            _locked(prefix)
            remember_ref(ref=ref)


def _locked(prefix: str) -> RefCounter:
    highest = (
        Incident.objects.filter(prefix=prefix).order_by("-number").values_list("number", flat=True).first()
    )
    RefCounter.objects.get_or_create(prefix=prefix, defaults={"last": highest or 0})
    return RefCounter.objects.select_for_update().get(prefix=prefix)


def free_slug(name: str, *, taken: QuerySet[Any], longest: int = SLUG_LENGTH) -> str:
    """A slug for `name` that no row of `taken` has; a number behind it may make it a little longer."""
    wanted = slugify(name)[:longest].strip("-") or "unnamed"
    used = set(taken.filter(slug__startswith=wanted).values_list("slug", flat=True))
    candidates = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(slug for slug in candidates if slug not in used)
