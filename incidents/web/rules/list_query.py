"""The query of the list of rules, as its address holds it."""

from dataclasses import dataclass, replace
from typing import Self, get_args

from django.http import QueryDict
from django.urls import reverse

from incidents.domain.rules import RuleFilter
from incidents.rules import record
from incidents.web.parts.paging import LONGEST_TEXT, LONGEST_VALUE, page_number

CHOICES: dict[str, tuple[str, ...]] = {
    "kind": tuple(record.KINDS),
    "level": tuple(reversed(record.LEVELS)),
    "status": get_args(record.Status),
    "confidence": get_args(record.Confidence),
}


@dataclass(frozen=True)
class RuleQuery:
    """`chosen` holds pairs of facet and value, in the order of `CHOICES`."""

    text: str = ""
    story: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    page: int = 1

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        """Reads what it can of an address; values that are no choice are ignored."""
        chosen = (
            (facet, value)
            for facet, values in CHOICES.items()
            for value in values
            if value in parameters.getlist(facet)
        )
        return cls(
            text=" ".join(parameters.get("q", "").replace("\0", " ").split())[:LONGEST_TEXT],
            story=parameters.get("story", "").replace("\0", "").strip().upper()[:LONGEST_VALUE],
            chosen=tuple(chosen),
            page=page_number(parameters.get("page", "")),
        )

    def values(self, facet: str) -> tuple[str, ...]:
        return tuple(value for name, value in self.chosen if name == facet)

    @property
    def filter(self) -> RuleFilter:
        return RuleFilter(
            text=self.text, story=self.story, chosen={facet: self.values(facet) for facet in CHOICES}
        )

    def without(self, facet: str, value: str) -> Self:
        return replace(self, chosen=tuple(pair for pair in self.chosen if pair != (facet, value)), page=1)

    def at(self, page: int) -> Self:
        return replace(self, page=page)

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.story or self.chosen)

    @property
    def url(self) -> str:
        return self._address("rules", self.page)

    @property
    def csv(self) -> str:
        """All pages of it."""
        return self._address("rules-csv", 1)

    def _address(self, name: str, page: int) -> str:
        parameters = QueryDict(mutable=True)
        for field, value in (("q", self.text), ("story", self.story)):
            if value:
                parameters[field] = value
        for facet, value in self.chosen:
            parameters.appendlist(facet, value)
        if page > 1:
            parameters["page"] = str(page)
        asked = parameters.urlencode()
        return f"{reverse(name)}?{asked}" if asked else reverse(name)
