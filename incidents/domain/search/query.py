"""What a person or a program asks of the list of stories."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from incidents.domain.search.facets import Chosen
from incidents.finding import queries


@dataclass(frozen=True)
class Query:
    """`sort` is one of `paging.ORDERS`. Nothing typed as `text` is ever an error."""

    text: str = ""
    chosen: Chosen = field(default_factory=dict)
    """Values by facet, such as `{"component": ("network/dns",), "year": ("2019", "unknown")}`."""
    all_of: Collection[str] = frozenset()
    """Facets of which every chosen value has to hold; of the others, any."""
    sort: str = "relevance"
    statuses: tuple[str, ...] = ("published",)
    """Empty: every status the reader may see."""
    modified_since: datetime | None = None

    @property
    def order(self) -> str:
        """The order that holds: without words that are wanted, nothing is more relevant than another."""
        is_unranked = self.sort == "relevance" and not queries.wanted(self.text)
        return "published" if is_unranked else self.sort
