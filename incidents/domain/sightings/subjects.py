"""What a report is about: stories and rules by their references, and stories by the names of alerts."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from incidents import refs
from incidents.models import Incident, Rule
from incidents.models.reader import Reader
from incidents.rules.bundle import Bundle
from incidents.rules.record import Relation, StoryLink

CLOSENESS: tuple[Relation, ...] = ("detects", "symptom", "prevents", "related")
"""How much a rule or a check has to do with a story, the most first; one that contradicts it says nothing."""
SEEN: frozenset[Relation] = frozenset({"detects", "symptom", "prevents"})
"""Where the rule fires, the story is seen."""


@dataclass(frozen=True)
class NamedAlert:
    """Stories that an alert of this name leads to, and the rule that it is; empty where it is of another."""

    rule: str
    links: tuple[tuple[str, Relation], ...]
    """References of stories with the relation of each, the closest first."""

    @property
    def stories(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ref for ref, _ in self.links))

    @property
    def seen(self) -> tuple[str, ...]:
        """Those that are seen when it fires: of a rule the first one, as its exported alert names it."""
        found = tuple(dict.fromkeys(ref for ref, relation in self.links if relation in SEEN))
        return found[:1] if self.rule else found


def keys_of_stories(written: Collection[str], *, reader: Reader) -> dict[str, int]:
    """The key of each story that the reader may see, by its reference in capitals; two queries at most.

    Of one that was merged it is the key of that into which it went, if the reader may see it.
    """
    known = {ref.upper() for ref in written if refs.STORY.fullmatch(ref.upper())}
    if not known:
        return {}
    seen = Incident.objects.visible_to(reader)
    rows = list(seen.filter(ref__in=known).values_list("ref", "pk", "merged_into"))
    merged = {into for _, _, into in rows if into}
    there = set(seen.filter(pk__in=merged).values_list("pk", flat=True)) if merged else set()
    return {ref: into if into in there else key for ref, key, into in rows}


def keys_of_rules(written: Collection[str], *, reader: Reader) -> dict[str, int]:
    """The same of rules; one query at most."""
    known = {ref.upper() for ref in written if refs.RULE.fullmatch(ref.upper())}
    if not known:
        return {}
    return dict(Rule.objects.visible_to(reader).filter(ref__in=known).values_list("ref", "pk"))


def named_alerts(bundle: Bundle) -> dict[str, NamedAlert]:
    """By name in small letters. Alerts from here go before checks of other tools that have their name."""
    mapped: dict[str, list[tuple[str, Relation]]] = {}
    for one in bundle.mappings:
        mapped.setdefault(one.check.lower(), []).append((one.story, one.relation))
    found = {name: NamedAlert("", _closest_first(links)) for name, links in mapped.items()}
    return found | {
        rule.alert.lower(): NamedAlert(rule.ref, _closest_first(_links(rule.stories)))
        for rule in bundle.alert_rules
    }


def _links(stories: Collection[StoryLink]) -> Iterator[tuple[str, Relation]]:
    return ((link.ref, link.relation) for link in stories)


def _closest_first(
    links: Collection[tuple[str, Relation]] | Iterator[tuple[str, Relation]],
) -> tuple[tuple[str, Relation], ...]:
    telling = [link for link in links if link[1] in CLOSENESS]
    return tuple(sorted(telling, key=lambda link: CLOSENESS.index(link[1])))
