"""The names of a story: its reference, its slug, its aliases, its uuid. One name means one story.

References count up within a prefix and are never given twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from itertools import count
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.text import slugify

from incidents.errors import Fault
from incidents.models import Alias, Incident, RefCounter
from incidents.stories.document import Story

SLUG_LENGTH = 100


def taken(story: Story, *, old: Story | None) -> Iterator[Fault]:
    """Names of the story that another one has. References and slugs are found in any case.

    Which one has it is not said: the writer may not see that story.
    """
    if old and (story.slug, story.aliases, story.uuid) == (old.slug, old.aliases, old.uuid):
        return
    names = {"/slug": story.slug} | {f"/aliases/{place}": name for place, name in enumerate(story.aliases)}
    taken = _taken(story, list(names.values()))
    for pointer, name in names.items():
        if name.lower() in taken:
            yield Fault(pointer, f"{name} is not available; choose another name")
    if story.uuid in taken:
        yield Fault("/uuid", "is not available; leave the field out to get a new one")


def _taken(story: Story, names: list[str]) -> set[str]:
    """Those of the names and of the uuid that another story has, in small letters. Costs one query."""
    others = Incident.objects.exclude(ref=story.ref)
    by_ref = others.filter(ref__in=[name.upper() for name in names])
    by_slug = others.filter(slug__in=[name.lower() for name in names])
    by_alias = Alias.objects.filter(name__in=names, incident__in=others)
    by_uuid = others.filter(uuid__in=[story.uuid])
    found = by_ref.values_list("ref").union(
        by_slug.values_list("slug"),
        by_alias.values_list("name"),
        by_uuid.values_list(Cast("uuid", TextField())),
    )
    return {name.lower() for (name,) in found}


def replace(*, incident: Incident, story: Story, old: Story | None) -> None:
    before, wanted = set(old.aliases if old else ()), set(story.aliases)
    if gone := before - wanted:
        Alias.objects.filter(incident=incident, name__in=gone).delete()
    Alias.objects.bulk_create(Alias(incident=incident, name=name) for name in sorted(wanted - before))


def counters() -> dict[str, int]:
    """The highest number ever given, by prefix."""
    return dict(RefCounter.objects.values_list("prefix", "last"))


def next_ref(*, prefix: str) -> str:
    """The reference after the last one under this prefix. It is taken once a story with it is saved."""
    return f"{prefix}-{counters().get(prefix, 0) + 1}"


def remember_ref(*, ref: str, last: Mapping[str, int]) -> bool:
    """Keeps the number from being given again; True where nothing had this prefix before.

    `last` is what `counters` says under the lock of all saves.
    """
    prefix, digits = ref.split("-")
    if prefix not in last:
        RefCounter.objects.create(prefix=prefix, last=int(digits))
    elif int(digits) > last[prefix]:
        RefCounter.objects.filter(prefix=prefix).update(last=int(digits))
    return prefix not in last


def free_slug(name: str, *, taken: QuerySet[Any], longest: int = SLUG_LENGTH) -> str:
    """A slug for `name` that no row of `taken` has; a number behind it may make it a little longer."""
    (slug,) = free_slugs([name], taken=taken, longest=longest)
    return slug


def free_slugs(names: Iterable[str], *, taken: QuerySet[Any], longest: int = SLUG_LENGTH) -> list[str]:
    """One for each name, all different. Costs one query."""
    wanted = [slugify(name)[:longest].strip("-") or "unnamed" for name in names]
    alike = reduce(or_, (Q(slug__startswith=slug) for slug in wanted))
    used = set(taken.filter(alike).values_list("slug", flat=True))
    slugs = []
    for slug in wanted:
        candidates = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
        slugs.append(next(candidate for candidate in candidates if candidate not in used))
        used.add(slugs[-1])
    return slugs
