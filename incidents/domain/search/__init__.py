"""Search: `find` answers a query with results; lists without words, counts and facets are here, too.

Other packages import from here only; bitmaps, windows and statements are private to this package.
"""

from incidents.domain.search import census, facets, listing, paging
from incidents.domain.search.census import Census, Insight
from incidents.domain.search.facets import COLUMNS, UNKNOWN, CountedFacet, Value
from incidents.domain.search.find import Results, find
from incidents.domain.search.listing import ListingPage
from incidents.domain.search.names import similar_names
from incidents.domain.search.query import Query
from incidents.domain.search.rows import FoundRow

__all__ = [
    "COLUMNS",
    "UNKNOWN",
    "Census",
    "CountedFacet",
    "FoundRow",
    "Insight",
    "ListingPage",
    "Query",
    "Results",
    "Value",
    "census",
    "facets",
    "find",
    "listing",
    "paging",
    "similar_names",
]
