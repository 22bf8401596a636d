"""The stories behind findings, with titles and addresses, as all reports show them."""

from collections.abc import Iterable

from msgspec import Struct

from incidents.rules.bundle import LintBundle
from incidents.rules.record import Relation, StoryLink

RELATION_ORDER: tuple[Relation, ...] = ("detects", "prevents", "symptom", "contradicts", "related")
"""From the strongest relation to the weakest."""


class LinkedStory(Struct, frozen=True):
    """One story behind a finding, with all parts that the rule concerns."""

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

    def linked(self, links: Iterable[StoryLink]) -> list[LinkedStory]:
        """The linked stories, strongest relation first; links with the same story and relation are merged."""
        grouped: dict[tuple[str, Relation], list[str]] = {}
        for link in sorted(links, key=lambda link: RELATION_ORDER.index(link.relation)):
            grouped.setdefault((link.ref, link.relation), []).extend(filter(None, [link.target]))
        return [
            LinkedStory(ref, self.title(ref), self.url(ref), relation, tuple(targets))
            for (ref, relation), targets in grouped.items()
        ]
