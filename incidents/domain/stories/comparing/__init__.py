"""Compares the tables of stories with the documents they follow from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model

from incidents.domain.stories import index, relations, sources, tables
from incidents.models import Alias, Citation, Incident, Relation, SearchEntry
from incidents.stories import anchors, rendering
from incidents.stories.document import Story

Pair = tuple[Incident, Story]
Rows = Mapping[int, Sequence[Any]]
HEAD = "the row of the story"


def differing(pairs: Sequence[Pair]) -> Iterator[tuple[Incident, str]]:
    """Each table, in words, that says something else than the document of the story.

    To be called with some dozens of stories, whose `merged_into` and `organisation` are loaded: costs twelve
    queries. What follows by rules that may change with the code is compared where it is up to date.
    """
    yield from _heads(pairs)
    yield from _parts(pairs)
    yield from _beside(pairs)
    yield from _entries([pair for pair in pairs if _is_up_to_date(pair[0])])


def _is_up_to_date(incident: Incident) -> bool:
    return incident.rendered_by == rendering.VERSION


def _heads(pairs: Iterable[Pair]) -> Iterator[tuple[Incident, str]]:
    for incident, story in pairs:
        columns = tables.columns_of(story)
        if not _is_up_to_date(incident):
            for name in tables.derived(story):
                del columns[name]
        wrong = [name for name, value in columns.items() if getattr(incident, name) != value]
        if _lower(incident.organisation) != _lower(story.organisation):
            wrong.append("organisation")
        if story.status == "merged" and not _leads_to(incident, story):
            wrong.append("merged_into")
        if incident.highest_anchors != anchors.highest(story, incident.highest_anchors):
            wrong.append("highest_anchors")
        if wrong:
            yield incident, f"{HEAD} ({', '.join(wrong)})"


def _leads_to(incident: Incident, story: Story) -> bool:
    named = [item.to for item in story.relations if item.type == "duplicate_of"]
    return incident.merged_into is not None and [incident.merged_into.ref] == named


def _lower(name: object) -> str | None:
    return None if name is None else str(name).lower()


def _parts(pairs: Sequence[Pair]) -> Iterator[tuple[Incident, str]]:
    of_story = {incident.pk: tables.rows_of(story) for incident, story in pairs}
    for model in next(iter(of_story.values()), ()):
        found = _found(model, pairs)
        for incident, _ in pairs:
            wanted = of_story[incident.pk][model]
            kept = {
                row.anchor: {name: getattr(row, name) for name in wanted.get(row.anchor, ())}
                for row in found.get(incident.pk, ())
            }
            if kept != wanted:
                yield incident, f"the table of its {model._meta.verbose_name_plural}"


def _beside(pairs: Sequence[Pair]) -> Iterator[tuple[Incident, str]]:
    aliases, related, cited = _found(Alias, pairs), _found(Relation, pairs), _found(Citation, pairs)
    for incident, story in pairs:
        if {alias.name for alias in aliases.get(incident.pk, ())} != set(story.aliases):
            yield incident, "the table of its other names"
        if not _same(related.get(incident.pk, ()), relations.described(story)):
            yield incident, "the table of its relations"
        citations = [
            {**columns, "source": sources.key(item)}
            for item, columns in zip(story.sources, sources.described(story), strict=True)
        ]
        if not _same(cited.get(incident.pk, ()), citations):
            yield incident, "the table of its sources"


def _same(rows: Sequence[Any], wanted: Sequence[Mapping[str, Any]]) -> bool:
    """In any order. A column that leads to a row stands for what that row is called."""
    names = list(wanted[0]) if wanted else []
    kept = [{name: _value(getattr(row, name)) for name in names} for row in rows]
    return sorted(map(repr, kept)) == sorted(map(repr, map(dict, wanted)))


def _value(value: Any) -> Any:
    return str(value) if isinstance(value, Model) else value


def _entries(pairs: Sequence[Pair]) -> Iterator[tuple[Incident, str]]:
    if not pairs:
        return
    entries = SearchEntry.objects.in_bulk([incident.pk for incident, _ in pairs])
    for (incident, _), wanted in zip(pairs, index.expected(pairs), strict=True):
        entry = entries.get(incident.pk)
        if entry is None:
            yield incident, "the entry of lists (there is none)"
        elif wrong := [name for name, value in wanted.items() if getattr(entry, name) != value]:
            yield incident, f"the entry of lists ({', '.join(wrong)})"


def _found(model: type[Any], pairs: Sequence[Pair]) -> Rows:
    """Rows by the key of their story."""
    rows: dict[int, list[Any]] = defaultdict(list)
    found = model._default_manager.filter(incident__in=[incident.pk for incident, _ in pairs])
    for row in found.select_related("source") if model is Citation else found:
        rows[row.incident_id].append(row)
    return rows
