"""The fields of the index, and how the words of each are analysed."""

from functools import lru_cache
from typing import Final, Literal, get_args

import tantivy
from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from incidents.finding.stopwords import STOPWORDS

FORMAT: Final = 4
"""Raised with every change of the fields or of what is written into them: the index is then built anew."""

TEXTS: Final = ("names", "seen", "signatures", "symptoms", "summary", "factors", "terms", "rest")
"""The parts of a story that are searched apart, since a word of the title says more than one of the body."""
EVERY: Final = "every"
"""All words of all parts, with their positions."""
IDENTIFIERS: Final = "identifiers"
"""Names with more than one part, such as `ndots:5`, as they were written but for case."""
SPELLED: Final = "spelled"
"""All words as they were written, neither stemmed nor dropped: for beginnings of words and for spelling."""
FacetName = Literal[
    "component",
    "failure_mode",
    "effect",
    "trigger",
    "organisation",
    "kind",
    "severity",
    "year",
    "lasted",
    "technology",
    "environment",
    "scope",
    "detection",
    "region",
    "has_rule",
]
FACETS: Final[tuple[str, ...]] = get_args(FacetName)
FilterName = Literal[FacetName, "source"]
FILTERS: Final[tuple[str, ...]] = get_args(FilterName)
"""What lists can be narrowed by: the facets, and what has too many values to be counted."""
LENGTH: Final = "length"
"""The number of words of all parts."""
KEY, CHANGE, STANDING = "key", "change", "standing"
NUMBERS: Final = ("published", "modified", "newest", "oldest", "longest", "shortest")
"""Orders of lists as one unsigned number each, which no two stories share."""
REF: Final = "ref"
"""The order of references, as a text whose number is padded with zeros."""

LONGEST: Final = 200
"""In bytes; longer words are data and left out."""
PROSE, PLAIN = "prose", "plain"


def _analyzer(*filters: Filter) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.remove_long(LONGEST))
    for one in filters:
        builder = builder.filter(one)
    return builder.build()


ANALYZERS: Final = {
    PROSE: _analyzer(Filter.custom_stopword(sorted(STOPWORDS)), Filter.stemmer("english")),
    PLAIN: _analyzer(),
}


@lru_cache(maxsize=4096)
def stem(word: str) -> str | None:
    """The stem of a lower-case word without spaces; None for a stop word."""
    return next(iter(ANALYZERS[PROSE].analyze(word)), None)


def _built() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(KEY, indexed=True, fast=True)
    builder.add_unsigned_field(CHANGE, indexed=True, fast=True)
    for field in TEXTS:
        builder.add_text_field(field, tokenizer_name=PROSE, index_option="freq")
    builder.add_text_field(EVERY, tokenizer_name=PROSE, index_option="position")
    builder.add_text_field(IDENTIFIERS, tokenizer_name=PLAIN, index_option="freq")
    builder.add_text_field(SPELLED, tokenizer_name=PLAIN, index_option="basic")
    builder.add_unsigned_field(LENGTH, fast=True)
    builder.add_text_field(STANDING, tokenizer_name="raw", index_option="basic")
    for field in FILTERS:
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic", fast=field in FACETS)
    for field in NUMBERS:
        builder.add_unsigned_field(field, indexed=True, fast=True)
    builder.add_text_field(REF, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


SCHEMA: Final = _built()
