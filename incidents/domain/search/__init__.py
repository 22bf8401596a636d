"""Search: `find` answers a query with results, `closest` a text with stories that have its words.

Lists without words, counts and facets are here, too. Other packages import from here only; the index and its
statements are private to this package.
"""

from incidents.domain.search import census, facets, index, listing, paging
from incidents.domain.search.alike import AlikeStory, alike
from incidents.domain.search.census import Census, Insight
from incidents.domain.search.closest import Closest, closest
from incidents.domain.search.facets import FACETS, FILTERS, NOT, UNKNOWN, CountedFacet, Value
from incidents.domain.search.find import Results, find
from incidents.domain.search.index import IndexBeingBuilt
from incidents.domain.search.listing import ListingPage
from incidents.domain.search.names import similar_names
from incidents.domain.search.query import Query
from incidents.domain.search.rows import FoundRow, HelpfulFix

__all__ = [
    "FACETS",
    "FILTERS",
    "NOT",
    "UNKNOWN",
    "AlikeStory",
    "Census",
    "Closest",
    "CountedFacet",
    "FoundRow",
    "HelpfulFix",
    "IndexBeingBuilt",
    "Insight",
    "ListingPage",
    "Query",
    "Results",
    "Value",
    "alike",
    "census",
    "closest",
    "facets",
    "find",
    "index",
    "listing",
    "paging",
    "similar_names",
]
