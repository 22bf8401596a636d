"""The list of rules, once for the page, its CSV file and the API."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import starmap
from typing import NamedTuple

from incidents.models import Rule
from incidents.models.reader import Reader

FACETS = ("kind", "level", "status", "confidence")
AT_ONCE = 500
"""Rules read at a time where all of them are written out."""


@dataclass(frozen=True)
class RuleFilter:
    """`text` holds words, `story` a reference. `chosen` holds values by facet; any of them fits."""

    text: str = ""
    story: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)


class RuleKey(NamedTuple):
    """What a rule is chosen by."""

    pk: int
    ref: str
    kind: str
    number: int
    level: str
    status: str
    confidence: str

    def fits(self, chosen: Mapping[str, Sequence[str]], *, but: str = "") -> bool:
        return all(
            getattr(self, facet) in values for facet, values in chosen.items() if values and facet != but
        )


@dataclass(frozen=True)
class ListedRule:
    rule: Rule
    stories: tuple[str, ...]
    """References of its stories that the reader may see."""
    is_open: bool
    """Whether everybody sees the same of it."""


@dataclass(frozen=True)
class RuleList:
    """`candidates` fit all but the choices of facets, in order of their references."""

    candidates: tuple[RuleKey, ...]
    chosen: Mapping[str, Sequence[str]]

    @cached_property
    def keys(self) -> tuple[RuleKey, ...]:
        return tuple(key for key in self.candidates if key.fits(self.chosen))

    def after(self, ref: str) -> tuple[RuleKey, ...]:
        """The keys that come after this reference, whether or not there is such a rule."""
        kind, _, number = ref.partition("-")
        return tuple(key for key in self.keys if (key.kind, key.number) > (kind, int(number)))

    def count(self, facet: str, value: str) -> int:
        """How many rules this value would find, beside the choices of the other facets."""
        return sum(
            getattr(key, facet) == value and key.fits(self.chosen, but=facet) for key in self.candidates
        )


def rules(*, reader: Reader, asked: RuleFilter) -> RuleList:
    """One query, however many facets are counted."""
    found = Rule.objects.visible_to(reader)
    if asked.story:
        found = found.of_story(asked.story, reader=reader)
    rows = found.with_words(asked.text).in_order_of_refs().values_list(*RuleKey._fields)
    return RuleList(tuple(starmap(RuleKey, rows)), asked.chosen)


def rows(*, reader: Reader, keys: Sequence[RuleKey]) -> Iterator[ListedRule]:
    """Two queries for each `AT_ONCE` rules."""
    for start in range(0, len(keys), AT_ONCE):
        some = [key.pk for key in keys[start : start + AT_ONCE]]
        found = Rule.objects.filter(pk__in=some).in_order_of_refs()
        for rule in found.with_links_visible_to(reader):
            stories = [link.incident for link in rule.visible_links]
            refs = tuple(dict.fromkeys(story.ref for story in stories))
            yield ListedRule(rule, refs, is_open=all(story.is_open for story in stories))
