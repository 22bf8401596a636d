"""The stories that findings name: titles and addresses for all reports."""

from collections.abc import Iterable

from msgspec import Struct

from incidents.rules.bundle import LintBundle
from incidents.rules.record import Relation, StoryLink

BEFORE_OTHERS: tuple[Relation, ...] = ("detects", "prevents", "symptom", "contradicts", "related")
"""Which relation is told first."""


class LinkedStory(Struct, frozen=True):
    """One story behind a finding, once, whatever many of its parts the rule concerns."""

    ref: str
    title: str
    url: str
    relation: Relation
    targets: tuple[str, ...]


class Stories:
    def __init__(self, bundle: LintBundle) -> None:
        self.address = bundle.address
        self._titles = {story.ref: story.title for story in bundle.stories}

    def title(self, ref: str) -> str:
        return self._titles.get(ref, "")

    def url(self, ref: str) -> str:
        return f"{self.address}/{ref}"

    def rule_url(self, ref: str) -> str:
        return f"{self.address}/rules/{ref}"

    def told(self, links: Iterable[StoryLink]) -> list[LinkedStory]:
        """The strongest relation first; links of a story with the same relation are one."""
        grouped: dict[tuple[str, Relation], list[str]] = {}
        for link in sorted(links, key=lambda link: BEFORE_OTHERS.index(link.relation)):
            grouped.setdefault((link.ref, link.relation), []).extend(filter(None, [link.target]))
        return [
            LinkedStory(ref, self.title(ref), self.url(ref), relation, tuple(targets))
            for (ref, relation), targets in grouped.items()
        ]
